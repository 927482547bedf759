"""Checks of theory §4 where ions and water are coupled: signs, reciprocity, closures."""

from __future__ import annotations

from typing import Final

import numpy as np

from selectivity.checks.base import Check
from selectivity.checks.stacks import CL, LI, MG, NA, Layer, solve_stack
from selectivity.constants import FARADAY, GAS_CONSTANT, REFERENCE_TEMPERATURE
from selectivity.domain.layered import DRAG_FRICTION, DRAG_HINDRANCE, DRAG_NONE, TransportResult
from selectivity.transport.closed_forms import harmonic_diffusivity

LICL: Final = (np.array([1.0, -1.0]), np.array([LI, CL]))
SIDE: Final = np.array([50.0, 50.0])  # mol/m³
PERMEANCE, LENGTH, CHARGE, FACTOR = 1e-11, 1e-6, -500.0, 0.1  # m/(s Pa), m, mol/m³, -
CONVECTION, DIFFUSION = 1.2, 0.4
ROUNDING: Final = 1e-9
THEORY: Final = "theory 4"


def _equal_mobilities() -> Check:
    """Rejections below 0 of a 1:1 salt of equal mobilities, charges times fluxes."""
    found = []
    for charge in (-300.0, -30.0, 0.0, 30.0, 300.0):
        layer = Layer(LENGTH, charge, 0.8, 0.9, factor=FACTOR)
        fluxes = np.geomspace(1e-7, 3e-5, 6)
        run = solve_stack([1.0, -1.0], [NA, NA], [10.0, 10.0], [layer], water_flux=fluxes)
        found.append(run.permeate[:, 0] > 10.0 * (1 + ROUNDING))
    return Check(
        "4", "negative rejections of a salt of equal mobilities, of 30", 0.0,
        float(np.sum(found)), "-", THEORY, 0.0,
    )  # fmt: skip


def trace_rejection(
    charge: np.ndarray, permeability: np.ndarray, salt: float, water_flux: float
) -> float:
    """Rejection of a trace beside a salt, permeabilities alone, permeate swept, no film.

    Parameters
    ----------
    charge, permeability : ndarray of shape (3,)
        Of the trace, and of the cation and the anion of the salt. [-], [m/s]
    salt : float
        Concentration of the salt in the feed; any unit, the result does not depend on it.
    water_flux : float
        [m/s]

    Returns
    -------
    float
        1 − c_p/c_f, negative where the potential of the salt enriches the trace. [-]

    Notes
    -----
    With both salt ions at zero current ϕ' = −b (ln c)', b = (P₊ − P₋)/(z₊P₊ − z₋P₋), and the salt's
    concentration falls linearly; c_trace c^(−zb) then falls with the integral of c^(−zb).
    """
    (z, plus, minus), (trace, cation, anion) = charge, permeability
    through = cation * anion * (plus - minus) / (plus * cation - minus * anion)
    permeate = salt / (1 + water_flux / through)
    power = z * (cation - anion) / (plus * cation - minus * anion)
    mean = (salt ** (1 - power) - permeate ** (1 - power)) / ((1 - power) * (salt - permeate))
    passage = salt**-power / (permeate**-power + water_flux / trace * mean)
    return float(1 - passage)


def _trace() -> list[Check]:
    """Trace Li⁺ in MgCl₂: against the closed form, and the sign through a positive membrane."""
    charge, mobility = np.array([1.0, 2.0, -1.0]), np.array([LI, MG, CL])
    permeability, flux = np.array([3e-6, 2e-7, 2e-5]), 1e-6
    feed = np.array([1e-7, 50.0, 100.0 + 1e-7])
    alone = Layer(1.0, 0.0, 1.0, 0.0, diffusion=1.0, factor=permeability / mobility, drag=DRAG_NONE)
    run = solve_stack(charge, mobility, feed, [alone], water_flux=flux)
    expected = trace_rejection(charge, permeability, 50.0, flux)
    positive = Layer(2e-7, 50.0, [0.2, 0.05, 0.2], [0.5, 0.3, 0.5], factor=0.05)
    held = solve_stack(charge, mobility, feed, [positive], water_flux=2e-6)
    return [
        Check("4", "trace Li+ in MgCl2, permeabilities alone, rejection", expected,
              float(1 - run.permeate[0, 0] / feed[0]), "-", "exact", 1e-6),
        Check("4", "trace Li+ in MgCl2, positive membrane, sign of the rejection", -1.0,
              float(np.sign(1 - held.permeate[0, 0] / feed[0])), "-", THEORY, 0.0),
    ]  # fmt: skip


def _between(layer: Layer, **drive: float) -> TransportResult:
    """One layer between equal solutions: concentrations are uniform, responses linear."""
    return solve_stack(*LICL, SIDE, [layer], SIDE, **drive)


def _reciprocity() -> list[Check]:
    """Streaming current over electro-osmosis, for both ways to count the drag (theory 4.3)."""
    rows = []
    for name, diffusion, drag in (
        ("hindrance pairs K_c ≠ K_d", DIFFUSION, DRAG_HINDRANCE),
        ("friction K_c = K_d", CONVECTION / 2, DRAG_FRICTION),
    ):
        convection = CONVECTION if drag == DRAG_HINDRANCE else diffusion
        layer = Layer(LENGTH, CHARGE, 0.5, convection, diffusion, FACTOR, PERMEANCE, drag)
        streaming = _between(layer, pressure=1e5, voltage=0.0).current[0] / 1e5
        osmosis = _between(layer, pressure=0.0, voltage=0.01).water_flux[0] / 0.01
        rows.append(
            Check("4.3", f"streaming current over electro-osmosis, {name}", 1.0,
                  float(streaming / osmosis), "-", "Onsager", 1e-7)
        )  # fmt: skip
    return rows


