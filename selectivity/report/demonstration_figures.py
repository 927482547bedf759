"""Figures of docs/demonstrations.md. Run ``python -m selectivity.report.demonstration_figures``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from selectivity.report import demonstrations
from selectivity.report.demonstrations import Curves
from selectivity.tables.write import write_atomically

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9")
"""Okabe and Ito's palette, which colour-blind readers tell apart."""

STYLES: Final = ("-", "--", "-.", ":", (0, (5, 1)))
SIZE: Final = (6.0, 3.8)  # inches
CARBOXYLATE_MAGNESIUM: Final = 0.01
"""Association constant of Mg²⁺ shown beside none, an illustration. [m³/mol]"""


def draw_lines(axes: Axes, curves: Curves) -> None:
    """Curves with colour and dash, labels and legend."""
    for (name, values), colour, style in zip(curves.lines.items(), COLOURS, STYLES, strict=False):
        axes.plot(curves.x, values, color=colour, linestyle=style, label=name)
    axes.set_xlabel(curves.labels[0])
    axes.set_ylabel(curves.labels[1])
    axes.legend(frameon=False)


def dehydration() -> Figure:
    """Cost against radius; the window where Na⁺ pays more than Li⁺ is shaded."""
    figure = Figure(SIZE, layout="constrained")
    axes = figure.subplots()
    axes.axvspan(0.343, 0.358, color="0.9", label="Na+ above Li+")
    draw_lines(axes, demonstrations.dehydration_cost(np.linspace(0.24, 0.44, 400)))
    axes.set_yscale("symlog", linthresh=1.0)
    axes.set_ylim(bottom=0)
    return figure


def size_ratio() -> Figure:
    """λ against radius."""
    figure = Figure(SIZE, layout="constrained")
    draw_lines(figure.subplots(), demonstrations.size_ratio(np.linspace(0.2, 0.6, 400)))
    return figure


def ph_curves() -> Figure:
    """Charge of the wall above, salt permeance below, against pH."""
    figure = Figure((SIZE[0], 1.6 * SIZE[1]), layout="constrained")
    upper, lower = figure.subplots(2, sharex=True)
    ph = np.linspace(2, 9, 141)
    cases = [("KCl", 0.0), ("MgCl2", 0.0), ("MgCl2", CARBOXYLATE_MAGNESIUM), ("K2SO4", 0.0)]
    for (salt, binding), colour, style in zip(cases, COLOURS, STYLES, strict=False):
        curves, point = demonstrations.salt_against_ph(salt, ph, binding)
        name = salt + (", bound by the acid" if binding else "")
        kind = {"color": colour, "linestyle": style}
        upper.plot(ph, curves.lines["effective charge"], label=name, **kind)
        lower.plot(ph, curves.lines["permeance"], **kind)
        lower.axvline(point, color=colour, linewidth=0.5)
    upper.axhline(0, color="0.5", linewidth=0.5)
    upper.set_ylabel("X + Σ z q [mol/m³]")
    upper.legend(frameon=False)
    lower.set_yscale("log")
    lower.set_ylabel("salt permeance [µm/s]")
    lower.set_xlabel("pH [-]")
    return figure


def length() -> Figure:
    """Selectivity against channel length."""
    figure = Figure(SIZE, layout="constrained")
    axes = figure.subplots()
    draw_lines(axes, demonstrations.selectivity_against_length(np.geomspace(1, 1e4, 60)))
    axes.set_xscale("log")
    return figure


def anchoring() -> Figure:
    """Single salts and mixture against concentration."""
    figure = Figure(SIZE, layout="constrained")
    axes = figure.subplots()
    draw_lines(axes, demonstrations.anchoring(np.geomspace(1e-8, 1e5, 80)))
    axes.set_xscale("log")
    axes.set_yscale("log")
    return figure


FIGURES: Final[dict[str, Callable[[], Figure]]] = {
    "dehydration": dehydration,
    "size_ratio": size_ratio,
    "salt_against_ph": ph_curves,
    "selectivity_against_length": length,
    "anchoring": anchoring,
}


def write_figures(
    folder: Path | str, figures: Mapping[str, Callable[[], Figure]] = FIGURES
) -> list[Path]:
    """Write figures as SVG, the same bytes each time.

    Parameters
    ----------
    folder : Path or str
        Made if missing.
    figures : mapping of str to callable
        What draws each, by the stem of its file.

    Returns
    -------
    list of Path
    """
    written = []
    with mpl.rc_context({"svg.hashsalt": "selectivity", "svg.fonttype": "none"}):
        for name, draw in figures.items():
            figure = draw()
            path = Path(folder) / f"{name}.svg"
            written.append(write_atomically(path, lambda to, figure=figure: _save(figure, to)))
    return written


def _save(figure: Figure, path: Path) -> None:
    """SVG without a date."""
    figure.savefig(path, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    write_figures(sys.argv[1] if len(sys.argv) > 1 else "docs/figures")
