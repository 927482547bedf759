"""``selectivity provisional``: fits the provisional constants of dehydration and permittivity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

HELP: Final = """Fit χ of each material class and the permittivity scale to measured selectivities.

Simple and robust, so that medians lie where membranes were measured; a calibration replaces it.
Prints the constants; `--write` puts them into materials.csv of the study's data.

Example: `selectivity provisional --config config/config.yaml --write`
"""


def register(app: typer.Typer) -> None:
    """Add the sub-command to the application."""
    app.command("provisional", help=HELP)(provisional)


def provisional(
    config: Annotated[Path, typer.Option(help="Configuration.")] = Path("config/config.yaml"),
    write: Annotated[bool, typer.Option("--write", help="Write them into materials.csv.")] = False,
) -> None:
    """See `HELP`."""
    from selectivity.screening.materials_file import write_constants
    from selectivity.screening.provisional import anchors, fit
    from selectivity.tables.study import load_study

    study = load_study(config)
    fitted = fit(study, anchors(study))
    print(f"permittivity scale {fitted.scale:.3g} ± {fitted.scale_spread * fitted.scale:.2g}")
    for name, value in fitted.replaced.items():
        shown = name or "classes without a measurement"
        spread, count = fitted.replaced_spread[name], fitted.count.get(name, 0)
        print(f"χ {value:.3f} ± {spread:.3f}  {shown} ({count} membranes)")
    print(f"zero-force measurements are met within {fitted.error:.2f} decades (median)")
    if write:
        path = study.data / "materials.csv"
        print(f"{path}: {write_constants(path, fitted)} rows written")