def _drag() -> list[Check]:
    """The two ways to count the drag agree at f'_wm; without wall friction, [B]58."""
    partition, friction, flux = 0.5, 0.6, 1e-6
    content = np.hypot(CHARGE / 2, partition * SIDE[0]) - np.array([1, -1]) * CHARGE / 2
    extra = float(np.sum((1 - friction) * content / (FACTOR * LICL[1])))
    energy = GAS_CONSTANT * REFERENCE_TEMPERATURE
    raised = 1 / (1 / PERMEANCE + energy * LENGTH * extra)
    plain, paired, same = (
        _between(
            Layer(LENGTH, CHARGE, partition, friction, None, FACTOR, permeance, drag),
            water_flux=flux,
        ).pressure[0]
        for permeance, drag in (
            (PERMEANCE, DRAG_FRICTION), (raised, DRAG_HINDRANCE), (PERMEANCE, DRAG_HINDRANCE),
        )
    )  # fmt: skip
    free = Layer(LENGTH, CHARGE, partition, 1.0, None, FACTOR, PERMEANCE)
    driven = _between(free, pressure=2e5, voltage=0.02).water_flux[0]
    return [
        Check("4.3", "pressure by pairs with f'_wm over that by friction", 1.0,
              float(paired / plain), "-", "theory 4.3", 1e-8),
        Check("4.3", "sign of their difference with one and the same f_wm", 1.0,
              float(np.sign(plain - same)), "-", "theory 4.3", 0.0),
        Check("4.3", "J_w = A (ΔP − F X Δϕ), [B]58, no ion–wall friction",
              PERMEANCE * (2e5 - FARADAY * CHARGE * 0.02), float(driven), "m/s",
              "biesheuvel2022", 1e-8 * PERMEANCE * 1e6),
    ]  # fmt: skip


def _closures() -> list[Check]:
    """A film before a reservoir, [B]22; a receiving solution that starts pure; P alone."""
    film, flux, reservoir = 2e-5, 1e-5, [2.0, 2.0]
    layer = Layer(1e-7, -30.0, 0.2, 0.6, factor=0.05)
    run = solve_stack(*LICL, SIDE, [Layer(film), layer], reservoir, water_flux=flux)
    carried = run.ion_flux[0, 0] / flux
    grown = np.exp(flux * film / harmonic_diffusivity(*LICL))
    face = carried + (SIDE[0] - carried) * grown
    mixed = [1.0, 2.0, -1.0], [LI, MG, CL], [10.0, 50.0, 110.0]
    pure = solve_stack(*mixed, [Layer(2e-7, 50.0, 0.2, 0.5, factor=0.05)], 0.1, water_flux=0.0)
    ratio = pure.permeate[0, 0] / pure.permeate[0, 1] * pure.ion_flux[0, 1] / pure.ion_flux[0, 0]
    wanted, thick, small = np.array([1e-6, 2e-7, 3e-6]), 1e-7, 1e-6
    factor = wanted * thick / np.array(mixed[1])
    alone = Layer(thick, 0.0, 1.0, 0.0, diffusion=1.0, factor=factor, drag=DRAG_NONE)
    limit = Layer(thick, 0.0, small, small, factor=factor / small**2)
    single, bounded = (solve_stack(*mixed, [layer], water_flux=1e-5) for layer in (alone, limit))
    return [
        Check("4.4", "film theory before a reservoir, [B]22, concentration at the face",
              float(face), float(run.node_concentration[0, 1, 0]), "mol/m³",
              "biesheuvel2022", 1e-8 * float(face)),
        Check("4.2", "permeate that starts pure: Li+/Mg2+ over that of the fluxes", 1.0,
              float(ratio), "-", "theory 4.2", 1e-8),
        Check("4.2", "permeability alone over the limit K_f Φ → 0, Li+ flux", 1.0,
              float(single.ion_flux[0, 0] / bounded.ion_flux[0, 0]), "-", "theory 4.2", 1e-4),
    ]  # fmt: skip


def _rectification() -> list[Check]:
    """Cations pass more easily from the narrow tip to the wide base, either way round."""
    tip, base = (Layer(size, charge, content, 1.0, factor=0.3)
                 for size, charge, content in ((2e-8, -300.0, 0.5), (1e-6, -3.0, 1.0)))  # fmt: skip
    side, rows = [10.0, 10.0], []
    for name, stack, sign in (("feed", [tip, base], 1.0), ("permeate", [base, tip], -1.0)):
        run = solve_stack(*LICL, side, stack, side, water_flux=0.0, voltage=np.array([0.2, -0.2]))
        more = np.sign(abs(run.current[0]) - abs(run.current[1]))
        title = f"tip on the {name} side: more current at +0.2 V (1) or at −0.2 V (−1)"
        rows.append(Check("4.5", title, sign, float(more), "-", "theory 4.5", 0.0))
    return rows


def coupling_checks() -> list[Check]:
    """Signs, reciprocity and closures of the transport core, computed now.

    Returns
    -------
    list of Check
    """
    return [
        _equal_mobilities(),
        *_trace(),
        *_reciprocity(),
        *_drag(),
        *_closures(),
        *_rectification(),
    ]
