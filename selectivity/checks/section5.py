"""Checks of theory §5: processes."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np

from selectivity.checks.base import Check
from selectivity.constants import FARADAY, GAS_CONSTANT
from selectivity.process import ed_binary, energy, osmosis
from selectivity.process.ed_binary import CellPair
from selectivity.process.limits import Salt, limiting_current_cell, limiting_current_film

_SEA, _WARM, _HALF = 525.0, 298.0, 0.5  # mol/m³, K, -
_HYDRATED = 0.5e-9  # m
_REVIEW = "biesheuvel2022"


def _energy() -> list[Check]:
    ideal = energy.minimum_energy_symmetric(_SEA, 0.0, _HALF, _WARM) / energy.JOULE_PER_KWH
    real = energy.nonideal_energy_symmetric(_SEA, 0.0, _HALF, _WARM, _HYDRATED)
    scaled = energy.minimum_energy_symmetric(_SEA, 0.0, _HALF, _WARM)
    scaled /= 2 * _SEA * GAS_CONSTANT * _WARM
    small = energy.minimum_energy_small_recovery(_SEA, 100.0, _WARM)
    exact = energy.minimum_energy_symmetric(_SEA, 100.0, 1e-7, _WARM)
    volume = energy.ion_volume_fraction(np.array(2 * _SEA), _HYDRATED)
    return [
        Check("5.2", "minimum energy, 525 mM, half recovery", 1.00, ideal, "kWh/m³",
              _REVIEW, 0.005),
        Check("5.2", "with Coulomb and volume terms (printed equations; source says 1.23)", 1.211,
              real / energy.JOULE_PER_KWH, "kWh/m³", _REVIEW, 0.0005),
        Check("5.2", "E_min/(2 c RT) at half recovery", 2 * log(2), scaled, "-", _REVIEW, 1e-12),
        Check("5.2", "volume fraction of 0.5 nm ions, 525 mM", 0.0414, float(volume), "-",
              _REVIEW, 5e-5),
        Check("5.2", "single-stage efficiency at half recovery", log(2),
              energy.single_stage_efficiency(_HALF), "-", _REVIEW, 1e-12),
        Check("5.2", "limit of small recovery over exact", 1.0, small / exact, "-", _REVIEW, 1e-6),
    ]  # fmt: skip


def _electrodialysis() -> list[Check]:
    pair = CellPair(0.180, 4000.0, 1e-6, 5e-6, temperature=_WARM, form="expansion")
    feed = np.array(500.0)
    expected = {
        "expansion": (751.5, 49.0, 43.5),
        "exact": (751.5, 48.2, 41.4),
        "exact_mean_content": (764.0, 48.0, 41.4),
    }
    rows = []
    for form, (first, diluate, current) in expected.items():
        own = replace(pair, form=form)
        found = ed_binary.end_of_desalination(own, 500.0, _HALF)
        rows += [
            Check("5.4", f"first current, {form}", first,
                  float(ed_binary.current_density(own, feed, feed)), "A/m²", _REVIEW, 0.5),
            Check("5.4", f"diluate where the efficiency is 0, {form}", diluate, found[0],
                  "mol/m³", _REVIEW, 0.06),
            Check("5.4", f"current there, {form}", current, found[1], "A/m²", _REVIEW, 0.06),
        ]  # fmt: skip
    return rows


def _limits() -> list[Check]:
    magnesium = Salt(2, -1, 7.06e-10, 2.032e-9)
    lithium = Salt(1, -1, 1.029e-9, 2.032e-9)
    film = limiting_current_film(magnesium, 100.0, 1e-4)
    cell = limiting_current_cell(lithium, 1000.0, 1e-3)
    return [
        Check("5.4", "limiting current of MgCl2 at an ideal membrane over 6 F D c/δ", 1.0,
              film / (6 * FARADAY * 7.06e-10 * 100.0 / 1e-4), "-", "theory 5.4", 1e-12),
        Check("5.8", "limiting current between lithium electrodes over 4 F D c/L", 1.0,
              cell / (4 * FARADAY * 1.029e-9 * 1000.0 / 1e-3), "-", "theory 5.8", 1e-12),
    ]  # fmt: skip


def _osmosis() -> list[Check]:
    values = osmosis.OsmosisMembrane()
    nano = 1e-9
    rows = []
    expected = {osmosis.OPEN_CIRCUIT: (281.0, 13.0), osmosis.FRICTION: (185.0, 13.5)}
    for reading, (water, ion) in expected.items():
        found = osmosis.interstitial_velocities(values, reading, 4.0, 800.0)
        rows += [
            Check("5.5", f"water velocity, {reading} reading", water, found[0] / nano, "nm/s",
                  "theory 5.5", 0.5),
            Check("5.5", f"counter-ion velocity, {reading} reading", ion, found[1] / nano,
                  "nm/s", "theory 5.5", 0.25),
        ]  # fmt: skip
    osmotic = 2 * GAS_CONSTANT * values.temperature * (800.0 - 4.0)
    alone = values.permeance * osmotic / values.porosity / nano
    return [*rows, Check("5.5", "A ΔΠ/p alone", 297.0, alone, "nm/s", "theory 5.5", 0.5)]


def _tanks() -> list[Check]:
    values = osmosis.OsmosisMembrane()
    rows = []
    expected = {osmosis.OPEN_CIRCUIT: (527.0, 37.0), osmosis.FRICTION: (560.0, 26.0)}
    for reading, (concentrate, lost) in expected.items():
        profiles = osmosis.tanks(values, reading, (4.0, 800.0), 1.1e7).profiles
        diluate = profiles["left_mol_m3"][0, :, 0]
        other = np.interp(130.0, diluate, profiles["right_mol_m3"][0, :, 0])
        volume = np.interp(130.0, diluate, profiles["left_flow"][0])
        rows += [
            Check("5.5", f"concentrate when the diluate is at 130 mM, {reading}", concentrate,
                  float(other), "mol/m³", "theory 5.5", 2.0),
            Check("5.5", f"volume that the diluate lost then, {reading}", lost,
                  100 * (1 - float(volume)), "%", "theory 5.5", 0.6),
        ]  # fmt: skip
    hours = osmosis.tanks(values, osmosis.OPEN_CIRCUIT, (4.0, 800.0), 35 * 3600 / 23.5e-3)
    end = float(hours.profiles["left_mol_m3"][0, -1, 0])
    name = "diluate after 35 h with V/A = 23.5 mm (fitted)"
    return [*rows, Check("5.5", name, 130.0, end, "mol/m³", "theory 5.5", 1.0)]


def checks() -> list[Check]:
    """Numbers of theory §5."""
    return [*_energy(), *_electrodialysis(), *_limits(), *_osmosis(), *_tanks()]
