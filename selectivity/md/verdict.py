"""Whether a number from a simulation may be used, in words (theory §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

SUFFICIENT: Final = "sufficient"
WEAK: Final = "weak"
INSUFFICIENT: Final = "insufficient"
_ORDER: Final = (SUFFICIENT, WEAK, INSUFFICIENT)


@dataclass(frozen=True)
class Limits:
    """A limit for ``sufficient`` and one for ``weak``."""

    sufficient: float
    weak: float


@dataclass(frozen=True)
class Settings:
    """Thresholds and resolutions; every one is argued in docs/md.md.

    Attributes
    ----------
    bin_width : float
        Along the axis. [m]
    blocks : int
        Stretches of each run that errors are taken from; even.
    overlap : float
        Least element of the overlap matrix between neighbouring windows.
    samples : Limits
        Least number of independent samples.
    energy : Limits
        Largest error, and largest difference of the halves, of a free energy, in RT.
    relative : Limits
        The same for other quantities, over their value.
    absolute_number : float
        Part of a coordination number that is never worth arguing about. [-]
    mbar_wham : float
        Largest disagreement of MBAR and WHAM, in their errors.
    permittivity_time : float
        Shortest run for a permittivity. [s]
    shell_range : float
        g(r) and coordination are counted up to here. [m]
    shell_bin : float
        Bin of g(r). [m]
    lags : int
        Frames over which displacements are followed.
    pore_frames : int
        Frames of the pore radius at most.
    viscosity : float
        Of the simulated solvent, for the finite-size correction of D; NaN for that of real water
        at the temperature. [Pa s]
    """

    bin_width: float = 0.05e-9
    blocks: int = 10
    overlap: float = 0.03
    samples: Limits = Limits(50, 20)
    energy: Limits = Limits(1.0, 4.0)
    relative: Limits = Limits(0.1, 0.3)
    absolute_number: float = 0.25
    mbar_wham: float = 2.0
    permittivity_time: float = 5e-9
    shell_range: float = 0.8e-9
    shell_bin: float = 0.002e-9
    lags: int = 20
    pore_frames: int = 50
    viscosity: float = float("nan")


@dataclass(frozen=True)
class Estimate:
    """A number or a profile with what is needed to judge it; NaN where it could not be made.

    Attributes
    ----------
    value, error : ndarray
        Any shape, SI; the error is one standard error.
    n_effective : ndarray
        Independent samples behind the value.
    first, second : ndarray
        The same from each half of the run.
    """

    value: np.ndarray
    error: np.ndarray
    n_effective: np.ndarray
    first: np.ndarray
    second: np.ndarray

    @property
    def half_difference(self) -> np.ndarray:
        """Size of the difference between the halves."""
        return np.abs(np.asarray(self.first) - np.asarray(self.second))

    def at(self, index: int, n_effective: float | None = None) -> Estimate:
        """The estimate of one bin of a profile, with another sample count if given."""
        own = self.n_effective[index] if n_effective is None else n_effective
        return Estimate(
            self.value[index], self.error[index], own, self.first[index], self.second[index]
        )


@dataclass(frozen=True)
class Verdict:
    """``sufficient``, ``weak`` or ``insufficient``, with the reason and what would mend it."""

    word: str
    reason: str


@dataclass(frozen=True)
class Scale:
    """What a quantity is judged by.

    Attributes
    ----------
    tolerance : Limits
        Of error and half difference, in the unit of the table.
    factor : float
        SI to the unit of the table.
    unit : str
    run_length : float
        Time simulated, per window where there are windows. [s]
    per_window : bool
    """

    tolerance: Limits
    factor: float
    unit: str
    run_length: float
    per_window: bool = False


def judge(
    estimate: Estimate, scale: Scale, samples: Limits, flaws: tuple[Verdict, ...] = ()
) -> Verdict:
    """Verdict on one number.

    Parameters
    ----------
    estimate : Estimate
        Of scalars.
    scale : Scale
    samples : Limits
        Least number of independent samples.
    flaws : tuple of Verdict
        Findings from elsewhere, such as windows without overlap; they can only worsen it.

    Returns
    -------
    Verdict
        The worst finding; every finding is in the reason.
    """
    value, error = float(estimate.value) * scale.factor, float(estimate.error) * scale.factor
    if not np.isfinite(value):
        missing = Verdict(INSUFFICIENT, "no samples here; simulate this part")
        return worst((missing, *flaws))
    unit = "" if scale.unit == "1" else f" {scale.unit}"
    halves = [float(half) * scale.factor for half in (estimate.first, estimate.second)]
    difference = abs(halves[0] - halves[1])
    n_effective = float(estimate.n_effective)
    findings = [
        _grade(-n_effective, Limits(-samples.sufficient, -samples.weak)),
        _grade(error, scale.tolerance),
        _grade(difference, scale.tolerance),
    ]
    apart = f"apart by {_shown(difference)} (wanted {scale.tolerance.sufficient:.2g})"
    reasons = (
        f"{n_effective:.0f} independent samples (wanted {samples.sufficient:.0f})",
        f"error {_shown(error)}{unit} (wanted {scale.tolerance.sufficient:.2g})",
        f"halves of the run give {_shown(halves[0], 4)} and {_shown(halves[1], 4)}{unit}, {apart}",
    )
    graded = [Verdict(word, text) for word, text in zip(findings, reasons, strict=True)]
    if any(word != SUFFICIENT for word in findings):
        remedy = _remedy(n_effective, error, difference, scale, samples)
        graded.append(Verdict(SUFFICIENT, remedy))
    return worst((*graded, *flaws))


def worst(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The worst word with all reasons."""
    word = max((verdict.word for verdict in verdicts), key=_ORDER.index, default=SUFFICIENT)
    return Verdict(word, "; ".join(verdict.reason for verdict in verdicts if verdict.reason))


def _shown(number: float, digits: int = 2) -> str:
    return f"{number:.{digits}g}" if np.isfinite(number) else "unknown"


def _grade(size: float, limits: Limits) -> str:
    if size <= limits.sufficient:
        return SUFFICIENT
    return WEAK if size <= limits.weak else INSUFFICIENT


def _remedy(
    n_effective: float, error: float, difference: float, scale: Scale, samples: Limits
) -> str:
    """How much longer to simulate: errors fall with the root of the time."""
    wanted = max(scale.tolerance.sufficient, np.finfo(float).tiny)  # an ion may not move at all
    factor = max(
        samples.sufficient / max(n_effective, 1.0),
        (error / wanted) ** 2 if np.isfinite(error) else 0.0,
        (difference / wanted) ** 2 if np.isfinite(difference) else 0.0,
    )
    nanoseconds = (factor - 1) * scale.run_length * 1e9
    where = " per window" if scale.per_window else ""
    if not np.isfinite(nanoseconds) or nanoseconds <= 0:
        return "simulate longer"
    return f"about {nanoseconds:.2g} ns more{where} would mend it"
