"""The configuration: what people write in ``config/config.yaml``, with units in the names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from selectivity.constants import REFERENCE_TEMPERATURE
from selectivity.domain.choices import FaultsError, study_faults
from selectivity.domain.options import ModelOptions
from selectivity.domain.water import ZERO_CELSIUS
from selectivity.md.section import MDSection
from selectivity.tables.design_section import DesignSection
from selectivity.tables.map_section import MapSection
from selectivity.tables.measurements_section import MeasurementsSection
from selectivity.tables.rejection_section import RejectionSection
from selectivity.tables.scale_section import ScaleSection

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_KILO: Final = 1000.0
Text = Annotated[str, Field(min_length=1)]
FeedName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$")]
"""Letters, digits, _ and -: results/ranking_<feed>.csv carries it."""
Share = Annotated[float, Field(gt=0.0, lt=1.0)]


class Section(BaseModel):
    """Base of every section: unknown keys are refused, numbers are finite, nothing changes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Pair(Section):
    """Wanted ion over unwanted ion."""

    wanted: Text = "Li+"
    """Ion that should pass."""
    unwanted: Text = "Mg2+"
    """Ion that should stay."""

    @property
    def suffix(self) -> str:
        """The pair as column names carry it: ``li_mg``."""
        return pair_suffix(self.wanted, self.unwanted)


class FeedConfig(Section):
    """One named feed."""

    concentrations_mM: Annotated[  # noqa: N815 - mM is the unit
        dict[str, Annotated[float, Field(ge=0.0, le=1e5)]], Field(min_length=2)
    ] = {"Li+": 3.4, "Mg2+": 19.6, "Cl-": 42.6}
    """Concentration of each ion, electroneutral together. [mM]"""
    pH: Annotated[float, Field(ge=0.0, le=14.0)] = 6.0  # noqa: N815 - its usual spelling
    """Of the feed. [-]"""
    temperature_C: Annotated[float, Field(ge=0.0, le=100.0)] = (  # noqa: N815 - degrees Celsius
        REFERENCE_TEMPERATURE - ZERO_CELSIUS
    )
    """Acts on diffusivity, viscosity and permittivity. [°C]"""

    @property
    def temperature(self) -> float:
        """[K]"""
        return self.temperature_C + ZERO_CELSIUS

    @property
    def proton_concentration(self) -> float:
        """10^(3 - pH). [mol/m³]"""
        return 10.0 ** (3.0 - self.pH)


class Tables(Section):
    """Files of the study; relative paths start from the study directory."""

    candidates: Text = "config/candidates.csv"
    """Membranes: CSV, Excel or Parquet."""
    candidate_groups: Text | None = "config/candidate_groups.csv"
    """Groups on wall and mouth; null for none."""
    trajectories: Text | None = "config/trajectories.csv"
    """Simulated runs and umbrella windows; null for none."""
    data_dir: Text | None = None
    """Folder of ions.csv, groups.csv, materials.csv; null: data/ of the study, else the shipped."""


class Hopping(Section):
    """Bound ions that move from site to site (theory 2.2)."""

    enabled: bool = False
    """Off: bound ions are immobile."""
    attempt_diffusivity_m2_s: Annotated[float, Field(gt=0.0, le=1e-6)] = 1e-9
    """D_0 of every ion."""
    intrinsic_barrier_kJ_mol: Annotated[  # noqa: N815 - kJ is the unit
        float, Field(ge=0.0, le=200.0)
    ] = 0.0
    """ΔG‡_0 of every ion, above the unbound state."""
    blocking: bool = True
    """The factor (1 - θ) of free sites."""


