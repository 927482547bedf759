"""The section ``design`` of the configuration, and what a design file holds: brine to target."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from selectivity.domain.choices import Fault, FaultsError

Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(gt=0.0, le=1.0)]
Amount = Annotated[float, Field(ge=0.0, le=1e6)]
ProcessName = Literal["nf", "dialysis", "ed", "mcdi"]
PASCAL: Final = 1e5  # per bar


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class TargetSection(_Section):
    """What the last product has to be; null for what does not matter."""

    purity_mol: Share | None = None
    """Wanted ion over all cations. [mol/mol]"""
    recovery: Share | None = 0.4
    """Wanted ion in the product over that in the brine. [-]"""
    magnesium_to_lithium_mol: Annotated[float, Field(gt=0.0)] | None = 1.0
    """Mg2+ over Li+ in the product. [mol/mol]"""


class DesignSection(_Section):
    """A brine to a target by stages of a process, at 25 °C; nothing without a brine."""

    brine: Text | None = None
    """Brine of data/brines.csv, or a name for your own analysis; null for no design."""
    concentrations_mg_L: dict[Text, Amount] | None = None  # noqa: N815 - the unit's spelling
    """Your own analysis; null for that of data/brines.csv. [mg/L]"""
    concentrations_mM: dict[Text, Amount] | None = None  # noqa: N815 - mM is the unit
    """The same in mM."""
    ions: tuple[Text, ...] | None = None
    """Ions to keep; null for all. The report names those left out."""
    dilution: Annotated[float, Field(ge=1.0, le=1e6)] = 1.0
    """Volumes after over volumes before; brines are too concentrated for a first stage. [-]"""
    balance_with: Text = "Cl-"
    """Ion that takes up the charge that is missing."""
    charge_tolerance: Annotated[float, Field(gt=0.0, le=1.0)] = 0.05
    """Largest charge missing in the analysis, over all its charge. [-]"""
    solution: Literal["pitzer", "ideal"] | None = None
    """Activities of brines: pitzer or ideal; null for pitzer where its database has the ions."""
    pH: Annotated[float, Field(ge=0.0, le=14.0)] | None = None  # noqa: N815 - its spelling
    """Splits carbonate in pitzer; null for that of data/brines.csv, 7 for your own analysis."""
    target: TargetSection = TargetSection()
    candidates: tuple[Text, ...] | None = None
    """Membranes of the study by name; null for the first of the ranking."""
    top_k: Annotated[int, Field(ge=1, le=1000)] = 4
    """First candidates of the ranking, where none are named."""
    samples: Annotated[int, Field(ge=1, le=1024)] = 4
    """Samples of the uncertain inputs of each candidate; a power of two keeps their balance."""
    processes: Annotated[dict[ProcessName, dict[str, Any] | None], Field(min_length=1)] = {
        "nf": {"water_flux_LMH": 20.0, "recovery": 0.7, "mass_transfer_m_s": 5e-5,
               "tolerance": 1e-3},
        "dialysis": {"area_m2": 0.05, "feed_flow_m3_s": 1e-6, "receiver_flow_m3_s": 1e-6,
                     "mass_transfer_m_s": 3e-5, "receiver_mass_transfer_m_s": 3e-5,
                     "tolerance": 1e-3},
    }  # fmt: skip
    """Allowed processes (nf, dialysis, ed, mcdi) and the settings of a stage of each."""
    partner_layers: list[dict[str, Any]] | None = None
    """Layers of the anion-exchange membrane that ed and mcdi need."""
    max_stages: Annotated[int, Field(ge=1, le=20)] = 3
    """Stages at most."""
    recycle: bool = False
    """The rest of each stage goes back to the stage before."""
    max_pressure_bar: Annotated[float, Field(gt=0.0, le=1000.0)] = 83.0
    """Highest inlet pressure of a filtration stage; 83 bar is 1200 psi, of seawater elements."""
    costs: bool = False
    """Membranes and electricity at data/prices.csv, beside the design; nothing is ranked by it."""
    candidates_per_job: Annotated[int, Field(ge=1, le=1000)] = 2
    """Work that a killed run can lose; changes no number beyond the solver's tolerance."""

    @model_validator(mode="after")
    def _consistent(self) -> DesignSection:
        faults = []
        if self.concentrations_mg_L is not None and self.concentrations_mM is not None:
            found = "both concentrations_mg_L and concentrations_mM"
            faults.append(Fault("concentrations_mM", found, "one of them", "give one"))
        own = self.target
        if own.purity_mol is own.recovery is own.magnesium_to_lithium_mol is None:
            found = "nothing that matters"
            allowed = "purity_mol, recovery or magnesium_to_lithium_mol"
            faults.append(Fault("target", found, allowed, "give a target"))
        needy = [name for name in ("ed", "mcdi") if name in self.processes]
        if needy and self.partner_layers is None:
            found = f"nothing, with {' and '.join(needy)} among the processes"
            allowed = "the layers of the membrane of opposite charge"
            faults.append(Fault("partner_layers", found, allowed, "add them"))
        if faults:
            raise FaultsError(faults)
        return self
