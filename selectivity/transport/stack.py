"""Cases as the solver holds them: cases last, so that operations run over contiguous memory."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from selectivity.domain.layered import FLUX_RATIO


@dataclass(frozen=True)
class WallGroups:
    """Groups of each layer or element; see ``domain.layered.ChargeRegulation``.

    Attributes
    ----------
    site_density : ndarray of shape (n_groups, n_layers, n_cases)
    charge : ndarray of shape (n_groups, 1, 1)
    acid_constant : ndarray of shape (n_groups, 1, n_cases)
    association : ndarray of shape (n_groups, n_ions, n_cases)
    bath_proton : ndarray of shape (n_layers, n_cases)
        NaN where H⁺ is an ion of the case.
    is_proton : ndarray of shape (n_ions, n_cases)
        1 for H⁺, else 0.
    """

    site_density: np.ndarray
    charge: np.ndarray
    acid_constant: np.ndarray
    association: np.ndarray
    bath_proton: np.ndarray
    is_proton: np.ndarray


@dataclass(frozen=True)
class Stack:
    """Stacks of layers; ions first, then layers, cases last. SI, potentials in RT/F.

    Attributes
    ----------
    temperature, closure, permeate_total, water_flux, current, voltage : ndarray of shape (n_cases,)
        ``current`` is I/F [mol/(m² s)], ``voltage`` feed minus permeate [-]; the one that is not
        imposed is NaN.
    pressure : ndarray of shape (n_cases,)
        ΔP/RT [mol/m³], NaN where the water flux is imposed.
    layer_resistance : ndarray of shape (n_layers, n_cases)
        1/(A RT) of each layer. [mol s/m⁴]
    charge, feed, permeate, present : ndarray of shape (n_ions, n_cases)
        An ion that is absent from both sides is a neutral dummy that reaches nothing else.
    thickness, fixed_charge : ndarray of shape (n_layers, n_cases)
    partition, convection, resistance, drag_content, drag_flux : (n_ions, n_layers, n_cases)
        Φ; K_c/(K_d D) and 1/(K_d D) [s/m²]; the water drag is content·c J_w − flux·J [s/m²].
    groups : WallGroups or None
    """

    temperature: np.ndarray
    closure: np.ndarray
    permeate_total: np.ndarray
    water_flux: np.ndarray
    pressure: np.ndarray
    current: np.ndarray
    voltage: np.ndarray
    layer_resistance: np.ndarray
    charge: np.ndarray
    feed: np.ndarray
    permeate: np.ndarray
    present: np.ndarray
    thickness: np.ndarray
    fixed_charge: np.ndarray
    partition: np.ndarray
    convection: np.ndarray
    resistance: np.ndarray
    drag_content: np.ndarray
    drag_flux: np.ndarray
    groups: WallGroups | None

    @property
    def water_resistance(self) -> np.ndarray:
        """Σ 1/(A RT) over the layers. (n_cases,) [mol s/m⁴]"""
        return np.sum(self.layer_resistance, axis=0)

    @property
    def n_cases(self) -> int:
        """Number of cases."""
        return len(self.temperature)

    @property
    def n_ions(self) -> int:
        """Number of ions, padding included."""
        return len(self.charge)

    def take(self, index: np.ndarray) -> Stack:
        """The cases of an index array (or boolean mask)."""
        picked = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "groups"}
        arrays = {name: array[..., index] for name, array in picked.items()}
        return Stack(**arrays, groups=_take_groups(self.groups, index))

    def softened(self, share: np.ndarray) -> Stack:
        """The same drive on layers that exclude less: X times, and Φ to the power of, a share.

        Parameters
        ----------
        share : ndarray of shape (n_cases,)
            In [0, 1]; 0 leaves only the mobilities, 1 gives the cases themselves. [-]
        """
        groups = self.groups
        if groups is not None:
            groups = replace(groups, site_density=groups.site_density * share)
        return replace(
            self,
            fixed_charge=self.fixed_charge * share,
            partition=self.partition**share,
            groups=groups,
        )

    def levelled(self, share: np.ndarray) -> Stack:
        """``softened``, and the mobilities of the ions drawn to their geometric mean.

        Parameters
        ----------
        share : ndarray of shape (n_cases,)
            In [0, 1]; 0 leaves ions that differ in charge alone, 1 gives the cases themselves.
        """
        soft = self.softened(share)
        weight = self.present[:, None]
        count = np.sum(weight, axis=0)

        def drawn(values: np.ndarray) -> np.ndarray:
            safe = np.where(values > 0, values, 1.0)
            mean = np.exp(np.sum(weight * np.log(safe), axis=0) / count)
            return np.where(values > 0, mean ** (1 - share) * safe**share, 0.0)

        return replace(soft, convection=drawn(self.convection), resistance=drawn(self.resistance))

    def at(self, drive: np.ndarray) -> Stack:
        """The same cases under a share of their drive; 0 is equilibrium with the feed.

        Parameters
        ----------
        drive : ndarray of shape (n_cases,)
            In [0, 1]; 1 gives the cases themselves. [-]
        """
        start = np.sum(self.feed * self.present, axis=0)
        ratio = np.where(self.closure == FLUX_RATIO, self.permeate_total / start, 1.0)
        return replace(
            self,
            water_flux=self.water_flux * drive,
            pressure=self.pressure * drive,
            current=self.current * drive,
            voltage=self.voltage * drive,
            permeate=self.feed * (1 - drive) + self.permeate * drive,
            permeate_total=start * ratio**drive,
        )


def _take_groups(groups: WallGroups | None, index: np.ndarray) -> WallGroups | None:
    if groups is None:
        return None
    return replace(
        groups,
        site_density=groups.site_density[..., index],
        acid_constant=groups.acid_constant[..., index],
        association=groups.association[..., index],
        bath_proton=groups.bath_proton[..., index],
        is_proton=groups.is_proton[..., index],
    )
