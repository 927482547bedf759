"""Spellings of ions: ``Li``, ``Li⁺``, ``SO4-2`` and ``SO₄²⁻`` mean ``Li+`` and ``SO4^2-``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from selectivity.errors import MissingDataError, Problem
from selectivity.tables.cells import nearest, show

_NOISE: Final = re.compile(r"[\s\^_{}()\[\]]|aq")
_SIGN_THEN_NUMBER: Final = re.compile(r"(.*?)([+-])(\d+)")
_REPEATED_SIGN: Final = re.compile(r"(.*?)([+-])\2+")
_UNIT_CHARGE: Final = re.compile(r"(.*)1([+-])")
_CHARGE: Final = re.compile(r"(?:\^?(\d+))?([+-])")
_DASHES: Final = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "➕": "+"})


def plain_spelling(written: str) -> str:
    """Spelling with the charge as number and sign at the end: ``SO₄²⁻`` → ``SO42-``.

    Parameters
    ----------
    written : str
        An ion as somebody wrote it.

    Returns
    -------
    str
        Without spaces, carets, brackets, superscripts and subscripts.
    """
    text = unicodedata.normalize("NFKC", written).translate(_DASHES)
    text = _NOISE.sub("", text)
    if match := _SIGN_THEN_NUMBER.fullmatch(text):
        text = f"{match[1]}{match[3]}{match[2]}"
    elif match := _REPEATED_SIGN.fullmatch(text):
        count = len(text) - len(match[1])
        text = f"{match[1]}{count}{match[2]}"
    match = _UNIT_CHARGE.fullmatch(text)
    return f"{match[1]}{match[2]}" if match and match[1] else text


def written_charge(identifier: str) -> int | None:
    """Charge number that an identifier such as ``SO4^2-`` or ``Mg2+`` states; None if none.

    Parameters
    ----------
    identifier : str
        Identifier of the ion table: a number before the sign is the charge of an element or
        stands after a caret.

    Returns
    -------
    int or None
    """
    tail = re.search(r"(?:\^(\d+)|(?<=[A-Za-z])(\d+))?([+-])$", identifier)
    if tail is None:
        return None
    is_compound = bool(re.search(r"[A-Z].*[A-Z]", identifier))
    number = tail[1] or (None if is_compound else tail[2])
    return int(f"{tail[3]}{number or 1}")


class IonNames:
    """Resolver of spellings, made from the identifiers, names and aliases of an ion table.

    Parameters
    ----------
    aliases : mapping of str to iterable of str
        Identifier to its other spellings and names.
    """

    def __init__(self, aliases: Mapping[str, Iterable[str]]) -> None:
        self.identifiers: tuple[str, ...] = tuple(aliases)
        self._exact = _unique(
            (spelling, name)
            for name, others in aliases.items()
            for spelling in (name, plain_spelling(name), *others, *map(plain_spelling, others))
        )
        bare = _unique((_formula(name), name) for name in aliases)
        self._exact = bare | self._exact | {name: name for name in aliases}
        self._folded = _unique((k.casefold(), v) for k, v in self._exact.items())

    def find(self, written: str) -> str | None:
        """Identifier of a spelling; None if it means no ion of the table or more than one.

        Parameters
        ----------
        written : str
            An ion as somebody wrote it.

        Returns
        -------
        str or None
        """
        for spelling in (written.strip(), plain_spelling(written)):
            if spelling in self._exact:
                return self._exact[spelling]
        return self._folded.get(plain_spelling(written).casefold())

    def resolve(self, written: str) -> str:
        """Identifier of a spelling.

        Parameters
        ----------
        written : str
            An ion as somebody wrote it.

        Returns
        -------
        str

        Raises
        ------
        MissingDataError
            If the ion is not in the table; offers the nearest one.
        """
        found = self.find(written)
        if found is None:
            problem = self.problem(written)
            raise MissingDataError(
                f"unknown ion {problem.found}; allowed: {problem.allowed}; {problem.advice}"
            )
        return found

    def problem(self, written: str, file: str = "", row: str = "", column: str = "") -> Problem:
        """What to say of an ion that is not in the table.

        Parameters
        ----------
        written : str
            As it stands in the input.
        file, row, column : str
            Where.

        Returns
        -------
        Problem
        """
        near = nearest(plain_spelling(written), self._exact)
        add = "add a row to data/ions.csv"
        advice = f"did you mean {self._exact[near]!r}? Otherwise {add}" if near else add
        return Problem(file, row, column, show(written), ", ".join(self.identifiers), advice)


def _formula(identifier: str) -> str:
    return _CHARGE.sub("", identifier) if "^" in identifier else _element(identifier)


def _element(identifier: str) -> str:
    charge = written_charge(identifier)
    if charge is None:
        return identifier
    plain = identifier.rstrip("+-")
    return plain.removesuffix(str(abs(charge))) if abs(charge) > 1 else plain


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Spellings that mean one identifier only."""
    meanings: dict[str, set[str]] = {}
    for spelling, name in pairs:
        if spelling:
            meanings.setdefault(spelling, set()).add(name)
    return {spelling: names.pop() for spelling, names in meanings.items() if len(names) == 1}
