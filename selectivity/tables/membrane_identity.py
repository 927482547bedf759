"""Which rows of the measured table belong to one membrane, and of which class it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

DESCRIPTORS: Final = (
    "pore_radius_nm",
    "MWCO_Da",
    "PEG400_rejection_pct",
    "zeta_mV",
    "IEP_pH",
    "water_permeance_LMH_bar",
)
"""Columns of the measured table that describe the membrane rather than the run."""

FINGERPRINT: Final = ("pore_radius_nm", "MWCO_Da", "zeta_mV")
"""Columns that are the same in two rows of one paper only if the membrane is."""

CLASS_OF_FAMILY: Final = (
    ("not polyamide", "polymer_nf"),
    ("polyamide", "polyamide_nf"),
    ("polyelectrolyte multilayer", "polyelectrolyte_multilayer_nf"),
    ("MOF", "mof"),
    ("COF", "cof"),
    ("CEM", "ion_exchange"),
    ("graphene", "porous_graphene"),
    ("crown-ether crystal", "porous_crystal"),
    ("organic cage", "porous_crystal"),
    ("carbon nitride", "porous_crystal"),
    ("LLC polymer", "polymer_nf"),
)
"""Part of ``family`` and the class of ``data/materials.csv``; the first that fits."""

LEFT_OUT: Final = {
    "dense ceramic conductor": "ions hop through a crystal: no water-filled channel",
    "track-etched or porous polymer": "a range quoted for a kind of membrane, not one membrane",
}
"""Families that are no candidates, and why."""

_SUFFIX: Final = re.compile(r"\s*\((?:nan|SED[^)]*)\)\s*$|\s+rep\s+\d+\s*$")
_REPLICATE: Final = re.compile(r"\srep\s+\d+\s*$")
_SAME_ROW: Final = re.compile(
    r"(?:same rejections as|descriptors taken over from|same point as)\s+(S\d+)"
)
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")

Row = Mapping[str, str]


def plain_name(membrane: str) -> str:
    """Name without replicate number, year of a run or an empty remark."""
    return _SUFFIX.sub("", membrane).strip()


def material_class(family: str) -> str:
    """Class of ``data/materials.csv`` for a ``family`` of the measured table."""
    return next((name for part, name in CLASS_OF_FAMILY if part in family), "other")


def is_replicate(membrane: str) -> bool:
    """True for a name that says which replicate it is."""
    return _REPLICATE.search(membrane) is not None


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens only: safe in any file name."""
    return _NOT_SLUG.sub("-", text.lower()).strip("-")


def group_rows(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows of each distinct membrane.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of ``data/measured_selectivity.csv`` as text.

    Returns
    -------
    list of list of mapping
        In the order of the first row of each. Rows are one membrane when they share the paper
        and the name (replicates of a recipe included, other permeances excluded), when ``flags``
        says that one row repeats another, or when one paper gives the same numbers for two or
        more of `FINGERPRINT`.
    """
    rows = list(rows)
    parent = list(range(len(rows)))
    for one, other in _same(rows):
        low, high = sorted((_root(parent, one), _root(parent, other)))
        parent[high] = low
    found: dict[int, list[Row]] = {}
    for place, row in enumerate(rows):
        found.setdefault(_root(parent, place), []).append(row)
    return list(found.values())


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place


def _same(rows: list[Row]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose rows are one membrane."""
    first: dict[tuple[str, ...], int] = {}
    by_id = {row["row_id"]: place for place, row in enumerate(rows)}
    for place, row in enumerate(rows):
        yield from ((first.setdefault(key, place), place) for key in _keys(row))
        for other in _SAME_ROW.findall(row["flags"]):
            if other in by_id:
                yield by_id[other], place


def _keys(row: Row) -> list[tuple[str, ...]]:
    """What a row shares with the others of its membrane."""
    paper = row["paper_group"]
    permeance = "" if is_replicate(row["membrane"]) else row["water_permeance_LMH_bar"]
    keys = [("name", paper, plain_name(row["membrane"]), permeance)]
    numbers = tuple(row[column] for column in FINGERPRINT)
    if sum(bool(number) for number in numbers) > 1:
        keys.append(("numbers", paper, *numbers))
    return keys
