"""``selectivity map``: selectivity and permeability over two descriptors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    import pandas as pd

    from selectivity.tables.map_section import MapSection
    from selectivity.tables.study import Study

HELP: Final = """What membrane a target needs: selectivity and permeability over two descriptors.

Pore radius and fixed charge unless the section `map` of the configuration, or an option, says
otherwise. Candidates of a finished study (RESULTS) are marked. OUTPUT decides: .svg and .html are
figures with the target's contours, .parquet and .csv the numbers.

Examples: `selectivity map -o map.html`; `selectivity map --x thickness_nm --x-low 10 --x-high 1000
--target 50 -o map.svg`
"""
FORMATS: Final = (".svg", ".html", ".parquet", ".csv")


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("map", help=HELP)(draw_map)


def draw_map(
    output: Annotated[Path, typer.Option("--output", "-o", help=" | ".join(FORMATS))],
    config: Annotated[Path, typer.Option("--config", "-c", help="Configuration.")] = Path(
        "config/config.yaml"
    ),
    results: Annotated[Path, typer.Option(help="Results with candidates to mark.")] = Path(
        "results"
    ),
    x: Annotated[str | None, typer.Option(help="Column across.")] = None,
    x_low: Annotated[float | None, typer.Option()] = None,
    x_high: Annotated[float | None, typer.Option()] = None,
    y: Annotated[str | None, typer.Option(help="Column upwards.")] = None,
    y_low: Annotated[float | None, typer.Option()] = None,
    y_high: Annotated[float | None, typer.Option()] = None,
    target: Annotated[float | None, typer.Option(help="Selectivity of the contour.")] = None,
    permeability: Annotated[float | None, typer.Option(help="Permeability contour, m/s.")] = None,
    prior_only: Annotated[
        bool, typer.Option("--prior-only", help="Priors instead of the calibrated constants.")
    ] = False,
) -> None:
    """See `HELP`."""
    from selectivity.errors import ConfigError
    from selectivity.screening.map import map_table
    from selectivity.tables import write

    if output.suffix.lower() not in FORMATS:
        allowed = " | ".join(FORMATS)
        raise ConfigError(f"--output: found {output.name!r}; allowed: {allowed}; name such a file")
    asked = {"x": x, "x_low": x_low, "x_high": x_high, "y": y, "y_low": y_low, "y_high": y_high}
    asked |= {"target_selectivity": target, "target_permeability_m_s": permeability}
    given = {name: value for name, value in asked.items() if value is not None}
    study = _study(config, given, prior_only)
    frame = map_table(study)
    if output.suffix.lower() == ".parquet":
        print(write.write_parquet(output, frame))
    elif output.suffix.lower() == ".csv":
        print(write.write_csv(output, frame))
    else:
        print(write.write_text(output, _figure(study, frame, results, output.suffix.lower())))


def _study(config: Path, asked: dict[str, Any], prior_only: bool) -> Study:
    """Study without candidates, its map changed by the options."""
    from dataclasses import replace

    from pydantic import ValidationError

    from selectivity.errors import ConfigError
    from selectivity.tables.map_section import MapSection
    from selectivity.tables.study import load_study
    from selectivity.tables.wanted import Wanted

    study = load_study(config, prior_only, Wanted(names=()))
    try:
        section = MapSection(**(study.config.map.model_dump() | asked))
    except ValidationError as error:
        told = "; ".join(str(fault["msg"]) for fault in error.errors())
        raise ConfigError(f"map: {told}; change the option") from error
    return replace(study, config=study.config.model_copy(update={"map": section}))


def _figure(study: Study, frame: pd.DataFrame, results: Path, suffix: str) -> str:
    from selectivity.report.map_figure import draw, page, standalone

    section = study.config.map
    drawn = draw(frame, section, study.pair, _candidates(results, section))
    for each in drawn:
        print(f"{each.feed}: {each.sentence}")
    return page(drawn, section) if suffix == ".html" else standalone(drawn[0].selectivity)


def _candidates(results: Path, section: MapSection) -> pd.DataFrame:
    """Candidates of a finished study; none where there is none."""
    import pandas as pd

    from selectivity.report.map_figure import placed

    files = [results / f"{name}.parquet" for name in ("descriptors", "regimes")]
    ranking = results / "ranking.csv"
    if not all(file.is_file() for file in (*files, ranking)):
        return pd.DataFrame(columns=["x", "y", "text"])
    tables = dict(zip(("descriptors", "regimes"), map(pd.read_parquet, files), strict=True))
    return placed(tables, pd.read_csv(ranking, dtype=str, keep_default_na=False), section)
