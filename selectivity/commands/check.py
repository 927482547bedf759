"""``selectivity check``: every problem of every input at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from selectivity.config import Config
    from selectivity.errors import Problem
    from selectivity.tables.study import Study

MAX_SHOWN: Final = 500
"""Problems that are printed; a table in a wrong form can have one in every cell."""

HELP: Final = """Look at every input of the study and list every mistake at once.

Configuration, candidates, their groups and all data tables: file, row, column, what was found, what
is allowed, what to do. Nothing is computed or written. Exit code 2 if there is a mistake.

Example: `selectivity check`, `selectivity check --config config/other.yaml`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("check", help=HELP)(check)


def check(
    config: Annotated[Path, typer.Option("--config", "-c", help="Configuration of the study.")] = (
        Path("config/config.yaml")
    ),
) -> None:
    """See `HELP`."""
    from selectivity.errors import DataError

    study, problems = find_problems(config)
    if problems:
        n_more = len(problems) - MAX_SHOWN
        tail = f" (the first {MAX_SHOWN} are shown)" if n_more > 0 else ""
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise DataError(f"{count}{tail}", problems=problems[:MAX_SHOWN])
    print(_summary(study))


def find_problems(config: Path) -> tuple[Study, list[Problem]]:
    """Study as far as it can be read, and every problem of every input.

    Parameters
    ----------
    config : Path
        Configuration.

    Returns
    -------
    tuple of Study and list of Problem
    """
    from selectivity.tables.study import read_study

    study, problems = read_study(config, check_only=True)
    return study, [
        *problems,
        *_term_problems(config, study.config),
        *_design_problems(config, study),
    ]


def _term_problems(path: Path, config: Config) -> list[Problem]:
    """Terms that the registry does not have, or that cover the same thing."""
    from selectivity.errors import ModelError, Problem
    from selectivity.tables.cells import did_you_mean, show
    from selectivity.tables.settings import row_of
    from selectivity.terms import TERMS, active_terms

    where = (str(path), row_of(path, ("model", "terms")), "model.terms")
    unknown = [term for term in config.model.terms if term not in TERMS]
    if unknown:
        allowed = ", ".join(TERMS)
        otherwise = "choose among them"
        return [
            Problem(*where, show(term), allowed, did_you_mean(term, TERMS, otherwise))
            for term in unknown
        ]
    try:
        active_terms(config.model.options())
    except ModelError as error:
        allowed = "terms that cover different things"
        return [Problem(*where, ", ".join(config.model.terms), allowed, str(error))]
    return []


def _design_problems(path: Path, study: Study) -> list[Problem]:
    """What only the physics knows about the section ``design``: brine, settings, names."""
    from selectivity.errors import Problem, SelectivityError
    from selectivity.screening.designs import question
    from selectivity.tables.cells import did_you_mean, show
    from selectivity.tables.settings import row_of

    section = study.config.design
    if section.brine is None:
        return []
    known = study.candidates["candidate"].tolist()
    row = row_of(path, ("design", "candidates"))
    problems = [
        Problem(str(path), row, "design.candidates", show(name), "a candidate of the study",
                did_you_mean(name, known, "correct it"))
        for name in section.candidates or ()
        if name not in known
    ]  # fmt: skip
    try:
        question(section, path, study.data, (str(path), ["design"]))
    except SelectivityError as error:
        found = getattr(error, "problems", None)
        row = row_of(path, ("design",))
        problems += found or [
            Problem(
                str(path),
                row,
                "design",
                str(error),
                "a design that can be made",
                "correct it, or set brine: null",
            )
        ]
    return problems


def _summary(study: Study) -> str:
    files = "\n".join(f"  {path}" for path in study.inputs)
    feeds = ", ".join(study.config.feeds)
    left_out = study.candidate_groups.attrs.get("left_out", 0)
    note = f"{left_out} rows of groups are left out: their candidates are not in the table.\n"
    on_them = "" if study.parted else f"{len(study.candidate_groups)} groups on them, "
    return (
        f"No problems.\n{study.n_candidates} candidates, "
        f"{on_them}ions {', '.join(study.ions.names)}, "
        f"feeds {feeds}, {len(study.groups.names)} functional groups, "
        f"{len(study.materials.classes)} material classes, {len(study.references)} references.\n"
        f"{note if left_out else ''}Read:\n{files}"
    )
