"""Stages of real solutions: the ideal limit, pressures of PHREEQC, the end of the table."""

from dataclasses import replace

import numpy as np
import pytest

from selectivity.domain.process import SCALING, SOLVED
from selectivity.process.crossing import Films, cross
from selectivity.process.dialysis import DialysisSettings
from selectivity.process.nf_module import FiltrationSettings, osmotic_pressure
from selectivity.process.registry import PROCESSES
from selectivity.process.stage import Limits, Stages, plant_of
from selectivity.process.target import Target, Task, design
from selectivity.tables.activity import tabulate
from tests.process import examples

FLUX = FiltrationSettings(water_flux=2e-6, recovery=0.5, mass_transfer=3e-5, tolerance=1e-4)
DIALYSIS = DialysisSettings(area=0.02, mass_transfer=3e-5, tolerance=1e-3)
TARGET = Target(1.0, np.nan, np.nan, 1)
TABLE = tabulate(examples.feed(100.0, 400.0))


def designs(process, settings, lithium, magnesium):
    """The same design with the table and without."""
    feed = examples.feed(lithium, magnesium)
    found = []
    for own in (replace(feed, table=TABLE), feed):
        plant = plant_of(PROCESSES[process], examples.membranes((60.0,)), own, settings, Limits())
        task = Task(np.append(feed.concentration, 1.0), TARGET, own, 2, False)
        found += design(plant, 1, task)
    return found


@pytest.mark.parametrize(("process", "settings"), [("nf", FLUX), ("dialysis", DIALYSIS)])
def test_dilution_makes_real_designs_ideal(process, settings):
    """Limiting laws end in the ideal solution: the difference of the energies goes to zero."""
    gap = []
    for dilution in (1.0, 1e2, 1e4):
        real, ideal = designs(process, settings, 20.0 / dilution, 80.0 / dilution)
        assert real.stages == ideal.stages
        gap.append(abs(real.energy_per_mass / ideal.energy_per_mass - 1))
    assert gap[0] > 0.05
    assert gap[1] < 0.1 * gap[0]
    assert gap[2] < 1e-4


def test_a_tight_stage_needs_the_pressure_that_the_table_gives():
    """A J above the real pressure of its concentrate; its permeate is nearly water."""
    feed = replace(examples.feed(100.0, 400.0), table=TABLE)
    tight = replace(examples.membranes((60.0,)), partition=np.full((1, 2, 3), 1e-5))
    own = replace(FLUX, mass_transfer=np.inf)
    stage = plant_of(PROCESSES["nf"], tight, feed, own, Limits())(
        np.array([0]), np.append(feed.concentration, 1.0)[None]
    )
    rest = feed.concentration / (1 - own.recovery)
    expected = own.water_flux / 1e-11 + osmotic_pressure(rest, feed)
    assert stage.pressure[0] == pytest.approx(expected, rel=1e-3)


def test_streams_beyond_the_table_are_told_with_their_size():
    short = replace(TABLE, strength=TABLE.strength[:, :4], value=TABLE.value[:, :4],
                    gradient=TABLE.gradient[:, :4])  # fmt: skip
    end = np.min(short.strength[:, -1]) / 2e3  # mol/L
    feed = replace(examples.feed(20.0, 80.0), table=short)
    plant = plant_of(PROCESSES["nf"], examples.membranes((60.0,)), feed, FLUX, Limits())
    task = Task(np.append(feed.concentration, 1.0), TARGET, feed, 2, False)
    found = design(plant, 1, task)[0]
    assert not found.feasible
    assert found.limit == "model"
    assert f"beyond {end:.3g} mol/L where the table of activities ends" in found.limits
    assert "solution: ideal" in found.limits


def test_a_mineral_that_precipitates_limits_by_its_name():
    """A stage whose process says so; the advice of the process stands in the design."""

    def plant(rows, inlet):
        n, one = len(rows), np.ones(len(rows))
        share = np.full_like(inlet, 0.5)
        return Stages(share, 0 * inlet, one, one, one, np.full(n, SCALING), ("gypsum",) * n)

    task = Task(np.append(examples.feed().concentration, 1.0), TARGET, examples.feed(), 3, False)
    found = design(plant, 1, task)[0]
    assert (found.limit, found.limits) == ("scaling", "scaling: stage 1: gypsum")


def test_an_unknown_side_leaves_its_row_unsolved_and_no_other():
    """A row that was lost has NaN outside; the core wants a pressure, whatever it finds."""
    left = np.tile(examples.feed().concentration, (2, 1))
    right = np.stack([0.1 * left[0], np.full(3, np.nan)])

    feed, membrane = replace(examples.feed(), table=TABLE), examples.membranes((60.0, 60.0))
    found = cross(membrane, feed, Films(), (left, right), pressure=np.full(2, 1e5))
    alone = cross(
        membrane.take(np.array([0])), feed, Films(), (left[:1], right[:1]), pressure=np.array([1e5])
    )
    assert found.status[0] == SOLVED != found.status[1]
    assert found.water_flux[0] == pytest.approx(alone.water_flux[0], rel=1e-6)
