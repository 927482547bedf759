"""The section ``rejection`` of the configuration: the drive that candidates are shown under."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

_PASCAL = 1e5  # Pa per bar
Flux = Annotated[float, Field(gt=0.0, le=1e-3)]


class RejectionSection(BaseModel):
    """Rejections under flow of the first candidates, by the transport core (theory 4)."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    top_k: Annotated[int, Field(ge=0)] | None = 10
    """First candidates of the ranking; 0 for none, null for all."""
    water_flux_m_s: Flux | None = 1e-5
    """Imposed water flux (1e-5 m/s is 36 LMH); null where a pressure is imposed."""
    pressure_bar: Annotated[float, Field(gt=0.0, le=1000.0)] | None = None
    """Imposed hydraulic pressure; null where a water flux is imposed."""
    film_mass_transfer_m_s: Annotated[float, Field(gt=0.0, le=1.0)] = 2e-5
    """k of the feed's boundary layer: thickness D/k of the feed's main salt (theory 4.4)."""
    regulated_charge: bool = False
    """Groups follow the composition along the pore; off: they keep their charge in the feed."""
    n_samples: Annotated[int, Field(ge=8, le=4096)] = 8
    """Samples of the uncertain inputs; a power of two keeps their balance."""
    n_fluxes: Annotated[int, Field(ge=2, le=200)] = 6
    """Points of the curve of rejection against water flux."""
    lowest_flux_m_s: Flux = 5e-7
    """First point of the curve."""
    highest_flux_m_s: Flux = 5e-5
    """Last point of the curve."""

    @model_validator(mode="after")
    def _consistent(self) -> RejectionSection:
        if (self.water_flux_m_s is None) == (self.pressure_bar is None):
            raise ValueError("give one of water_flux_m_s and pressure_bar, and null for the other")
        if self.lowest_flux_m_s >= self.highest_flux_m_s:
            raise ValueError("lowest_flux_m_s must be below highest_flux_m_s")
        return self

    @property
    def pressure(self) -> float:
        """NaN where the water flux is imposed. [Pa]"""
        return np.nan if self.pressure_bar is None else self.pressure_bar * _PASCAL

    @property
    def water_fluxes(self) -> np.ndarray:
        """The configured point (NaN under pressure), then the curve. (1 + n_fluxes,) [m/s]"""
        first = np.nan if self.water_flux_m_s is None else self.water_flux_m_s
        curve = np.geomspace(self.lowest_flux_m_s, self.highest_flux_m_s, self.n_fluxes)
        return np.concatenate([[first], curve])
