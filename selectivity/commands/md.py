"""``selectivity md``: from trajectories to the table of MD terms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from selectivity.errors import Problem
    from selectivity.md.inputs import Pair
    from selectivity.md.run import Run

HELP: Final = """Trajectories to free-energy terms that carry their own verdict.

`config/trajectories.csv` lists the runs; `selectivity md check` says what the program sees in them.
"""
TABLE: Final = Path("config/trajectories.csv")
_EXIT_PROBLEMS: Final = 2

TableOption = Annotated[Path, typer.Option(help="Table of runs.")]
CandidateOption = Annotated[str, typer.Option(help="Candidate; all if empty.")]
IonOption = Annotated[str, typer.Option(help="Ion; all if empty.")]
ConfigOption = Annotated[Path, typer.Option(help="Configuration, for the thresholds.")]


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    group = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode="markdown")
    for command in (check, analyse, gather, estimates, example):
        group.command(command.__name__)(command)
    app.add_typer(group, name="md")


def check(table: TableOption = TABLE, candidate: CandidateOption = "", ion: IonOption = "") -> None:
    """Print what the program sees: selections, box, time step, windows, what usually goes wrong.

    Example: `selectivity md check --candidate cnt-8-8 --ion Li+`
    """
    from selectivity.errors import SelectivityError
    from selectivity.md.check import check_pair

    runs, problems = _read(table, candidate, ion)
    failed = bool(problems)
    for pair, found in problems.items():
        typer.echo("\n".join([f"{', '.join(pair)}: cannot be read", *map(str, found)]), err=True)
    for pair, members in runs.items():
        try:
            typer.echo("\n".join(check_pair(members)))
        except SelectivityError as error:
            failed = True
            typer.echo(f"{', '.join(pair)}: {error}", err=True)
    if not runs and not problems:
        typer.echo(f"{table}: no trajectories; nothing to check")
    if failed:
        raise typer.Exit(_EXIT_PROBLEMS)


def analyse(
    candidate: Annotated[str, typer.Option(help="Candidate.")],
    ion: Annotated[str, typer.Option(help="Ion.")],
    output: Annotated[Path, typer.Option(help="Parquet file of the terms.")],
    table: TableOption = TABLE,
    config: ConfigOption = Path("config/config.yaml"),
    cores: Annotated[int, typer.Option(min=1, help="Runs read at the same time.")] = 1,
    keep_going: Annotated[
        bool, typer.Option(help="Write a row with the reason where the analysis is refused.")
    ] = False,
) -> None:
    """Analyse the runs of one candidate and ion.

    Example: `selectivity md analyse --candidate cnt-8-8 --ion Li+ --output li.parquet --cores 2`
    """
    from selectivity.errors import DataError, SelectivityError
    from selectivity.md.jobs import analyse_pair
    from selectivity.md.table import refusal, write_table
    from selectivity.tables import snapshot

    snapshot.verify()
    try:
        runs, problems = _read(table, candidate, ion)
        if problems:
            raise DataError(problems=[problem for found in problems.values() for problem in found])
        if not runs:
            raise DataError(f"{table}: no run of {candidate} with {ion}; check both names")
        frame = analyse_pair(runs[candidate, ion], config, output, cores)
    except SelectivityError as error:
        if not keep_going:
            raise
        typer.echo(f"{candidate}, {ion}: {error}", err=True)
        frame = refusal(candidate, ion, str(error))
    typer.echo(write_table(frame, output))


def gather(
    parts: Annotated[list[Path] | None, typer.Argument(help="Tables of single candidates.")] = None,
    output: Annotated[Path, typer.Option(help="The whole table.")] = Path(
        "results/md_terms.parquet"
    ),
) -> None:
    """Join the tables of all candidates and ions; no tables make an empty one.

    Example: `selectivity md gather results/md/*.parquet`
    """
    from selectivity.md.table import gather as join
    from selectivity.md.table import write_table
    from selectivity.tables.sums import write_sums

    written = write_table(join(parts or []), output)
    write_sums(written.with_suffix(".sha256"), [written, *(parts or [])])
    typer.echo(written)


def estimates(
    terms: Annotated[Path, typer.Argument(help="Table of MD terms.")] = Path(
        "results/md_terms.parquet"
    ),
    output: Annotated[Path, typer.Option(help="Parquet, or CSV by the extension.")] = Path(
        "results/md_estimates.parquet"
    ),
    config: ConfigOption = Path("config/config.yaml"),
) -> None:
    """Say what simulations tell of χ and ε_p: the shell model beside them, and estimates.

    Example: `selectivity md estimates --output md_estimates.csv`
    """
    import pandas as pd

    from selectivity.errors import MissingDataError
    from selectivity.screening.simulated_estimates import estimate
    from selectivity.tables.study import load_study
    from selectivity.tables.write import write_csv, write_parquet

    if not terms.is_file():
        raise MissingDataError(f"{terms}: not found; `selectivity md gather` makes it")
    frame = estimate(pd.read_parquet(terms), load_study(config))
    write = write_csv if output.suffix == ".csv" else write_parquet
    typer.echo(write(output, frame))


def example(
    source: Annotated[Path, typer.Argument(help="Folder with LI/, MG/ and windows.csv.")],
    output: Annotated[Path, typer.Option(help="Table of runs to write.")] = TABLE,
) -> None:
    """Write the table of runs of the full nanotube set, frames and series, for another folder.

    Example: `selectivity md example downloads/cnt_umbrella --output config/trajectories.csv`
    """
    from selectivity.md.example import write_full_table

    typer.echo(write_full_table(source, output))


def _read(
    table: Path, candidate: str, ion: str
) -> tuple[dict[Pair, list[Run]], dict[Pair, list[Problem]]]:
    """Runs and problems of the chosen pairs; problems of the table as a whole concern all."""
    from selectivity.md.inputs import read_runs

    root = table.parent.parent if table.parent.name == "config" else Path()
    runs, problems = read_runs(table, root)

    def wanted(pair: Pair) -> bool:
        return pair == ("", "") or (
            pair[0] == (candidate or pair[0]) and pair[1] == (ion or pair[1])
        )

    return (
        {pair: members for pair, members in runs.items() if wanted(pair)},
        {pair: found for pair, found in problems.items() if wanted(pair)},
    )
