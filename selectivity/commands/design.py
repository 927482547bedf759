"""``selectivity design``: from a brine to a target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from selectivity.domain.process import Membranes, Solution
    from selectivity.process.cascade import Target
    from selectivity.process.ranked import Ranked
    from selectivity.tables.design_file import DesignFile

EXIT_INFEASIBLE: Final = 1
_JOULE_PER_KWH: Final = 3.6e6
_MAGNESIUM: Final = "Mg2+"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        epilog="Example:  selectivity design docs/cases/design/atacama.yaml -o design.json"
    )
    def design(
        case: Annotated[Path, typer.Argument(help="YAML or JSON: brine, target, processes.")],
        output: Annotated[Path | None, typer.Option("-o", "--output", help="JSON file.")] = None,
    ) -> None:
        """Stages, area and energy that bring a brine to a target, for each membrane and process.

        Chemicals, pretreatment and cost are not included. Exit status 1 if nothing reaches the
        target; each line says what limits.
        """
        from selectivity.tables.design_file import read_design

        file = read_design(case)
        brine, designs, feed = _designs(file)
        _tell(brine, designs)
        if output is not None:
            from selectivity.tables.write import write_json

            write_json(output, _as_json(file, brine, designs, feed))
        if not any(one.middle.feasible for one in designs):
            raise typer.Exit(EXIT_INFEASIBLE)


def _designs(file: DesignFile) -> tuple[Any, list[Ranked], Solution]:
    """Every membrane in every process, best first: feasible ones by their energy."""
    import numpy as np

    from selectivity.process.cascade import design, stage_solver
    from selectivity.process.ranked import best_first, summarise
    from selectivity.process.registry import PROCESSES
    from selectivity.tables.brines import load_brine

    brine = load_brine(file.brine, file.ions, file.balance_with, file.dilution)
    membranes, feed, partner = _membranes(file, brine)
    target = _target(file, feed)
    amount = np.append(feed.concentration, 1.0)  # of 1 m³/s
    found = []
    for name, raw in file.processes.items():
        settings = _settings(file, name, raw, feed, partner)
        for label in dict.fromkeys(membranes.names):
            places = [k for k, own in enumerate(membranes.names) if own == label]
            solvers = [
                stage_solver(PROCESSES[name], membranes.take(np.array([k])), feed, settings)
                for k in places
            ]
            goal = (target, feed)
            found.append(
                summarise(
                    [
                        design((name, label), solve, amount, goal, file.max_stages, file.recycle)
                        for solve in solvers
                    ]
                )
            )
    return brine, best_first(found), feed


def _membranes(file: DesignFile, brine: Any) -> tuple[Membranes, Solution, Membranes | None]:
    """Membranes and feed, from the study or from the file."""
    from selectivity.tables.process_cases import membranes_of_layers

    feed_content = dict(zip(brine.ions, map(float, brine.concentration), strict=True))
    if file.candidates:
        from selectivity.screening.in_process import membranes_of

        found, feed = membranes_of(file.config, feed_content, list(file.candidates), file.samples)
        return found, feed, None
    found, feed = membranes_of_layers(file.file, file.membranes, feed_content)
    partner = None
    if file.partner_layers is not None:
        layers = {"partner": file.partner_layers}
        partner, _ = membranes_of_layers(file.file, layers, feed_content)
    return found, feed, partner


def _settings(
    file: DesignFile, name: str, raw: Any, feed: Solution, partner: Membranes | None
) -> Any:
    """Settings object of a process that can be part of a cascade."""
    import dataclasses

    from selectivity.errors import ConfigError, DataError
    from selectivity.process.cascade import PRODUCTS
    from selectivity.process.registry import PROCESSES
    from selectivity.tables.process_settings import read_settings

    if name not in PRODUCTS:
        raise ConfigError(f"processes: {name!r}; allowed in a design: {', '.join(PRODUCTS)}")
    problems: list = []
    place = (file.file, ["processes", name])
    settings = read_settings(PROCESSES[name].settings, raw or {}, feed.names, place, problems)
    if problems:
        raise DataError(problems=problems)
    if PROCESSES[name].partner:
        settings = dataclasses.replace(settings, partner=partner)
    return settings


def _target(file: DesignFile, feed: Solution) -> Target:
    from selectivity.errors import ConfigError
    from selectivity.process.cascade import Target

    if _MAGNESIUM not in feed.names or feed.target < 0:
        raise ConfigError(f"a design needs Li+ and {_MAGNESIUM} among the ions; add them to ions")
    own = file.target
    return Target(
        own["purity_mol"],
        own["recovery"],
        own["magnesium_to_lithium_mol"],
        feed.names.index(_MAGNESIUM),
    )


def _tell(brine: Any, designs: list[Ranked]) -> None:
    """The ranking, and what was assumed."""
    typer.echo(
        f"{brine.name}: charge of the analysis misses {brine.imbalance:+.2%}, made neutral with "
        f"{brine.added:+.4g} mol/m³; ions left out: {', '.join(brine.left_out) or 'none'}"
    )
    typer.echo("chemicals, pretreatment and cost are not included; solutions are ideal")
    for rank, ranked in enumerate(designs, start=1):
        one = ranked.middle
        spread = ""
        if ranked.samples > 1:
            low, high = ranked.intervals["ratio"]
            spread = (
                f"; Mg/Li {low:.2g} to {high:.2g} and target met in "
                f"{ranked.share_feasible:.0%} of {ranked.samples} samples"
            )
        typer.echo(
            f"{rank:3d}  {one.process:9s} {one.membrane}: {one.stages} stages, "
            f"purity {one.purity:.3g}, recovery {one.recovery:.3g}, Mg/Li {one.ratio:.3g}, "
            f"{one.area_per_rate:.3g} m² per kg Li/day, "
            f"{one.energy_per_mass / _JOULE_PER_KWH:.3g} kWh/kg Li"
            + spread
            + ("" if one.feasible else f"  NOT REACHED: {one.limits}")
        )


def _as_json(file: DesignFile, brine: Any, designs: list[Ranked], feed: Solution) -> dict[str, Any]:
    def amounts(values: Any) -> dict[str, float]:
        return {**dict(zip(feed.names, values[:-1], strict=True)), "water_m3": values[-1]}

    return {
        "brine": brine.name,
        "feed_mol_m3": dict(zip(feed.names, feed.concentration, strict=True)),
        "imbalance": brine.imbalance,
        "ions_left_out": brine.left_out,
        "target": file.target,
        "not_included": ["chemicals", "pretreatment", "cost", "non-ideal solutions", "scaling"],
        "designs": [
            {
                "rank": rank,
                "samples": ranked.samples,
                "share_of_samples_that_meet_the_target": ranked.share_feasible,
                "intervals_5_95_pct": _intervals(ranked),
                "process": one.process,
                "membrane": one.membrane,
                "feasible": one.feasible,
                "limits": one.limits,
                "stages": one.stages,
                "recycle": one.recycle,
                "purity_mol": one.purity,
                "recovery": one.recovery,
                "magnesium_to_lithium_mol": one.ratio,
                "area_m2_per_kg_Li_per_day": one.area_per_rate,
                "energy_kWh_per_kg_Li": one.energy_per_mass / _JOULE_PER_KWH,
                "per_m3_of_brine": [
                    {
                        "inlet_mol": amounts(inlet),
                        "product_mol": amounts(stage.product),
                        "rest_mol": amounts(stage.rest),
                        "area_m2_s": stage.area,
                        "energy_J": stage.power,
                    }
                    for inlet, stage in zip(one.inlets, one.results, strict=True)
                ],
            }
            for rank, ranked in enumerate(designs, start=1)
            for one in (ranked.middle,)
        ],
    }


def _intervals(ranked: Ranked) -> dict[str, tuple[float, float]]:
    """Intervals over the samples under the names and in the units of the numbers."""
    own = ranked.intervals
    energy = own["energy_per_mass"]
    return {
        "purity_mol": own["purity"],
        "recovery": own["recovery"],
        "magnesium_to_lithium_mol": own["ratio"],
        "area_m2_per_kg_Li_per_day": own["area_per_rate"],
        "energy_kWh_per_kg_Li": (energy[0] / _JOULE_PER_KWH, energy[1] / _JOULE_PER_KWH),
    }
