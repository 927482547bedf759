"""What all quantities of one candidate and ion share."""

from __future__ import annotations

from dataclasses import dataclass

from selectivity.constants import thermal_energy
from selectivity.md.run import Geometry
from selectivity.md.table import ENERGY
from selectivity.md.verdict import Limits, Scale, Settings


@dataclass(frozen=True)
class Case:
    """What all quantities of one candidate and ion share.

    Attributes
    ----------
    temperature : float
        [K]
    run_length : float
        Per window, or of all runs together. [s]
    note : str
        Added to every reason, such as a scaled charge; empty for none.
    """

    geometry: Geometry
    temperature: float
    settings: Settings
    run_length: float
    per_window: bool
    note: str = ""

    def scale(self, tolerance: Limits, factor: float, unit: str) -> Scale:
        """Scale of a quantity with this run length."""
        return Scale(tolerance, factor, unit, self.run_length, self.per_window)

    def energy_scale(self) -> Scale:
        """Tolerances in kJ/mol from those in RT."""
        thermal = thermal_energy(self.temperature) * ENERGY.factor
        limits = self.settings.energy
        tolerance = Limits(limits.sufficient * thermal, limits.weak * thermal)
        return self.scale(tolerance, ENERGY.factor, ENERGY.name)

    def relative_scale(self, value: float, unit: str, factor: float, least: float = 0.0) -> Scale:
        """Tolerances as shares of a value (SI), not below ``least`` (in the unit)."""
        size = abs(value) * factor
        limits = self.settings.relative
        tolerance = Limits(max(limits.sufficient * size, least), max(limits.weak * size, 2 * least))
        return self.scale(tolerance, factor, unit)
