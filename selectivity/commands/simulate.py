"""``selectivity simulate``: transport through layers under a driving force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from selectivity.report.simulation import Simulation
    from selectivity.tables.cases import CaseFile

HELP: Final = """Solve what crosses layered membranes under a driving force.

CASES is YAML or JSON, one case or a list: ions, feed, permeate, layers, drive. OUT is a JSON list
in the same order: fluxes, permeate, rejections, polarization, potential, shares.

Exit codes: 0 all solved; 1 some case did not converge (it stays in OUT with its status and advice);
2 mistakes in CASES, each named by its path inside the file.

Examples: `selectivity simulate case.yaml -o out.json`;
`selectivity simulate cases.json -o out.json --profiles --plot --keep-going`
"""
EXIT_UNCONVERGED: Final = 1
EXIT_MISTAKES: Final = 2


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("simulate", help=HELP)(simulate)


def simulate(
    cases: Annotated[Path, typer.Argument(help="YAML or JSON file of one case or a list.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The JSON file to write.")],
    profiles: Annotated[bool, typer.Option(help="Add c(x), ϕ(x) and P(x).")] = False,
    plot: Annotated[
        bool, typer.Option(help="Draw the profiles beside OUT, an SVG a case.")
    ] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Solve the good cases of a file with mistakes.")
    ] = False,
) -> None:
    """See `HELP`."""
    from selectivity.report.simulation import beyond_limits
    from selectivity.report.simulation import simulate as solve_cases
    from selectivity.tables.cases import read_cases

    read = read_cases(cases)
    mistakes = [problem for found in read.problems for problem in found]
    if mistakes and not keep_going:
        _tell([*mistakes, *beyond_limits(read)])
        raise typer.Exit(EXIT_MISTAKES)
    solved = solve_cases(read, with_profiles=profiles or plot)
    mistakes += solved.problems
    _tell(mistakes)
    if not mistakes or keep_going:
        _write(output, read, solved, profiles, plot)
    for text in solved.unconverged:
        typer.echo(f"selectivity: {text}", err=True)
    if mistakes:
        raise typer.Exit(EXIT_MISTAKES)
    if solved.unconverged:
        raise typer.Exit(EXIT_UNCONVERGED)


def _tell(mistakes: list[Any]) -> None:
    for mistake in mistakes:
        typer.echo(f"selectivity: {mistake}", err=True)


def _write(output: Path, read: CaseFile, solved: Simulation, profiles: bool, plot: bool) -> None:
    import json

    from selectivity.tables.write import write_text

    rows = [dict(row) for row in solved.rows]
    if plot:
        from selectivity.report.transport_plot import plot_profiles

        for figure in plot_profiles(output, read, rows):
            typer.echo(figure)
    if not profiles:
        for row in rows:
            row.pop("profiles", None)
    write_text(output, json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    typer.echo(output)
