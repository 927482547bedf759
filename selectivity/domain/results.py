"""What the three-stage model returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIZE_REGIMES = ("excluded", "deep dehydration", "partial dehydration", "no steric dehydration")
"""Names of the codes in ``size_regime`` (theory 1.2); deep: nearer to bare than to hydrated."""


@dataclass(frozen=True)
class PairSelectivity:
    """Selectivity of ion a over ion b, shape (..., n_candidates); positive, dimensionless.

    ``inf`` where b is excluded, 0 where a is, NaN where both are (then it has no value).

    Attributes
    ----------
    total : ndarray
        P_a/P_b.
    partition : ndarray
        (Φ_a/Φ_b) exp((z_b - z_a) Δϕ_D) of the interior.
    diffusion : ndarray
        Ratio of K_d D_m (hopping included where it is on).
    interfacial : ndarray
        (R_total/R_transit)_b / (R_total/R_transit)_a; the three multiply to ``total``.
    """

    total: np.ndarray
    partition: np.ndarray
    diffusion: np.ndarray
    interfacial: np.ndarray


@dataclass(frozen=True)
class ThreeStageResult:
    """Zero-force properties of every candidate and ion.

    Shapes are (..., n_candidates, n_ions) for ions and (..., n_candidates, 1) for candidates,
    samples in front. With several paths (pore-size nodes, defects) permeability, resistances,
    contents and the selectivities are means of the flux; everything else is that of the median
    size. Energies in J/mol, concentrations in mol/m³, everything SI.

    Attributes
    ----------
    names, candidates : tuple of str
        Ions and candidates.
    ion_charge : ndarray of shape (n_ions,)
        z. [-]
    temperature : float
        [K]
    energies : dict of str to dict of str to ndarray
        ``energies[region][term]``, regions ``interior`` and ``mouth``; beside the terms that are
        on, ``donnan`` = z RT Δϕ_D and ``binding`` = -RT ln(1 + q/c_m), which is an output and no
        part of Φ. ``inf`` where a term excludes the ion. [J/mol]
    partition_coefficient, mouth_partition_coefficient : ndarray
        Φ without the Donnan factor; 0 for an excluded ion. [-]
    donnan_potential, mouth_donnan_potential : ndarray (..., 1)
        Pore minus solution. [V]
    pore_concentration, bound_concentration : ndarray
        c_m and q in the interior. [mol/m³]
    distribution : ndarray
        Φ exp(-z Δϕ_D), content of mobile ions per feed concentration, over the paths. [-]
    hindrance_diffusion, hindrance_convection : ndarray
        K_d, K_c (or the given K_f), Φ not included. [-]
    pore_diffusivity : ndarray
        K_d D_m, superficial. [m²/s]
    apparent_diffusivity : ndarray
        K_d D_m c_m/(c_m + q). [m²/s]
    transit_diffusivity : ndarray
        Interior conductance over content: K_d D_m, plus hopping where on. [m²/s]
    interfacial_excess : ndarray
        R_total/R_transit >= 1. [-]
    ion_permeability : ndarray
        P_i = 1/R_total at zero force, both sides in equilibrium with the feed. [m/s]
    resistance_entry, resistance_transit, resistance_exit : ndarray
        Access resistance is part of entry and exit. [s/m]
    share_entry, share_transit, share_exit : ndarray
        Of the total; finite for excluded ions too. [-]
    salt_permeance : ndarray
        Zero-current permeance of the ion with its main partner in the feed. [m/s]
    salt_partner : tuple of str
        That partner.
    fixed_charge, effective_charge : ndarray (..., 1)
        X, and X + Σ z_i q_i. [mol/m³]
    isoelectric_point : ndarray (..., 1)
        pH where the effective charge is zero; NaN where there is none. [-]
    permselectivity_prefactor : ndarray (..., 1)
        dΔϕ_D/d ln c over that of an ideal membrane, the prefactor of [B] 38 for two feeds that
        differ little. [-]
    finite_charge_correction : ndarray (..., 1)
        First-order loss 2(Φc/X)² of that prefactor, [B] 39 for two feeds that differ little. [-]
    debye_length, stern_thickness : ndarray (..., 1)
        [m]
    debye_overlap, stern_overlap : ndarray of bool (..., 1)
        At or above the pore radius or half gap.
    size_regime : ndarray of int
        Index into ``SIZE_REGIMES``.
    radius_in_channel, solute_pore_ratio : ndarray
        Radius inside the interior [m] and λ [-].
    intact_hydration : ndarray
        f̄ of the interior. [-]
    weakly_hydrated, extrapolated, excluded : ndarray of bool
        Hydrated less bare radius below half a water; λ beyond 0.95; P = 0.
    uncompensated : ndarray of bool (..., 1)
        No ion that fits can balance the wall's charge: nothing enters.
    """

    names: tuple[str, ...]
    candidates: tuple[str, ...]
    ion_charge: np.ndarray
    temperature: float
    energies: dict[str, dict[str, np.ndarray]]
    partition_coefficient: np.ndarray
    mouth_partition_coefficient: np.ndarray
    donnan_potential: np.ndarray
    mouth_donnan_potential: np.ndarray
    pore_concentration: np.ndarray
    bound_concentration: np.ndarray
    distribution: np.ndarray
    hindrance_diffusion: np.ndarray
    hindrance_convection: np.ndarray
    pore_diffusivity: np.ndarray
    apparent_diffusivity: np.ndarray
    transit_diffusivity: np.ndarray
    interfacial_excess: np.ndarray
    ion_permeability: np.ndarray
    resistance_entry: np.ndarray
    resistance_transit: np.ndarray
    resistance_exit: np.ndarray
    share_entry: np.ndarray
    share_transit: np.ndarray
    share_exit: np.ndarray
    salt_permeance: np.ndarray
    salt_partner: tuple[str, ...]
    fixed_charge: np.ndarray
    effective_charge: np.ndarray
    isoelectric_point: np.ndarray
    permselectivity_prefactor: np.ndarray
    finite_charge_correction: np.ndarray
    debye_length: np.ndarray
    stern_thickness: np.ndarray
    debye_overlap: np.ndarray
    stern_overlap: np.ndarray
    size_regime: np.ndarray
    radius_in_channel: np.ndarray
    solute_pore_ratio: np.ndarray
    intact_hydration: np.ndarray
    weakly_hydrated: np.ndarray
    extrapolated: np.ndarray
    excluded: np.ndarray
    uncompensated: np.ndarray

    def selectivity(self, ion_a: str, ion_b: str) -> PairSelectivity:
        """Selectivity of one ion over another, total and by its three factors.

        Parameters
        ----------
        ion_a, ion_b : str
            Names among ``names``.

        Returns
        -------
        PairSelectivity
        """
        a, b = self.names.index(ion_a), self.names.index(ion_b)
        return PairSelectivity(
            total=pair_ratio(self.ion_permeability, a, b),
            partition=pair_ratio(self.distribution, a, b),
            diffusion=pair_ratio(self.transit_diffusivity, a, b),
            interfacial=pair_ratio(self.interfacial_excess, b, a),
        )


def pair_ratio(values: np.ndarray, a: int, b: int) -> np.ndarray:
    """Ratio of ion a to ion b: inf over zero, NaN for 0/0 and inf/inf, without warnings."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return values[..., a] / values[..., b]
