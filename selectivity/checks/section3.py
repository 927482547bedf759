"""Checks of theory §3: three stages as resistances in series."""

from __future__ import annotations

import numpy as np

from selectivity.checks.base import Check
from selectivity.checks.reference_case import (
    NANO,
    charged,
    no_groups,
    reference_channels,
    reference_feed,
    reference_ions,
)
from selectivity.constants import REFERENCE_TEMPERATURE, WATER_DIAMETER, thermal_energy
from selectivity.domain.options import ModelOptions
from selectivity.domain.results import ThreeStageResult
from selectivity.stages.entry import access_resistance
from selectivity.stages.profile import profile_permeability
from selectivity.stages.selectivity import three_stage


def charged_channels() -> ThreeStageResult:
    """Two charged channels of 0.4 and 0.6 nm in a LiCl-MgCl2 feed."""
    channels = reference_channels(np.array([0.4, 0.6]) * NANO, 3, hydration_replaced=0.95)
    return three_stage(
        reference_ions("Li+", "Mg2+", "Cl-"),
        charged(channels, np.array([-200.0, 100.0])),
        no_groups(3),
        reference_feed(3.4, 19.6, 42.6),
        ModelOptions(binding="none"),
    )


def _series() -> list[Check]:
    result = charged_channels()
    pair = result.selectivity("Li+", "Mg2+")
    product = pair.partition * pair.diffusion * pair.interfacial / pair.total
    mirror = result.resistance_exit / result.resistance_entry
    parts = result.resistance_entry + result.resistance_transit + result.resistance_exit
    return [
        Check("3.1", "partition x diffusion x interfacial over P_Li/P_Mg", 1.0,
              float(product[np.argmax(np.abs(product - 1))]), "-", "theory 3.1", 1e-12),
        Check("3.1", "resistances in series times P", 1.0,
              float((parts * result.ion_permeability).max()), "-", "theory 3.1", 1e-12),
        Check("3.2", "exit over entry resistance", 1.0, float(mirror.max()), "-",
              "theory 3.2", 0.0),
    ]  # fmt: skip


def _profiles() -> list[Check]:
    flat = profile_permeability(
        np.full(5, 5e3), np.full(5, 1e-10), np.linspace(0, 50, 5) * NANO, REFERENCE_TEMPERATURE
    )
    expected = np.exp(-5e3 / thermal_energy(REFERENCE_TEMPERATURE)) * 1e-10 / (50 * NANO)
    result, ion = charged_channels(), 0
    interior = result.energies["interior"]
    barrier = sum(interior[name][0, ion] for name in interior if name != "binding")
    depth, length = WATER_DIAMETER, 50 * NANO
    steps = np.array([0.0, depth, length - depth, length])
    pore = profile_permeability(
        np.full(4, barrier),
        np.full(4, result.pore_diffusivity[0, ion]),
        steps,
        REFERENCE_TEMPERATURE,
        mouths=(depth, length - depth),
    )
    access = access_resistance(
        np.array(0.4 * NANO), np.array(False), np.array(0.1), np.array(1.029e-9)
    )
    joined = 1.0 / (1.0 / float(pore.ion_permeability) + 2.0 * float(access))
    full_slit = access_resistance(np.array(NANO), np.array(True), np.array(1.0), np.array(1e-9))
    return [
        Check("3.1", "flat profile, ΦD/L", expected * 1e9, float(flat.ion_permeability) * 1e9,
              "nm/s", "exact", expected * 1e-3),
        Check("3.1", "profile with access over the series", 1.0,
              joined / float(result.ion_permeability[0, ion]), "-", "exact", 1e-9),
        Check("3.1", "access of a cylinder, π r/(4 ε D)",
              np.pi * 0.4 * NANO / (4 * 0.1 * 1.029e-9), float(access), "s/m", "hall1975", 1e-9),
        Check("3.1", "access of a slit that fills the face", 0.0, abs(float(full_slit)), "s/m",
              "exact", 1e-12),
    ]  # fmt: skip


def checks() -> list[Check]:
    """All checks of §3, computed now."""
    return [*_series(), *_profiles()]
