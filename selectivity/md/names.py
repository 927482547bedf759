"""Which atoms are the ion, water oxygens and ligands: programs name them differently."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.errors import DataError

if TYPE_CHECKING:
    from MDAnalysis import AtomGroup, Universe

# Residue or atom names besides the element's symbol with and without charge.
_FORCE_FIELD_NAMES: Final = {
    "LI": ("LIT",),
    "NA": ("SOD",),
    "K": ("POT",),
    "RB": ("RUB",),
    "CS": ("CES",),
    "CA": ("CAL",),
    "BA": ("BAR",),
    "CL": ("CLA",),
    "CD": ("CD2",),
}
# fmt: off
WATER_RESIDUES: Final = (
    "SOL", "WAT", "HOH", "H2O", "TIP3", "TIP3P", "TIP4", "TIP4P", "TIP4E", "TIP5", "TIP5P",
    "SPC", "SPCE", "T3P", "T4P", "T5P", "TP3", "TP4", "OPC", "OH2",
)
# fmt: on
WATER_OXYGENS: Final = ["O", "OW", "OH2", "OW1", "OW0", "O1", "O0", "Ow"]
_OXYGEN_MASS: Final = (15.5, 16.5)  # u
_HYDROGEN_MASS: Final = (0.9, 4.1)  # u; heavy hydrogens of repartitioned masses too
_BOND: Final = 1.25  # Å, longer than O-H and shorter than a hydrogen bond
_HYDROGENS_OF_WATER: Final = 2
NOTHING: Final = "none"
"""Selection that takes no atoms on purpose."""


def ion_atoms(universe: Universe, ion: str, selection: str) -> AtomGroup:
    """Atoms of the ion.

    Parameters
    ----------
    universe : Universe
    ion : str
        Identifier such as ``Mg2+``.
    selection : str
        The user's; guessed from usual names if empty; ``none`` for the channel alone.

    Returns
    -------
    AtomGroup

    Raises
    ------
    DataError
        If nothing is selected; says what the topology holds.
    """
    if is_nothing(selection):
        return universe.atoms[[]]
    atoms = _parsed(universe, selection, "ion_selection")
    atoms = atoms if selection else _guessed_ion(universe, ion)
    if len(atoms) == 0:
        usual = f"the usual names of {ion} select"
        wanted = f"ion_selection {selection!r} selects" if selection else usual
        raise DataError(
            f"missing ion: {wanted} no atom; the topology has {contents(universe)}"
            f"{_nearest(universe, ion)}; give ion_selection, or none for the pore radius alone"
        )
    return atoms


def is_nothing(selection: str) -> bool:
    """Whether the user says that there are no such atoms."""
    return selection.strip().lower() == NOTHING


def water_oxygens(universe: Universe, selection: str) -> AtomGroup:
    """Oxygens of water: hydrogens and extra sites of a selection are left out.

    Parameters
    ----------
    universe : Universe
        At its first frame.
    selection : str
        The user's; if empty by residue names, else every oxygen with two hydrogens.

    Returns
    -------
    AtomGroup
        Empty if there is no water.
    """
    if selection:
        atoms = select(universe, selection, "water_selection")
        oxygens = atoms[is_oxygen(atoms)] if len(atoms) else atoms
        # A solvent whose ligand atom is not oxygen (nitriles, fluorine) is what the user says.
        return oxygens if len(oxygens) else atoms
    if hasattr(universe.atoms, "resnames"):
        residues = np.isin(universe.atoms.resnames, WATER_RESIDUES)
        by_name = universe.atoms[residues]
        if len(by_name):
            named = by_name[is_oxygen(by_name)]
            return named if len(named) else by_name[np.isin(by_name.names, WATER_OXYGENS)]
    return _by_hydrogens(universe)


def ligands(universe: Universe, selection: str, others: list[AtomGroup]) -> AtomGroup:
    """Atoms that replace water in a shell: the selection, or the oxygens of wall and groups."""
    if selection:
        return select(universe, selection, "ligand_selection")
    union = universe.atoms[[]]
    for group in others:
        union = union | group
    return union[is_oxygen(union)] if len(union) else union


def select(universe: Universe, selection: str, column: str) -> AtomGroup:
    """Atoms of a selection; empty for an empty one and for ``none``.

    Raises
    ------
    DataError
        If MDAnalysis does not understand it, or it takes no atom.
    """
    if is_nothing(selection):
        return universe.atoms[[]]
    atoms = _parsed(universe, selection, column)
    if selection and not len(atoms):
        raise DataError(
            f"{column} {selection!r} selects no atom; the topology has {contents(universe)}; "
            "correct it, or leave it empty"
        )
    return atoms


def _parsed(universe: Universe, selection: str, column: str) -> AtomGroup:
    from MDAnalysis.exceptions import NoDataError, SelectionError

    if not selection:
        return universe.atoms[[]]
    try:
        return universe.select_atoms(selection)
    except (SelectionError, NoDataError, ValueError, AttributeError) as error:
        raise DataError(
            f"{column} {selection!r} is not understood ({error}); "
            f"the topology has {contents(universe)}"
        ) from error


def is_oxygen(atoms: AtomGroup) -> np.ndarray:
    """Mask of oxygens by mass where the topology has masses, else by name."""
    return _is_element(atoms, "O", _OXYGEN_MASS)


def contents(universe: Universe) -> str:
    """Residues, or names, or types, with their counts: what a message needs."""
    for attribute in ("resnames", "names", "types"):
        values = getattr(universe.atoms, attribute, None)
        if values is None or set(map(str, values)) <= {"", "SYSTEM", "UNK"}:
            continue
        found, counts = np.unique(np.asarray(values, dtype=str), return_counts=True)
        order = np.argsort(counts, kind="stable")[:_LISTED]
        listed = ", ".join(f"{found[i]} ({counts[i]} atoms)" for i in order)
        more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
        return f"{attribute} {listed}{more}"
    return f"{universe.atoms.n_atoms} atoms without names"


_LISTED: Final = 25


def element(ion: str) -> str:
    """Upper-case symbol of a monatomic ion; the letters of any other."""
    match = re.match(r"[A-Za-z]+", ion)
    return match[0].upper() if match else ion.upper()


def _guessed_ion(universe: Universe, ion: str) -> AtomGroup:
    symbol = element(ion)
    charges = ("", "+", "-", "1+", "2+", "3+", "+2", "+3", "1", "2", "3", "1-")
    names = {symbol + charge for charge in charges} | set(_FORCE_FIELD_NAMES.get(symbol, ()))
    atoms = universe.atoms
    single = np.ones(len(atoms), dtype=bool)
    if hasattr(atoms, "resnames") and len(universe.residues) > 1:
        # A residue of its own: CA is calcium, CA in ALA is not.
        size = np.array([len(part) for part in universe.residues.indices])
        single = size[atoms.resindices] == 1
    for attribute in ("names", "resnames", "elements"):
        values = getattr(atoms, attribute, None)
        if values is not None:
            mask = single & np.isin(np.char.upper(np.asarray(values, dtype=str)), list(names))
            if np.any(mask):
                return atoms[mask]
    return atoms[[]]


def _nearest(universe: Universe, ion: str) -> str:
    names = {str(name) for name in getattr(universe.atoms, "resnames", [])}
    near = difflib.get_close_matches(element(ion), names, n=1, cutoff=0.5)
    return f"; did you mean resname {near[0]}?" if near else ""


def _by_hydrogens(universe: Universe) -> AtomGroup:
    """Oxygens with two hydrogens near by in the present frame."""
    from MDAnalysis.lib.distances import capped_distance

    oxygens = universe.atoms[is_oxygen(universe.atoms)]
    hydrogens = universe.atoms[_is_element(universe.atoms, "H", _HYDROGEN_MASS)]
    if not len(oxygens) or not len(hydrogens):
        return universe.atoms[[]]
    pairs = capped_distance(
        oxygens.positions,
        hydrogens.positions,
        _BOND,
        box=universe.dimensions,
        return_distances=False,
    )
    count = np.bincount(pairs[:, 0], minlength=len(oxygens))
    return oxygens[count == _HYDROGENS_OF_WATER]


def _is_element(atoms: AtomGroup, symbol: str, mass: tuple[float, float]) -> np.ndarray:
    elements = np.asarray(getattr(atoms, "elements", [""] * len(atoms)), dtype=str)
    if np.any(elements != ""):
        return np.char.upper(elements) == symbol
    names = np.asarray(getattr(atoms, "names", [""] * len(atoms)), dtype=str)
    if np.any(names != ""):
        stripped = np.char.upper(np.char.lstrip(names, "0123456789"))
        return np.char.startswith(stripped, symbol) & ~np.isin(stripped, ("HE", "HG", "HF"))
    masses = np.asarray(getattr(atoms, "masses", np.zeros(len(atoms))))
    return (masses > mass[0]) & (masses < mass[1])
