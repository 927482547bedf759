"""``selectivity process``: a membrane in a process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from selectivity.domain.process import ProcessResult

EXIT_UNSOLVED: Final = 1
_SKIPPED: Final = ("position",)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        epilog="Examples:  selectivity process nf docs/cases/process/nf.yaml -o nf.json   ·   "
        "selectivity process list"
    )
    def process(
        name: Annotated[str, typer.Argument(help="Name of the process; `list` lists them.")],
        case: Annotated[
            Path | None, typer.Argument(help="YAML or JSON, one case or several.")
        ] = None,
        output: Annotated[
            Path | None, typer.Option("-o", "--output", help="JSON file to write.")
        ] = None,
        plot: Annotated[
            bool, typer.Option("--plot", help="Draw the profiles beside the output, as SVG.")
        ] = False,
    ) -> None:
        """Run a membrane in a process: streams, separation, energy, what limits.

        Exit status 1 if a case stopped before its set-point, 2 for a wrong input.
        """
        from selectivity.process.registry import PROCESSES

        if name == "list":
            for entry in PROCESSES.values():
                typer.echo(f"{entry.name:12s} {entry.summary}")
            return
        results = _solve(name, case)
        _report(results, output)
        if plot:
            _draw(results, output or Path(f"{name}.json"))
        if any(str(status) != "solved" for _, _, result in results for status in result.status):
            raise typer.Exit(EXIT_UNSOLVED)


def _solve(name: str, case: Path | None) -> list[tuple[Any, Any, ProcessResult]]:
    """Name, feed and result of each case."""
    from selectivity.errors import ConfigError
    from selectivity.process.registry import PROCESSES
    from selectivity.tables.cells import nearest
    from selectivity.tables.process_cases import read_process_cases

    entry = PROCESSES.get(name)
    if entry is None:
        near = nearest(name, list(PROCESSES))
        advice = f"did you mean {near!r}?" if near else "choose one of them"
        raise ConfigError(
            f"process {name!r} is not known; allowed: {', '.join(PROCESSES)}; {advice}"
        )
    if case is None:
        raise ConfigError("no case file; give one, such as docs/cases/process/" + f"{name}.yaml")
    cases = read_process_cases(case, entry.settings, entry.partner)
    return [
        (one.name, one.feed, entry.solve(one.membranes, one.feed, one.settings)) for one in cases
    ]


def _report(results: list[tuple[Any, Any, ProcessResult]], output: Path | None) -> None:
    """Write the file, and say in one line per membrane what came out."""
    from selectivity.tables.process_output import as_json
    from selectivity.tables.write import write_json

    content = [as_json(*one) for one in results]
    if output is not None:
        write_json(output, content)
    for case in content:
        for membrane in case["membranes"]:
            typer.echo(
                f"{case['name'] or case['process']} · membrane {membrane['membrane']}: "
                f"{membrane['status']}, Li recovery {membrane['target_recovery']:.3g}, "
                f"purity {membrane['purity_mol']:.3g} (mol), "
                f"{membrane['energy_kWh_per_kg_Li']:.3g} kWh/kg Li"
            )
            if membrane["advice"]:
                typer.echo(f"  {membrane['advice']}", err=True)


def _draw(results: list[tuple[Any, Any, ProcessResult]], output: Path) -> None:
    """One SVG per case."""
    from selectivity.report.process_plot import plot_process

    for number, (name, feed, result) in enumerate(results):
        suffix = "" if len(results) == 1 else f"_{number + 1}"
        path = output.with_name(f"{output.stem}{suffix}.svg")
        plot_process(result, str(name or result.process), feed.names, path)
