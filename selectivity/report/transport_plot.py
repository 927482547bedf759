"""Profiles through a stack as figures."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from selectivity.tables.cases import CaseFile
from selectivity.tables.write import write_atomically

_SIZE: Final = (6.4, 8.0)
_NANO: Final = 1e9
_MILLI: Final = 1e3
_BAR: Final = 1e5


def plot_profiles(output: Path, cases: CaseFile, rows: Sequence[dict[str, Any]]) -> list[Path]:
    """One SVG for each solved case: concentrations, potential, pressure.

    Parameters
    ----------
    output : Path
        The JSON file; figures stand beside it as ``<stem>_<number>.svg``, counted from 1.
    cases : CaseFile
    rows : sequence of dict
        With ``profiles`` where solved.

    Returns
    -------
    list of Path
    """
    figures = []
    for number, (case, row) in enumerate(zip(cases.cases, rows, strict=True), start=1):
        if case is None or "profiles" not in row:
            continue
        path = output.with_name(f"{output.stem}_{number}.svg")
        title = f"{row['name']}" if row["name"] is not None else f"case {number}"
        figures.append(_draw(path, title, row["profiles"]))
    return figures


def _draw(path: Path, title: str, profiles: dict[str, Any]) -> Path:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    along, shown = _stretched(profiles)
    with plt.rc_context({"text.parse_math": False, "svg.fonttype": "none"}):
        figure, axes = plt.subplots(3, 1, figsize=_SIZE, sharex=True, layout="constrained")
        for values in profiles["concentration_mol_m3"].values():
            axes[0].semilogy(along, np.maximum(values, np.finfo(float).tiny))
        axes[0].set_ylabel("concentration in the pore / mol m⁻³")
        axes[0].legend(axes[0].lines, profiles["concentration_mol_m3"], fontsize="small")
        axes[1].plot(along, np.multiply(profiles["potential_V"], _MILLI))
        axes[1].set_ylabel("potential against the permeate / mV")
        axes[2].plot(along, np.divide(profiles["pressure_Pa"], _BAR))
        axes[2].set_ylabel("hydraulic pressure against the permeate / bar")
        axes[2].set_xlabel("layers from feed to permeate, each drawn one wide")
        axes[2].set_xticks(range(len(shown) + 1))
        for axis in axes:
            for edge in range(1, len(shown)):
                axis.axvline(edge, color="0.8", linewidth=0.8)
        for place, thickness in enumerate(shown):
            axes[0].annotate(
                f"{thickness * _NANO:.3g} nm", (place + 0.5, 1.01),
                xycoords=("data", "axes fraction"), ha="center", fontsize="small",
            )  # fmt: skip
        figure.suptitle(" ".join(title.split()))
        with warnings.catch_warnings():
            # A name in a script that the font lacks is drawn by whoever opens the figure.
            warnings.filterwarnings("ignore", "Glyph", UserWarning)
            write_atomically(path, lambda file: figure.savefig(file, metadata={"Date": None}))
        plt.close(figure)
    return path


def _stretched(profiles: dict[str, Any]) -> tuple[np.ndarray, list[float]]:
    """Position with every layer one wide, and the thickness of each."""
    layer = np.array(profiles["layer"])
    position = np.array(profiles["x_m"])
    along = np.empty(len(layer))
    thickness = []
    for number in range(1, int(layer.max()) + 1):
        inside = layer == number
        start, end = position[inside][0], position[inside][-1]
        thickness.append(float(end - start))
        along[inside] = number - 1 + (position[inside] - start) / (end - start)
    return along, thickness
