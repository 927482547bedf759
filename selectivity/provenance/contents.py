"""What a crate holds: the files of a run, checked against the run's own checksums."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from selectivity.errors import DataError, MissingDataError, Problem
from selectivity.md.pairs import pair_jobs
from selectivity.screening.record import RUN, places
from selectivity.tables.study import Study, load_study
from selectivity.tables.sums import read_sums
from selectivity.tables.write import checksum

RESULTS: Final = "results"
REPORT: Final = "report.html"
DESCRIBED: Final = "datapackage.json"
RULES: Final = ("rules/*.smk", "workflow/**/*")
INPUT: Final = "input"
OUTPUT: Final = "output"
WORKFLOW: Final = "workflow"
SIMULATION: Final = "simulation"
"""Roles of a file."""
_RUN_AGAIN: Final = "run `selectivity run`, then pack"


@dataclass(frozen=True)
class Packed:
    """A file of a crate.

    Attributes
    ----------
    source : Path
        Where it is now.
    place : str
        Where it stands in the crate, a study that is complete in itself.
    role : str
        `INPUT`, `OUTPUT`, `WORKFLOW` or `SIMULATION`.
    sha256 : str
        Its checksum.
    """

    source: Path
    place: str
    role: str
    sha256: str


@dataclass(frozen=True)
class Contents:
    """A run and the files that belong to it.

    Attributes
    ----------
    record : dict
        ``run.json``.
    config_place : str
        The configuration in the crate.
    files : tuple of Packed
        By role, then as the run lists them.
    left_out : tuple of str
        Files that a repetition needs and the crate does not hold.
    """

    record: dict[str, Any]
    config_place: str
    files: tuple[Packed, ...]
    left_out: tuple[str, ...]

    def of(self, role: str) -> list[Packed]:
        """Files with a role."""
        return [file for file in self.files if file.role == role]


def contents(config: Path, results: Path, with_simulations: bool = True) -> Contents:
    """Files of a finished run.

    Parameters
    ----------
    config : Path
        Configuration of the run.
    results : Path
        Its results directory.
    with_simulations : bool
        Whether trajectories inside the study are packed.

    Returns
    -------
    Contents

    Raises
    ------
    MissingDataError
        If no run has finished there.
    DataError
        If an input or an output is not what the run read or wrote; all of them at once.
    """
    record = _record(results / RUN)
    study = load_study(config)
    inputs = [
        Packed(path, place, INPUT, checksum(path))
        for path, place in places(study.inputs, study.root)
    ]
    problems = [*_changed_inputs(inputs, record), *_changed_outputs(results, record)]
    if problems:
        raise DataError("the files are not those of the run; nothing was packed", problems)
    simulations, left_out = _simulations(study, with_simulations)
    files = [*inputs, *_outputs(results, record), *_workflow(), *simulations]
    return Contents(record, inputs[0].place, tuple(files), tuple(left_out))


def _record(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise MissingDataError(f"{path}: not found; it is written by a finished run; {_RUN_AGAIN}")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {**record, "inputs": dict(record["inputs"]), "outputs": dict(record["outputs"])}
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: cannot be read ({error}); {_RUN_AGAIN}") from error


def _changed_inputs(inputs: list[Packed], record: dict[str, Any]) -> Iterator[Problem]:
    now = {file.place: file.sha256 for file in inputs}
    before = {
        name: value
        for name, value in record["inputs"].items()
        if not name.startswith(f"{RESULTS}/")
    }
    for place in dict.fromkeys([*before, *now]):
        if before.get(place) != now.get(place):
            found = (
                "a file that the run did not read"
                if place not in before
                else (
                    "another content than the run read"
                    if place in now
                    else "no such input any more"
                )
            )
            yield Problem(place, "", "", found, "the inputs of the run", _RUN_AGAIN)


def _changed_outputs(results: Path, record: dict[str, Any]) -> Iterator[Problem]:
    for name, expected in record["outputs"].items():
        file = results / name
        if not file.is_file() or checksum(file) != expected:
            found = "another content than the run wrote" if file.is_file() else "no file"
            yield Problem(str(file), "", "", found, "the outputs of the run", _RUN_AGAIN)
    for file, expected in read_sums((results / REPORT).with_suffix(".sha256")).items():
        if not file.is_file() or checksum(file) != expected:
            found = f"another content than when {REPORT} was written"
            yield Problem(str(file), "", "", found, "a report of this run", _RUN_AGAIN)


def _outputs(results: Path, record: dict[str, Any]) -> Iterator[Packed]:
    terms = [
        name.removeprefix(f"{RESULTS}/")
        for name in record["inputs"]
        if name.startswith(f"{RESULTS}/")
    ]
    sums = (results / REPORT).with_suffix(".sha256")
    listed = [*read_sums(sums), results / DESCRIBED, sums]
    extra = [file.name for file in listed if file.is_file()]
    for name in dict.fromkeys([*record["outputs"], *terms, *extra, RUN]):
        yield Packed(results / name, f"{RESULTS}/{name}", OUTPUT, checksum(results / name))


def _workflow() -> Iterator[Packed]:
    """Rules and profiles of the study in this directory; none where the packaged ones are used."""
    if not Path("Snakefile").is_file():
        return
    found = [Path("Snakefile"), *(file for rules in RULES for file in sorted(Path().glob(rules)))]
    for file in found:
        if file.is_file() and "__pycache__" not in file.parts:
            yield Packed(file, file.as_posix(), WORKFLOW, checksum(file))


def _simulations(study: Study, wanted: bool) -> tuple[list[Packed], list[str]]:
    """Trajectories of the study; and those that lie elsewhere or are not wanted."""
    table = study.config.tables.trajectories
    if not table:
        return [], []
    candidates = study.root / study.config.tables.candidates
    jobs = pair_jobs(study.root / table, study.root, candidates).values()
    files = dict.fromkeys(Path(file) for job in jobs for file in job.files)
    root = study.root.resolve()
    inside = [file for file in files if wanted and file.resolve().is_relative_to(root)]
    packed = [
        Packed(file, place, SIMULATION, checksum(file))
        for file, place in places(inside, study.root)
    ]
    return packed, [file.name for file in files if file not in inside]
