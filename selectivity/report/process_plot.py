"""Profiles of a process as a figure beside its output."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from selectivity.report.numbers import ion_label
from selectivity.units import split_suffix, written

if TYPE_CHECKING:
    import numpy as np

    from selectivity.domain.process import ProcessResult

WORDS: Final = {
    "left": "feed side",
    "right": "receiving side",
    "left_flow": "feed side flow, m³/s\n(volume, m³, in a batch)",
    "right_flow": "receiving flow, m³/s\n(volume, m³, in a batch)",
    "position": "distance from the anode",
}
"""What a reader calls a profile; other names are shown with spaces."""

_WIDTH, _HEIGHT = 6.4, 2.6  # inches, of a panel


def label(key: str) -> str:
    """``retentate_mol_m3`` as *retentate, mol/m³*."""
    if key in WORDS:
        return WORDS[key]
    name, suffix = split_suffix(key)
    words = WORDS.get(name, name.replace("_", " "))
    return f"{words}, {written(suffix)}" if suffix else words


def plot_process(result: ProcessResult, name: str, ions: Sequence[str], path: Path) -> None:
    """Profiles of the first membrane, a panel each, against the first of them.

    Parameters
    ----------
    result : ProcessResult
    name : str
        Title.
    ions : sequence of str
    path : Path
        SVG that is written.
    """
    from matplotlib.figure import Figure

    keys = list(result.profiles)
    along, panels = keys[0], keys[1:]
    figure = Figure(figsize=(_WIDTH, _HEIGHT * len(panels)), layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False, sharex=True)[:, 0]
    for axis, key in zip(axes, panels, strict=True):
        _panel(axis, result.profiles[along][0], result.profiles[key][0], ions)
        axis.set_ylabel(label(key))
        axis.grid(alpha=0.3)
    axes[-1].set_xlabel(label(along))
    axes[0].set_title(name, fontsize="medium")
    figure.savefig(path)


def _panel(axis: Any, along: np.ndarray, values: np.ndarray, ions: Sequence[str]) -> None:
    """One curve, or one per ion; (n_points,) or (n_points, n_ions)."""
    if values.ndim == 1:
        axis.plot(along, values, ".-", color="black")
        return
    for i, ion in enumerate(ions):
        axis.plot(along, values[:, i], ".-", label=ion_label(ion))
    axis.legend(fontsize="small")
