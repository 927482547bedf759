"""The section ``md`` of the configuration: thresholds, defaults argued in docs/md.md."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from selectivity.md.conversion import NANOMETRE
from selectivity.md.verdict import Limits, Settings

_DEFAULT = Settings()
_NANOSECOND = 1e-9  # s
Positive = Annotated[float, Field(gt=0.0)]


class MDSection(BaseModel):
    """When a number from a simulation may be used."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    bin_width_nm: Annotated[float, Field(gt=0.0, le=1.0)] = 0.05
    """Along the axis."""
    blocks: Annotated[int, Field(ge=4, le=100, multiple_of=2)] = _DEFAULT.blocks
    """Stretches of each run that errors are taken from."""
    least_overlap: Annotated[float, Field(ge=0.0, lt=0.5)] = _DEFAULT.overlap
    """Of neighbouring umbrella windows, in MBAR's overlap matrix; below it: insufficient."""
    samples_sufficient: Positive = _DEFAULT.samples.sufficient
    """Independent samples for sufficient, per window where there are windows."""
    samples_weak: Positive = _DEFAULT.samples.weak
    """The same for weak."""
    energy_sufficient_RT: Positive = _DEFAULT.energy.sufficient  # noqa: N815 - unit RT
    """Largest error and half difference of a free energy for sufficient. [RT]"""
    energy_weak_RT: Positive = _DEFAULT.energy.weak  # noqa: N815 - unit RT
    """The same for weak. [RT]"""
    relative_sufficient: Positive = _DEFAULT.relative.sufficient
    """Largest error and half difference of other quantities over their value, for sufficient."""
    relative_weak: Positive = _DEFAULT.relative.weak
    """The same for weak."""
    permittivity_least_ns: Positive = _DEFAULT.permittivity_time / _NANOSECOND
    """Shortest run for a permittivity."""
    use_insufficient: bool = False
    """Let profiles judged insufficient replace the analytic model too; they are marked."""
    solvent_viscosity_Pa_s: Positive | None = None  # noqa: N815 - the unit
    """Of the simulated water, for the finite-size correction of D; null: that of real water."""

    def settings(self) -> Settings:
        """The same in SI, as the analysis takes it."""
        viscosity = self.solvent_viscosity_Pa_s
        return Settings(
            bin_width=self.bin_width_nm * NANOMETRE,
            blocks=self.blocks,
            overlap=self.least_overlap,
            samples=Limits(self.samples_sufficient, self.samples_weak),
            energy=Limits(self.energy_sufficient_RT, self.energy_weak_RT),
            relative=Limits(self.relative_sufficient, self.relative_weak),
            permittivity_time=self.permittivity_least_ns * _NANOSECOND,
            viscosity=float("nan") if viscosity is None else viscosity,
        )
