"""``selectivity design``: from a brine to a target."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from selectivity.screening.designs import Question
    from selectivity.tables.design_section import DesignSection

EXIT_INFEASIBLE: Final = 1
RANKING: Final = Path("results/ranking.csv")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        epilog="Example:  selectivity design docs/cases/design/atacama.yaml -o design.json"
    )
    def design(
        case: Annotated[
            Path | None, typer.Argument(help="YAML or JSON: brine, target, processes.")
        ] = None,
        output: Annotated[Path | None, typer.Option("-o", "--output", help="JSON file.")] = None,
        ranking: Annotated[
            Path, typer.Option(help="Ranking whose first candidates are taken.")
        ] = RANKING,
        config: Annotated[
            Path | None, typer.Option(help="Rule: gather the parts of this study's design.")
        ] = None,
        results: Annotated[Path, typer.Option(help="Results directory of the rule.")] = Path(
            "results"
        ),
    ) -> None:
        """Stages, area and energy that bring a brine to a target, for each membrane and process.

        Chemicals, pretreatment and fouling are not included; cost only where it is asked for. Exit
        status 1 if nothing reaches the target; each line says what limits and by how much.
        """
        from selectivity.errors import ConfigError
        from selectivity.screening.design_parts import gather

        if (case is None) == (config is None):
            raise ConfigError("give either a design file or --config with the parts of its design")
        if config is not None:
            gather(config, results)
            return
        content = _one_file(Path(str(case)), ranking)
        if output is not None:
            from selectivity.tables.write import write_json

            write_json(output, content)
        if not any(row["feasible"] for row in content["designs"]):
            raise typer.Exit(EXIT_INFEASIBLE)


def _one_file(case: Path, ranking: Path) -> dict[str, Any]:
    """A design file solved and told."""
    from selectivity.screening.design_beside import with_ideal
    from selectivity.screening.design_parts import first_candidates
    from selectivity.screening.design_rows import best_first, document, rows_of
    from selectivity.screening.designs import question, solve
    from selectivity.tables.design_file import read_design
    from selectivity.tables.paths import data_dir, study_data_dir

    file = read_design(case)
    config = Path(file.config) if file.config else None
    data = study_data_dir(config) if config else data_dir()
    asked = question(file, config, data, (str(case), []))
    names = list(file.candidates or ())
    if not names and not file.membranes:
        names = first_candidates(ranking, file.top_k)
    answers, feed = solve(asked, names, file.membranes)
    rows = rows_of(answers, feed, asked.activities.acidity)
    content = with_ideal(asked, document(asked, best_first(rows)), file.membranes)
    if file.costs:
        from selectivity.screening.design_costs import with_costs

        content = with_costs(content, data)
    _tell(asked, content)
    return content


def _tell(asked: Question, content: dict[str, Any]) -> None:
    """The ranking, and what was assumed."""
    brine = asked.brine
    typer.echo(
        f"{brine.name}: charge of the analysis misses {brine.imbalance:+.2%}, made neutral with "
        f"{brine.added:+.4g} mol/m³ of {asked.section.balance_with}; ions left out: "
        f"{', '.join(brine.left_out) or 'none'}"
    )
    typer.echo(f"target: {_target(content['target'])}")
    typer.echo(f"not included: {', '.join(content['not_included'])}")
    typer.echo(_solution(content["solution"]))
    for row in content["designs"]:
        typer.echo(_line(row, asked.section))
    beside = content["first_design_with_ideal_solutions"]
    if beside is not None:
        met = "target met" if beside["feasible"] else f"NOT REACHED: {beside['limits']}"
        typer.echo(f"ideal solutions would give for the first: {_numbers(beside)}  {met}")


def _target(target: dict[str, Any]) -> str:
    """What is asked for; a key that is not given has its default."""
    signs = {"purity_mol": "Li over all cations ≥", "recovery": "recovery of Li ≥",
             "magnesium_to_lithium_mol": "Mg/Li ≤"}  # fmt: skip
    asked = [f"{sign} {target[key]:g}" for key, sign in signs.items() if target[key] is not None]
    return ", ".join(asked)


def _solution(own: dict[str, Any]) -> str:
    """How solutions were taken, in one line."""
    if own["model"] == "ideal":
        return f"solutions: ideal ({own['why']})"
    lent = ", ".join(f"{other} for {ion}" for ion, other in own["stand_ins"].items())
    off = own.get("largest_osmotic_pressure_error")
    return (
        f"solutions: {own['model']} ({own['source']}) at pH {own['pH']:g}"
        + (f", {lent}" if lent else "")
        + ("" if off is None else f"; osmotic pressures of the table within {off:.1%} of PHREEQC's")
    )


def _numbers(row: dict[str, Any]) -> str:
    """Medians of a design."""
    if row["recovery"] is None or math.isnan(row["recovery"]):
        return "no numbers, since a stage has no solution"
    return (
        f"{row['stages']} stage{'s' * (row['stages'] != 1)}, purity {row['purity_mol']:.3g}, "
        f"recovery {row['recovery']:.3g}, "
        f"Mg/Li {row['magnesium_to_lithium_mol']:.3g}, "
        f"{row['area_m2_per_kg_Li_per_day']:.3g} m² per kg Li/day, "
        f"{row['energy_kWh_per_kg_Li']:.3g} kWh/kg Li, {row['water_m3_per_kg_Li']:.3g} m³ of water "
        f"per kg Li, product of {row['product_Li_mg_L']:.3g} mg/L Li"
    )


def _line(row: dict[str, Any], section: DesignSection) -> str:
    """A design in one line."""
    number = "magnesium_to_lithium_mol"
    spread, shown = "", ""
    if row["samples"] == 1:
        spread = "; no intervals: one sample"
    else:
        shown = " (sample of median energy)"
        share = row["share_of_samples_that_meet_the_target"]
        spread = (
            f"; Mg/Li {row[number + '_lo']:.2g} to {row[number + '_hi']:.2g}, target met in "
            f"{share:.0%} of {row['samples']} samples"
        )
    cost = ""
    if section.costs and row.get("cost_USD_per_kg_Li") is not None:
        cost = (
            f", {row['cost_USD_per_kg_Li']:.3g} ({row['cost_USD_per_kg_Li_lo']:.2g} to "
            f"{row['cost_USD_per_kg_Li_hi']:.2g}) USD/kg Li for membranes and electricity"
        )
    return (
        f"{row['rank']:3d}  {row['process']:9s} {row['candidate']}: {_numbers(row)}{cost}{spread}"
        + ("" if row["feasible"] else f"  NOT REACHED{shown}: {row['limits']}")
    )
