"""Figures of docs/demos. Run ``python -m selectivity.report.transport_figures docs/figures``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from selectivity.report import charged_demonstrations as charged
from selectivity.report import transport_demonstrations as neutral
from selectivity.report.demonstration_figures import (
    COLOURS,
    SIZE,
    STYLES,
    draw_lines,
    write_figures,
)
from selectivity.report.demonstrations import Curves

WIDE: Final = (9.0, 3.8)  # inches
FLUX: Final = np.geomspace(1e-7, 4e-5, 50)  # m/s
PECLET: Final = np.geomspace(0.01, 20, 60)
FILM_RATIO: Final = 0.2
"""k_m/k_cp of the neutral solutes behind a boundary layer. [-]"""
VOLTAGE: Final = np.linspace(-0.4, 0.4, 49)  # V
PH: Final = np.linspace(2, 9, 141)


def _panels(count: int, **options: object) -> tuple[Figure, list[Axes]]:
    """Axes side by side."""
    figure = Figure(WIDE, layout="constrained")
    return figure, list(np.atleast_1d(figure.subplots(1, count, **options)))


def _zero(axes: Axes) -> None:
    axes.axhline(0, color="0.5", linewidth=0.6)


def _dots_beside(axes: Axes, curves: Mapping[str, Curves]) -> None:
    """Closed forms as lines, the core as dots."""
    draw_lines(axes, curves["closed form"])
    for values, colour in zip(curves["core"].lines.values(), COLOURS, strict=False):
        axes.plot(curves["core"].x[::4], values[::4], "o", color=colour, markersize=3)


def neutral_rejection() -> Figure:
    """Without and with a boundary layer."""
    figure, (bare, film) = _panels(2, sharey=True)
    for axes, ratio in ((bare, 0.0), (film, FILM_RATIO)):
        _dots_beside(axes, neutral.neutral_curves(PECLET, ratio))
        axes.set_xscale("log")
    film.axvline(np.log1p(1 / FILM_RATIO), color="0.5", linewidth=0.6)
    bare.set_title("no boundary layer")
    film.set_title("k_cp = 5 k_m")
    return figure


def nanofiltration() -> Figure:
    """Rejections for three charges."""
    figure, panels = _panels(3, sharey=True)
    for axes, (name, value) in zip(panels, neutral.CHARGES.items(), strict=True):
        rejected, factor = neutral.nanofiltration(FLUX, value)
        draw_lines(axes, rejected)
        axes.set_title(f"{name}: Li+/Mg2+ up to {np.max(factor.lines['Li+/Mg2+']):.1f}")
        axes.set_xscale("log")
        _zero(axes)
    return figure


def negative_rejection() -> Figure:
    """Trace lithium beside MgCl2."""
    figure = Figure(SIZE, layout="constrained")
    axes = figure.subplots()
    curves = neutral.trace_lithium(FLUX)
    lines = {f"Li+, {name} membrane": found.lines["Li+"] for name, found in curves.items()}
    lines["Mg2+, positive membrane"] = curves["positive"].lines["Mg2+"]
    draw_lines(axes, Curves(curves["positive"].x, lines, curves["positive"].labels))
    axes.set_xscale("log")
    _zero(axes)
    return figure


def osmosis() -> Figure:
    """Velocities against the concentrated side; tanks over 35 h."""
    figure, (left, right) = _panels(2)
    draw_lines(left, charged.osmosis_velocities(np.linspace(50, 800, 16)))
    for (name, (hours, rows)), style in zip(charged.osmosis_tanks().items(), STYLES, strict=False):
        for row, side, colour in zip(rows, ("diluate", "concentrate"), COLOURS, strict=False):
            right.plot(hours, row, style, color=colour, label=f"{side}, {name}")
    for hour, level in ((0, 4), (0, 800), (35, 130), (35, 525)):
        right.plot(hour, level, "k+", label="review" if level == 4 else None)
    right.set_xlabel("time [h]")
    right.set_ylabel("NaCl [mol/m³]")
    right.legend(frameon=False)
    return figure


def rectification() -> Figure:
    """I–V of a tip with a base, both ways round."""
    figure = Figure(SIZE, layout="constrained")
    axes = figure.subplots()
    curves = charged.rectification(VOLTAGE)
    lines = {name: values / 1e3 for name, values in curves.lines.items()}
    draw_lines(axes, Curves(curves.x, lines, (curves.labels[0], "current [kA/m²]")))
    axes.set_yscale("symlog", linthresh=1.0)
    _zero(axes)
    return figure


def limiting_current() -> Figure:
    """Limit against composition; potential and transport numbers towards it."""
    figure, (left, right) = _panels(2)
    draw_lines(left, charged.limiting(np.linspace(0.001, 0.999, 21)))
    potential, numbers = charged.depletion(np.linspace(0.02, 0.999, 40))
    draw_lines(right, numbers)
    right.set_ylim(0, 1)
    right.legend(frameon=False, loc="upper center")
    other = right.twinx()
    other.plot(potential.x, potential.lines["potential"], color="0.4", linestyle="--")
    other.set_ylabel(potential.labels[1] + ", dashed grey")
    return figure


def goldman() -> Figure:
    """Potential between mixtures."""
    figure = Figure(SIZE, layout="constrained")
    axes = figure.subplots()
    _dots_beside(axes, neutral.goldman(np.linspace(0.01, 0.99, 41)))
    _zero(axes)
    return figure


def bipolar() -> Figure:
    """I–V of a cation exchanger on an anion exchanger."""
    figure = Figure(SIZE, layout="constrained")
    axes = figure.subplots()
    draw_lines(axes, charged.bipolar(VOLTAGE))
    axes.set_yscale("symlog", linthresh=0.01)
    axes.set_ylim(-3, None)
    _zero(axes)
    return figure


def retention_ph() -> Figure:
    """Retention of four salts; lines where X = 0 lies and where it is least."""
    figure, panels = _panels(2)
    for axes, salts in zip(panels, (("KCl", "LiCl"), ("MgCl2", "K2SO4")), strict=True):
        held = {salt: charged.retention_against_ph(salt, PH)[0] for salt in salts}
        draw_lines(axes, Curves(PH, held, ("pH [-]", "retention [-]")))
        axes.axvline(charged.ISOELECTRIC, color="0.5", linewidth=0.6)
        for values, colour in zip(held.values(), COLOURS, strict=False):
            place = int(np.argmin(values))
            axes.plot(PH[place], values[place], "o", color=colour)
        axes.set_ylim(0, None)
    return figure


FIGURES: Final[dict[str, Callable[[], Figure]]] = {
    "neutral_rejection": neutral_rejection,
    "nanofiltration": nanofiltration,
    "negative_rejection": negative_rejection,
    "osmosis": osmosis,
    "rectification": rectification,
    "limiting_current": limiting_current,
    "goldman": goldman,
    "bipolar": bipolar,
    "retention_ph": retention_ph,
}


if __name__ == "__main__":
    write_figures(sys.argv[1] if len(sys.argv) > 1 else "docs/figures", FIGURES)
