"""The sections of the report in the order in which they answer; one line adds one."""

from __future__ import annotations

from selectivity.report.sections import (
    assumed,
    density,
    design,
    leftout,
    map_section,
    measured,
    methods,
    next_measurement,
    ranking,
    rejection,
    same_membrane,
    simulated,
    why,
)
from selectivity.report.sections.base import Section

SECTIONS: tuple[Section, ...] = (
    ranking.WHICH,
    ranking.SURE,
    ranking.TRADEOFF,
    density.DENSITY,
    map_section.MAP,
    why.WHY,
    next_measurement.NEXT,
    rejection.REJECTION,
    simulated.SIMULATED,
    design.DESIGN,
    same_membrane.SAME_MEMBRANE,
    assumed.ASSUMED,
    measured.MEASURED,
    leftout.LEFT_OUT,
    methods.METHODS,
)