class Model(Section):
    """Submodels of theory 1 to 3."""

    terms: Annotated[tuple[Text, ...], Field(min_length=1)] = ModelOptions().terms
    """Free-energy terms that add up; those that cover the same thing exclude each other."""
    channel_radius_model: Literal["retained", "stokes"] = "retained"
    """Radius of an ion inside the channel (theory 1.1)."""
    shell_outer: Literal["hydrated", "two_layers"] = "hydrated"
    """Where the last explicit hydration layer ends (theory 1.3)."""
    born_radius: Literal["hydrated", "bare", "cavity", "stokes"] = "hydrated"
    """Radius of the dielectric term (theory 1.4)."""
    binding: Literal["none", "langmuir", "constant"] = "langmuir"
    """Groups bind ions by a site balance or not (theory 1.5); constant: only from Python."""
    hopping: Hopping = Hopping()
    size_nodes: Annotated[int, Field(ge=1, le=51)] = 1
    """Nodes of the pore-size distribution; 1 uses the median size alone."""
    dehydration_scale: Annotated[float, Field(ge=0.0, le=10.0)] = 1.0
    """s of the term dehydration_linear."""

    @model_validator(mode="after")
    def _consistent(self) -> Model:
        if faults := study_faults(self.options()):
            raise FaultsError(faults)
        return self

    def options(self) -> ModelOptions:
        """The same choices in SI, as the physics takes them."""
        return ModelOptions(
            terms=self.terms,
            channel_radius_model=self.channel_radius_model,
            shell_outer=self.shell_outer,
            born_radius=self.born_radius,
            binding=self.binding,
            hopping=self.hopping.enabled,
            blocking=self.hopping.blocking,
            size_nodes=self.size_nodes,
            dehydration_scale=self.dehydration_scale,
            hopping_parameters={
                "attempt_diffusivity": self.hopping.attempt_diffusivity_m2_s,
                "intrinsic_barrier": self.hopping.intrinsic_barrier_kJ_mol * _KILO,
            },
        )


class Calibration(Section):
    """Constants fitted to measured selectivities (`selectivity fit`)."""

    constants: Text | None = None
    """Table of your own `selectivity fit`; null: that of the data folder, else the shipped one."""
    prior_only: bool = False
    """Use the priors of materials.csv instead of the fitted constants."""


class Sampling(Section):
    """Uncertainty by quasi-random samples; intervals are 90 %."""

    n_samples: Annotated[int, Field(ge=8, le=65536)] = 256
    """Scrambled Sobol points; a power of two keeps their balance."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 20241127
    """Same seed, same numbers."""
    keep_samples: bool = False
    """Write results/samples.parquet."""


class Ranking(Section):
    """How candidates are ranked."""

    detection_limit_m_s: Annotated[float, Field(gt=0.0, le=1e-3)] = 1e-12
    """Stands for the permeability of an ion that is excluded; its selectivity is a bound."""
    tie_probability: Share = 0.05
    """A candidate stays in a tie group while it beats the group's first at least this often."""
    top_k: Annotated[int, Field(ge=1)] = 10
    """P(rank <= k) is reported for this k."""


class Workflow(Section):
    """How the work is divided; changes no number."""

    buckets: Annotated[int, Field(ge=1, le=4096)] | None = None
    """Candidates are computed in this many jobs; null: by their number, 4 for a small study."""


class Config(Section):
    """A study."""

    pair: Pair = Pair()
    feeds: Annotated[dict[FeedName, FeedConfig], Field(min_length=1)] = {"standard": FeedConfig()}
    """Named feeds; the first is that of results/ranking.csv."""
    tables: Tables = Tables()
    model: Model = Model()
    calibration: Calibration = Calibration()
    sampling: Sampling = Sampling()
    ranking: Ranking = Ranking()
    rejection: RejectionSection = RejectionSection()
    measurements: MeasurementsSection = MeasurementsSection()
    design: DesignSection = DesignSection()
    md: MDSection = MDSection()
    map: MapSection = MapSection()
    scale: ScaleSection = ScaleSection()
    workflow: Workflow = Workflow()

    def effective(self) -> dict[str, Any]:
        """Every setting with its default filled in, as plain data for run.json."""
        return self.model_dump(mode="json")


def pair_suffix(wanted: str, unwanted: str) -> str:
    """Pair as column names carry it.

    Parameters
    ----------
    wanted, unwanted : str
        Ion identifiers.

    Returns
    -------
    str
        ``li_mg`` for ``Li+`` over ``Mg2+``; the charge is kept where both are one element.
    """
    names = [re.sub(r"\^?\d*[+-]$", "", ion).lower() for ion in (wanted, unwanted)]
    if names[0] == names[1]:
        names = [re.sub(r"[^a-z0-9]", "", ion.lower()) for ion in (wanted, unwanted)]
    return "_".join(re.sub(r"[^a-z0-9]", "", name) for name in names)


def load_config(path: Path | str) -> Config:
    """Configuration of a file; every mistake at once.

    Parameters
    ----------
    path : Path or str
        YAML.

    Returns
    -------
    Config

    Raises
    ------
    ConfigError
        With every problem of the file.
    """
    from selectivity.tables.settings import read_settings

    return read_settings(Path(path), Config)
