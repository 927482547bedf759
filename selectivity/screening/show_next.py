"""What to measure next on one candidate, in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from selectivity.screening.measurements import words

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

SHOWN: Final = 3
"""Measurements that are named. [-]"""


def further_tables(results: Path) -> dict[str, pd.DataFrame]:
    """Tables of the first candidates, as far as they were made."""
    import pandas as pd

    paths = (results / f"{name}.parquet" for name in ("measurements", "sensitivity"))
    return {path.stem: pd.read_parquet(path) for path in paths if path.is_file()}


def show_next(console: Console, tables: dict[str, pd.DataFrame]) -> None:
    """Print the most useful measurements and the most sensitive input of one candidate.

    Parameters
    ----------
    console : rich.console.Console
    tables : dict of str to DataFrame
        Rows of the candidate; ``measurements`` and ``sensitivity`` where they were made.
    """
    if "measurements" in tables and len(tables["measurements"]):
        _measurements(console, tables["measurements"])
    found = words.most_sensitive(tables["sensitivity"]) if "sensitivity" in tables else None
    if found is not None:
        console.print(
            f"Its selectivity is most sensitive to: {words.input_name(found['input'])} (total "
            f"Sobol index {found['total']:.2f} ± {found['total_confidence']:.2f})",
            markup=False,
        )


def _measurements(console: Console, rows: pd.DataFrame) -> None:
    best = words.useful(rows).head(SHOWN)
    console.print("[bold]What to measure next[/]")
    if best.empty:
        console.print("No single measurement is expected to settle more of the ranking.")
    for record in best.to_dict("records"):
        unit = "" if record["unit"] == "-" else f" {record['unit']}"
        console.print(
            f"  {words.measurement_name(record['measurement'])} (± {record['assumed_error']:.2g}"
            f"{unit}; {record['known_now']} now): {record['criterion_after']:.3g} instead of "
            f"{record['criterion_now']:.3g} pairs of the first candidates in the wrong order, "
            f"its 90 % interval {words.decades(record['expected_interval_after'])} instead of "
            f"{words.decades(record['expected_interval_now'])} decades wide",
            markup=False,
        )
