"""Which submodels the three-stage model uses; every choice is named in the output."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ModelOptions:
    """Choices among the submodels of theory §1-3.

    Attributes
    ----------
    terms : tuple of str
        Keys of ``terms.TERMS`` that add up to ΔG(entry), such as ``("steric",
        "dehydration_shells", "dielectric")``.
    channel_radius_model : str
        ``"retained"`` or ``"stokes"``: the radius an ion has inside the channel (theory 1.1).
    shell_outer : str
        ``"hydrated"`` (last explicit layer ends at the hydrated radius) or ``"two_layers"``.
    born_radius : str
        ``"hydrated"``, ``"bare"``, ``"cavity"`` or ``"stokes"`` (theory 1.4).
    binding : str
        ``"none"``, ``"langmuir"`` (q solved with the composition) or ``"constant"``
        (ΔG_affinity). Never two at once.
    hopping : bool
        Bound ions move from site to site (theory 2.2).
    blocking : bool
        The factor (1 - θ) of the hopping path.
    size_nodes : int
        Quadrature nodes of the pore-size distribution; 1 uses the median size alone.
    dehydration_scale : float
        s of the linear dehydration option.
    hopping_parameters : dict
        ``attempt_diffusivity`` D_0 [m²/s] and ``intrinsic_barrier`` ΔG‡_0 [J/mol].
    """

    terms: tuple[str, ...] = ("steric", "dehydration_shells", "dielectric")
    channel_radius_model: str = "retained"
    shell_outer: str = "hydrated"
    born_radius: str = "hydrated"
    binding: str = "langmuir"
    hopping: bool = False
    blocking: bool = True
    size_nodes: int = 1
    dehydration_scale: float = 1.0
    hopping_parameters: dict[str, float] = field(default_factory=dict)
