"""A heat map with contours and marks as SVG text: for the report and as a file of its own.

No style attributes and no scripts, so that the page's strict policy lets it stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

import numpy as np

from selectivity.report.fields import Axis, Contour, Field, Mark

Place = Callable[[float], float]
"""Position on the axis to position in the picture."""

WIDTH, HEIGHT = 760, 470
LEFT, RIGHT, TOP, BOTTOM = 76, 104, 14, 56
"""Margins around the field. [px]"""

COLOURS: Final = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
"""Steps of a ramp that also reads in grey."""

_BAR: Final = 16  # width of the colour bar [px]


def heat_map(
    title: str,
    axes: tuple[Axis, Axis],
    field: Field,
    contours: Sequence[Contour] = (),
    marks: Sequence[Mark] = (),
) -> str:
    """The map as an SVG element.

    Parameters
    ----------
    title : str
        For screen readers.
    axes : tuple of Axis
        Across and up.
    field : Field
    contours : sequence of Contour
    marks : sequence of Mark

    Returns
    -------
    str
    """
    x, y = axes
    across = _scale(x, LEFT, WIDTH - RIGHT)
    up = _scale(y, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg class="chart heat" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(title, quote=True)}">',
        *_cells(field, across, up),
        *_axis_x(x, across),
        *_axis_y(y, up),
        *_bar(field.axis),
    ]
    for contour in contours:
        parts.append(_line(contour, across, up))
    for mark in marks:
        place = f'cx="{_n(across(mark.x))}" cy="{_n(up(mark.y))}"'
        shape = f'<circle class="heat-{mark.kind}" {place} r="4" {_MARK[mark.kind]}>'
        parts.append(f"{shape}<title>{escape(mark.text)}</title></circle>")
    return "".join([*parts, "</svg>"])


_MARK: Final = {
    "seen": 'fill="#e69f00" stroke="#000000" stroke-width="0.8"',
    "front": 'fill="none" stroke="#d55e00" stroke-width="1.6"',
}
_LINE: Final = {
    "target": 'stroke="#d55e00" stroke-width="2.4"',
    "other": 'stroke="#009e73" stroke-width="2.4" stroke-dasharray="7 4"',
}
LINE_WORDS: Final = {"target": "solid red", "other": "dashed green"}


def _scale(axis: Axis, start: float, end: float) -> Place:
    span = (axis.high - axis.low) or 1.0
    return lambda value: start + (value - axis.low) / span * (end - start)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _colour(share: float) -> str:
    """Colour at a share of the ramp."""
    place = min(max(share, 0.0), 1.0) * (len(COLOURS) - 1)
    index = min(int(place), len(COLOURS) - 2)
    rest = place - index
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in COLOURS[index:][:2]]
    mixed = [round(low + rest * (high - low)) for low, high in zip(*ends, strict=True)]
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _cells(field: Field, across: Place, up: Place) -> list[str]:
    """Rectangles; neighbours of one colour along a row are one."""
    half = [(axis[1] - axis[0]) / 2 if len(axis) > 1 else 0.5 for axis in (field.x, field.y)]
    span = (field.axis.high - field.axis.low) or 1.0
    shares = np.round((field.values - field.axis.low) / span * 64) / 64
    cells = []
    for place, row in zip(field.y, shares, strict=True):
        top, bottom = up(place + half[1]), up(place - half[1])
        start = 0
        while start < len(row):
            stop = start + 1
            while stop < len(row) and row[stop] == row[start]:
                stop += 1
            if np.isfinite(row[start]):
                left, right = across(field.x[start] - half[0]), across(field.x[stop - 1] + half[0])
                cells.append(
                    f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(right - left + 0.3)}" '
                    f'height="{_n(bottom - top + 0.3)}" fill="{_colour(row[start])}"/>'
                )
            start = stop
    return cells


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="12" {more}>{escape(text)}</text>'


def _axis_x(axis: Axis, across: Place) -> list[str]:
    base = HEIGHT - BOTTOM
    parts = []
    for value in axis.ticks():
        place = _n(across(value))
        parts.append(f'<path d="M{place} {base}v5" stroke="#777777"/>')
        parts.append(_text(across(value), base + 19, axis.text(value), 'text-anchor="middle"'))
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [*parts, _text(middle, HEIGHT - 14, axis.label, 'text-anchor="middle"')]


def _axis_y(axis: Axis, up: Place) -> list[str]:
    parts = []
    for value in axis.ticks():
        parts.append(f'<path d="M{LEFT} {_n(up(value))}h-5" stroke="#777777"/>')
        parts.append(_text(LEFT - 9, up(value) + 4, axis.text(value), 'text-anchor="end"'))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    turned = f'text-anchor="middle" transform="rotate(-90 18 {_n(middle)})"'
    return [*parts, _text(18, middle, axis.label, turned)]


def _bar(axis: Axis) -> list[str]:
    """Legend of the colours."""
    steps, left = 32, WIDTH - RIGHT + 22
    height = (HEIGHT - BOTTOM - TOP) / steps
    up = _scale(axis, HEIGHT - BOTTOM, TOP)
    parts = []
    for step in range(steps):
        top = HEIGHT - BOTTOM - (step + 1) * height
        colour = _colour((step + 0.5) / steps)
        parts.append(f'<rect x="{left}" y="{_n(top)}" width="{_BAR}" height="{_n(height + 0.5)}" '
                     f'fill="{colour}"/>')  # fmt: skip
    for value in axis.ticks():
        parts.append(_text(left + _BAR + 4, up(value) + 4, axis.text(value)))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    turned = f'text-anchor="middle" transform="rotate(-90 {WIDTH - 12} {_n(middle)})"'
    return [*parts, _text(WIDTH - 12, middle, axis.label, turned)]


def _line(contour_of: Contour, across: Place, up: Place) -> str:
    path = "".join(
        f"M{_n(across(a[0]))} {_n(up(a[1]))}L{_n(across(b[0]))} {_n(up(b[1]))}"
        for a, b in contour_of.segments
    )
    title = f"<title>{escape(contour_of.label)}</title>"
    return f'<path d="{path or "M0 0"}" fill="none" {_LINE[contour_of.kind]}>{title}</path>'


def standalone(svg: str) -> str:
    """The element as a file of its own: fonts and ink, and a white ground."""
    style = (
        "<style>.chart{font-family:system-ui,sans-serif}.chart text{fill:#1a1a1a}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    )
    head, rest = svg.split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>{style}{rest}\n'
