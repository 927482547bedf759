"""Checks of theory §6: from molecular dynamics. Made-up data, and the shipped nanotube."""

from __future__ import annotations

from math import pi

import numpy as np
from scipy.spatial import cKDTree

from selectivity.checks.base import Check
from selectivity.constants import thermal_energy
from selectivity.errors import MissingDataError
from selectivity.md.inputs import read_runs
from selectivity.md.motion import finite_size_correction, window_diffusivity
from selectivity.md.partition import partition_coefficient
from selectivity.md.pmf import UmbrellaProfile, umbrella_profile
from selectivity.md.pore import Wall, frame_profile
from selectivity.md.run import Geometry, Restraint
from selectivity.md.umbrella import Window
from selectivity.md.verdict import Estimate, Settings
from selectivity.md.wham import Histograms, wham
from selectivity.tables.paths import shipped_root

_TEMPERATURE = 300.0  # K
_STIFFNESS, _WELL = 1200e21, 60e21  # J/(mol m²)
_SEED = 6
_EXACT = "exact"
# Barrier and error, WHAM, difference of the halves. [kJ/mol]
_NANOTUBE = {"Li+": (22.0, 5.0, 26.0, 15.0), "Mg2+": (122.0, 7.0, 118.0, 34.0)}


def _harmonic(convention: float) -> Check:
    """Barrier of a harmonic well; k with or without ½ is the same bias."""
    random = np.random.default_rng(_SEED)
    total, thermal = _STIFFNESS + _WELL, thermal_energy(_TEMPERATURE)
    centres = np.linspace(-1, 1, 21) * 1e-9
    given = _STIFFNESS / convention  # what the user writes
    windows = tuple(
        Window(
            f"{centre:.2g}",
            Restraint(centre, given * convention),
            random.normal(_STIFFNESS * centre / total, np.sqrt(thermal / total), 500),
            1e-12,
        )
        for centre in centres
    )
    geometry = Geometry(bulk_low=0.75e-9, bulk_high=0.95e-9)
    found = umbrella_profile(windows, geometry, _TEMPERATURE, Settings())
    z = found.z[(found.z >= geometry.bulk_low) & (found.z <= geometry.bulk_high)]
    known = float(-np.mean(0.5 * _WELL * z**2))
    name = {1.0: "U = ½k(x−x0)²", 2.0: "U = k(x−x0)²"}[convention]
    return Check(
        *("6", f"harmonic well from umbrella windows, {name}", known / 1e3),
        *(float(found.barrier.value) / 1e3, "kJ/mol", _EXACT, 1.5),
    )


def _wham() -> Check:
    place = np.linspace(-1, 1, 201)
    restraint = 20 * (place - np.linspace(-1, 1, 9)[:, None]) ** 2
    counts = 1000 * np.exp(-3 * place**2 - restraint)
    found = wham(Histograms(counts, restraint))
    return Check("6", "WHAM: end of a well of 3 RT", 3.0, float(found[-1]), "RT", _EXACT, 1e-6)


def _diffusivity() -> Check:
    """Overdamped motion in a window: D = var/τ."""
    known, step, steps = 1e-9, 1e-13, 40_000  # m²/s, s
    thermal = thermal_energy(_TEMPERATURE)
    decay = np.exp(-known * _STIFFNESS / thermal * step)
    kick = np.sqrt(thermal / _STIFFNESS * (1 - decay**2))
    random = np.random.default_rng(_SEED).normal(0, kick, steps)
    value = np.zeros(steps)
    for i in range(1, steps):
        value[i] = decay * value[i - 1] + random[i]
    window = Window("w", Restraint(0.0, _STIFFNESS), value, step)
    found = float(window_diffusivity((window,))[1].value[0])
    return Check("6", "D = var/τ of overdamped motion", known * 1e9, found * 1e9, "1e-9 m²/s",
                 "hummer2005diffusion", 0.15)  # fmt: skip


def _finite_size() -> Check:
    found = finite_size_correction(298.15, 0.89e-3, 3e-9)
    return Check("6", "finite-size correction of D, water, L = 3 nm", 0.232, found * 1e9,
                 "1e-9 m²/s", "yeh2004finite", 0.001)  # fmt: skip


def _pore() -> Check:
    """Rings of atoms: the largest sphere touches the nearest ones."""
    angle = np.arange(24) * pi / 12
    ring = np.column_stack([0.6e-9 * np.cos(angle), 0.6e-9 * np.sin(angle), np.zeros(24)])
    rings = np.concatenate([ring + np.array([0, 0, h * 0.1e-9]) for h in range(-8, 9)])
    wall = Wall(((cKDTree(rings), 0.185e-9),), None)
    found = frame_profile(wall, 2, np.array([-0.1e-9, 0.0, 0.1e-9]), np.array([0.1e-9, 0.05e-9]))
    return Check("6", "pore radius in rings of 0.6 nm, atoms of 0.185 nm", 0.415,
                 float(found[1]) * 1e9, "nm", _EXACT, 1e-4)  # fmt: skip


def _partition() -> Check:
    """A flat profile of 2 RT, the pore half as wide as what the ion finds in bulk."""
    flat = np.full(21, 2 * thermal_energy(_TEMPERATURE))
    profile = Estimate(flat, np.zeros(21), np.full(21, 99.0), flat, flat)
    found = partition_coefficient(np.ones(21), profile, (1.0, 0.25), _TEMPERATURE)
    known = 4 * float(np.exp(-2))
    return Check("6", "partition coefficient of a flat profile with areas", known,
                 float(found.value), "-", _EXACT, 1e-12)  # fmt: skip


def _nanotube() -> list[Check]:
    source = "cnt_umbrella_2026"
    rows = []
    for ion, (barrier, error, by_wham, halves) in _NANOTUBE.items():
        found = _shipped_profile(ion)
        apart = float(found.barrier.half_difference) / 1e3
        rows += [
            Check("6", f"nanotube barrier of {ion}, MBAR on decorrelated samples", barrier,
                  float(found.barrier.value) / 1e3, "kJ/mol", source, error),
            Check("6", f"nanotube barrier of {ion}, WHAM", by_wham, found.barrier_wham / 1e3,
                  "kJ/mol", source, 4.0),
            Check("6", f"nanotube barrier of {ion}, halves apart by", halves, apart, "kJ/mol",
                  source, 2.0),
        ]  # fmt: skip
    return rows


def _shipped_profile(ion: str) -> UmbrellaProfile:
    from selectivity.md.coordinate import read_series

    root = shipped_root()
    runs, _ = read_runs(root / "config/trajectories.csv", root)
    members = next((runs[pair] for pair in runs if pair[1] == ion), None)
    if members is None:
        raise MissingDataError(f"{root}: the shipped nanotube of {ion} is not there")
    windows = tuple(
        Window(run.name, run.restraint, read_series(run.coordinate).after(run.discard).value, 1e-13)
        for run in members
        if run.restraint is not None
    )
    return umbrella_profile(windows, members[0].geometry, _TEMPERATURE, Settings())


def checks() -> list[Check]:
    """Numbers of section 6, computed now."""
    return [
        _harmonic(1.0),
        _harmonic(2.0),
        _wham(),
        _diffusivity(),
        _finite_size(),
        _pore(),
        _partition(),
        *_nanotube(),
    ]
