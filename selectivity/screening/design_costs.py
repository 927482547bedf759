"""Cost of membranes and electricity beside a design, only where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from selectivity.errors import MissingDataError
from selectivity.tables.paths import data_dir
from selectivity.tables.reader import read_table

if TYPE_CHECKING:
    import pandas as pd

COLUMN: Final = "cost_USD_per_kg_Li"
_AREA, _ENERGY = "area_m2_per_kg_Li_per_day", "energy_kWh_per_kg_Li"
_DAYS: Final = 365.25  # per year
_SIGMA_90: Final = 1.645  # half width of a 90 % interval in standard deviations
MEMBRANE, REPLACEMENT = "membrane", "replacement"
UTILIZATION, ELECTRICITY = "utilization", "electricity"


def load_prices(folder: Path) -> pd.DataFrame:
    """Prices of a study's data folder, else the shipped ones.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    DataFrame
        See ``data/schema/prices.csv``.
    """
    own = folder / "prices.csv"
    return read_table(own if own.is_file() else data_dir() / "prices.csv", "prices")


def with_costs(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Content of design.json with the cost of each design and the prices it used.

    Parameters
    ----------
    content : dict
    folder : Path
        Data folder of the study.

    Returns
    -------
    dict
        Each design has ``cost_USD_per_kg_Li`` with a 90 % interval, log-normal, out of the spread
        of area, energy and prices; nothing is ranked by it.

    Raises
    ------
    MissingDataError
        If a price is missing.
    """
    prices = load_prices(folder)
    used = ["item", "process", "value", "uncertainty", "unit", "kind", "source", "note"]
    return {
        **content,
        "not_included": [*content["not_included"], "cost other than membranes and electricity"],
        "prices": prices[used].fillna("").to_dict("records"),
        "designs": [{**row, **_cost(row, prices)} for row in content["designs"]],
    }


def _price(prices: pd.DataFrame, item: str, process: str) -> tuple[float, float]:
    """Value and relative uncertainty of an item, for a process or for all."""
    own = prices[(prices["item"] == item) & prices["process"].fillna("").isin(["", process])]
    if own.empty:
        raise MissingDataError(
            f"prices.csv: no {item} for {process}; allowed: a row with that item and process, or "
            "with an empty process; add it with its source"
        )
    row = own.iloc[0]
    return float(row["value"]), float(row["uncertainty"]) / float(row["value"])


def _cost(row: Mapping[str, Any], prices: pd.DataFrame) -> dict[str, float]:
    membrane, replaced, at_work, electricity = (
        _price(prices, item, row["process"])
        for item in (MEMBRANE, REPLACEMENT, UTILIZATION, ELECTRICITY)
    )
    per_area = membrane[0] * replaced[0] / (_DAYS * at_work[0])
    parts = (
        (_AREA, per_area, np.hypot(np.hypot(membrane[1], replaced[1]), at_work[1])),
        (_ENERGY, *electricity),
    )
    total = variance = 0.0
    for name, price, relative in parts:
        value, low, high = (_number(row[f"{name}{end}"]) for end in ("", "_lo", "_hi"))
        spread = np.nan_to_num((high - low) / (2 * _SIGMA_90))
        total += value * price
        variance += (value * price * relative) ** 2 + (spread * price) ** 2
    width = np.exp(_SIGMA_90 * np.sqrt(np.log1p(variance / total**2)))
    return {COLUMN: total, f"{COLUMN}_lo": total / width, f"{COLUMN}_hi": total * width}


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
