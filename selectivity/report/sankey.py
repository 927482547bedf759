"""One ion through a cascade: bands whose heights are mol flows, laid out for an SVG template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 130.0
"""Of the largest stage. [px]"""
TOP: Final = 46.0
"""Where the bands begin, below two lines of words. [px]"""
EDGE: Final = 96.0
"""Room for brine and product. [px]"""
NODE: Final = 64.0
"""Width of a stage. [px]"""
GAP: Final = 130.0
"""Between stages. [px]"""
_STUB: Final = 34.0
_TIP: Final = 10.0
_VISIBLE: Final = 0.6
"""Least height of a band. [px]"""


@dataclass(frozen=True)
class Flow:
    """Amounts of one ion in each stage, all in the same unit.

    ``inlet`` from the brine and other stages, ``added`` from outside, ``product`` and ``rest``.
    """

    inlet: Sequence[float]
    added: Sequence[float]
    product: Sequence[float]
    rest: Sequence[float]
    brine: float


@dataclass(frozen=True)
class Band:
    """A filled shape: ``points`` of an SVG polygon, ``kind`` on | rest | back."""

    points: str
    kind: str
    title: str


@dataclass(frozen=True)
class Text:
    """Words at a place; ``anchor`` start | middle | end."""

    x: float
    y: float
    words: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Drawing:
    """What the template draws."""

    width: float
    height: float
    bands: list[Band]
    nodes: list[tuple[float, float, float, float]]
    texts: list[Text]


def percent(value: float) -> str:
    """A share of the brine as a reader sees it."""
    share = 100 * value
    if share == 0:
        return "0 %"
    return f"{share:.0f} %" if share >= 10 else f"{share:.2g} %"


def draw(flow: Flow, recycle: bool) -> Drawing:
    """Brine at the left, product at the right; the rest leaves each stage or goes back.

    Parameters
    ----------
    flow : Flow
    recycle : bool
        The rest of each stage goes to the one before.

    Returns
    -------
    Drawing
        Heights are shares of the brine's amount, on one scale.
    """
    count = len(flow.inlet)
    totals = [a + b for a, b in zip(flow.inlet, flow.added, strict=True)]
    scale = HEIGHT / max(*totals, flow.brine)
    places = [EDGE + k * (NODE + GAP) for k in range(count)]
    width = places[-1] + NODE + EDGE + _STUB
    bands, texts, nodes = [], [], []
    for k, x in enumerate(places):
        rest, product = flow.rest[k], flow.product[k]
        start = EDGE - _STUB if k == 0 else places[k - 1] + NODE
        entering = flow.brine if k == 0 else flow.product[k - 1]
        source = "brine" if k == 0 else f"stage {k}"
        bands.append(_band((start, x), TOP, scale * entering, "on", f"{source} to stage {k + 1}"))
        heights = scale * max(totals[k], entering + (rest if recycle else 0.0))
        nodes.append((x, TOP, NODE, max(heights, _VISIBLE)))
        texts.append(Text(x + NODE / 2, TOP - 8, f"stage {k + 1}"))
        bands.append(_rest(flow, k, (x, start), scale, recycle))
        texts.append(_rest_text(flow, k, (x, start), scale, recycle))
        if k + 1 < count:
            middle = x + NODE + GAP / 2
            texts.append(Text(middle, TOP - 8, percent(product / flow.brine)))
    end = places[-1] + NODE
    last = flow.product[-1]
    bands.append(_band((end, end + _STUB), TOP, scale * last, "on", "product", tip=1))
    texts += [
        Text(EDGE - 8, TOP - 8, "brine 100 %", "end"),
        Text(end + 8, TOP - 8, f"product {percent(last / flow.brine)}", "start"),
    ]
    bottom = max(y + height for _, y, _, height in nodes)
    return Drawing(width, bottom + 26, bands, nodes, texts)


def _rest(flow: Flow, k: int, places: tuple[float, float], scale: float, recycle: bool) -> Band:
    """What a stage leaves: to the right where it is lost, to the left where it goes back."""
    x, start = places
    height = scale * flow.rest[k]
    if not recycle:
        low = TOP + scale * flow.product[k]
        ends = (x + NODE, x + NODE + _STUB)
        return _band(ends, low, height, "rest", f"rest of stage {k + 1}", tip=1)
    entering = flow.brine if k == 0 else flow.product[k - 1]
    title = "rest of stage 1, leaves" if k == 0 else f"rest of stage {k + 1} back to stage {k}"
    return _band((start, x), TOP + scale * entering, height, "back", title, tip=-1)


def _rest_text(
    flow: Flow, k: int, places: tuple[float, float], scale: float, recycle: bool
) -> Text:
    x, start = places
    share = percent(flow.rest[k] / flow.brine)
    if not recycle:
        low = TOP + scale * (flow.product[k] + flow.rest[k])
        return Text(x + NODE + _STUB / 2, low + 16, f"left {share}")
    entering = flow.brine if k == 0 else flow.product[k - 1]
    low = TOP + scale * (entering + flow.rest[k])
    return Text((start + x) / 2, low + 16, f"{'left' if k == 0 else 'back'} {share}")


def _band(
    ends: tuple[float, float], y: float, height: float, kind: str, title: str, tip: int = 0
) -> Band:
    """A horizontal band; ``tip`` 1 points right, -1 left."""
    x1, x2 = ends
    height = max(height, _VISIBLE)
    corners = [(x1, y), (x2, y), (x2, y + height), (x1, y + height)]
    if tip > 0:
        corners.insert(2, (x2 + _TIP, y + height / 2))
    if tip < 0:
        corners.append((x1 - _TIP, y + height / 2))
    return Band(" ".join(f"{a:.2f},{b:.2f}" for a, b in corners), kind, title)
