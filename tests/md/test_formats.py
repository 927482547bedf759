"""One series in four programs' texts; units, conventions and broken files."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from selectivity.constants import AVOGADRO
from selectivity.errors import DataError, UnitError
from selectivity.md.conversion import ENERGY, LENGTH, force_constant_factor, time_factor
from selectivity.md.coordinate import read_series
from selectivity.md.inputs import read_runs
from selectivity.md.pmf import umbrella_profile
from selectivity.md.run import Coordinate
from selectivity.md.umbrella import Window
from selectivity.md.verdict import Settings
from tests.md.synthetic import write_runs

DIGITS = 17  # of a double, so that a text holds it exactly
BOHR, NANOMETRE, ANGSTROM = LENGTH["bohr"], LENGTH["nm"], LENGTH["a"]


def as_text(program: str, time: np.ndarray, value: np.ndarray) -> str:
    """Series (SI) as a program writes it."""
    scale = {"plumed": (1e-12, NANOMETRE), "lammps": (2e-15, ANGSTROM), "cp2k": (1e-15, BOHR)}
    unit_time, unit_length = scale[program]
    head = {
        "plumed": "#! FIELDS time d1.z restraint.bias\n",
        "lammps": "# Time-averaged data for fix out\n# TimeStep v_xi\n",
        "cp2k": "# Time [fs]  CV [bohr]\n",
    }[program]
    lines = [
        f"{t / unit_time:.{DIGITS}g} {v / unit_length:.{DIGITS}g} 0.0"
        for t, v in zip(time, value, strict=True)
    ]
    return head + "\n".join(lines) + "\n"


UNITS = {
    "plumed": {},
    "lammps": {"coordinate_length_unit": "A", "coordinate_time_unit": "2 fs"},
    "cp2k": {},
}
# The shipped 1200 kJ/mol/nm² as each program counts it.
FORCE = {
    "plumed": (1200.0, "kJ/mol/nm^2", "half"),
    "lammps": (1200e3 / ENERGY["kcal/mol"] * (ANGSTROM / NANOMETRE) ** 2, "kcal/mol/A^2", "half"),
    "cp2k": (600e3 / ENERGY["hartree"] * (BOHR / NANOMETRE) ** 2, "hartree/bohr^2", "full"),
}


def profile_of(runs):
    windows = []
    for run in runs:
        series = read_series(run.coordinate).after(run.discard)
        windows.append(Window(run.name, run.restraint, series.value, 1e-13))
    return umbrella_profile(tuple(windows), runs[0].geometry, 300.0, Settings())


@pytest.mark.parametrize("program", ["plumed", "lammps", "cp2k"])
def test_nanotube_in_other_programs_text_is_the_same(nanotube_runs, tmp_path, program):
    original = nanotube_runs["cnt-8-8", "Li+"]
    rows = []
    stiffness, unit, convention = FORCE[program]
    for run in original:
        series = read_series(run.coordinate)
        (tmp_path / f"{run.name}.txt").write_text(as_text(program, series.time, series.value))
        rows.append(
            {
                "candidate": "c",
                "ion": "Li+",
                "run": run.name,
                "temperature_K": 300,
                "bulk_low_nm": 1.5,
                "mouth_low_nm": -0.676,
                "mouth_high_nm": 0.676,
                "symmetry": "mirror",
                "window_centre": repr(run.restraint.centre / BOHR),
                "window_unit": "bohr",
                "force_constant": repr(stiffness),
                "force_constant_unit": unit,
                "force_constant_convention": convention,
                "coordinate_file": f"{run.name}.txt",
                "coordinate_format": program,
                "discard_ps": 12,
            }
            | UNITS[program]
        )
    runs, problems = read_runs(write_runs(tmp_path / "runs.csv", rows), tmp_path)
    assert problems == {}
    mine, theirs = profile_of(original), profile_of(runs["c", "Li+"])
    assert theirs.profile.value == pytest.approx(
        mine.profile.value, rel=1e-9, abs=1e-6, nan_ok=True
    )
    assert theirs.profile.error == pytest.approx(
        mine.profile.error, rel=1e-8, abs=1e-6, nan_ok=True
    )
    assert float(theirs.barrier.value) == pytest.approx(float(mine.barrier.value), rel=1e-9)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("kJ/mol/nm^2", 1e21),
        ("kJ mol-1 nm-2", 1e21),
        ("kJ/(mol nm²)", 1e21),
        ("kcal/mol/A^2", 4184e20),
        ("eV/A^2", 1.602176634e-19 * AVOGADRO * 1e20),
        ("hartree/bohr^2", 4.3597447222e-18 * AVOGADRO / 5.29177210544e-11**2),
    ],
)
def test_force_constant_units(unit, factor):
    assert force_constant_factor(unit) == pytest.approx(factor, rel=1e-9)


def test_unknown_unit_offers_the_nearest():
    with pytest.raises(UnitError, match="did you mean kcal/mol"):
        force_constant_factor("kcalmol/A^2")
    with pytest.raises(UnitError, match="energy per length squared"):
        force_constant_factor("kJ/mol")
    assert time_factor("2 fs") == pytest.approx(2e-15)


def series_of(tmp_path: Path, text: str, **given: str):
    file = tmp_path / "series.txt"
    file.write_text(text)
    return read_series(Coordinate(file, **({"format": "plumed"} | given)))


def test_columns_by_name_and_number(tmp_path):
    text = "#! FIELDS time a b\n0 1 10\n1 2 20\n"
    assert series_of(tmp_path, text, column="b").value == pytest.approx([1e-8, 2e-8])
    assert series_of(tmp_path, text, column="3").value == pytest.approx([1e-8, 2e-8])
    with pytest.raises(DataError, match="no column 'c'; it has time, a, b"):
        series_of(tmp_path, text, column="c")


def test_restart_replaces_what_it_repeats(tmp_path):
    series = series_of(tmp_path, "0 1\n1 2\n2 3\n1 20\n2 30\n3 40\n")
    assert series.time == pytest.approx(np.arange(4) * 1e-12)
    assert series.value == pytest.approx(np.array([1, 20, 30, 40]) * 1e-9)


def test_last_half_line_is_left_out(tmp_path):
    assert len(series_of(tmp_path, "0 1 2\n1 2 3\n2 3\n").value) == 2


def test_discard_counts_from_the_first_sample(tmp_path):
    series = series_of(tmp_path, "5 1\n6 2\n7 3\n8 4\n").after(2e-12)
    assert series.value == pytest.approx([3e-9, 4e-9])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no numbers"),
        ("# only a comment\n", "no numbers"),
        ("0 abc\n1 2\n", "not a table of numbers"),
        ("0 nan\n1 2\n", "NaN"),
    ],
)
def test_bad_text_is_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        series_of(tmp_path, text)


def test_lammps_text_needs_units(tmp_path):
    with pytest.raises(DataError, match="does not say its units"):
        series_of(tmp_path, "0 1\n1 2\n", format="lammps")


def test_damaged_gzip_is_refused(tmp_path):
    file = tmp_path / "series.xvg.gz"
    file.write_bytes(gzip.compress(b"0 1\n1 2\n" * 100)[:-20])
    with pytest.raises(DataError, match="cannot be read"):
        read_series(Coordinate(file, "gromacs_xvg"))
