"""Every process by its name; a new one is a module and a line here."""

from __future__ import annotations

from typing import Final

from selectivity.process import conditions, dialysis, ed, electrode, fo, mcdi, nf
from selectivity.process.base import Process
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.ed_settings import ElectrodialysisSettings
from selectivity.process.electrode import ElectrodeSettings
from selectivity.process.fo import OsmosisSettings
from selectivity.process.mcdi_settings import CapacitiveSettings
from selectivity.process.nf_module import FiltrationSettings

PROCESSES: Final[dict[str, Process]] = {
    "nf": Process(
        "nf",
        "nanofiltration and reverse osmosis module: pressure or flux, to a set recovery",
        FiltrationSettings,
        nf.solve,
        conditions=conditions.FILTRATION,
    ),
    "dialysis": Process(
        "dialysis",
        "concentration difference alone: counter- or co-current, or two tanks in time",
        DialysisSettings,
        dialysis.solve,
        conditions=conditions.DIALYSIS,
    ),
    "fo": Process(
        "fo",
        "forward osmosis: a draw solution, both orientations, support in the way",
        OsmosisSettings,
        fo.solve,
        conditions=conditions.OSMOSIS,
    ),
    "electrode": Process(
        "electrode",
        "closed cell between two electrodes of the target ion: limiting current, polarization",
        ElectrodeSettings,
        electrode.solve,
        conditions=conditions.ELECTRODE,
    ),
    "ed": Process(
        "ed",
        "electrodialysis of any ions: cell pairs under one voltage or current, flow or batch",
        ElectrodialysisSettings,
        ed.solve,
        partner=True,
        conditions=conditions.ELECTRODIALYSIS,
    ),
    "mcdi": Process(
        "mcdi",
        "membrane capacitive deionization: charge and discharge to a periodic state",
        CapacitiveSettings,
        mcdi.solve,
        partner=True,
        conditions=conditions.CAPACITIVE,
    ),
}
