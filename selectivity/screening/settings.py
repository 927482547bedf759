"""What a screening needs to know besides the tables."""

from __future__ import annotations

from dataclasses import dataclass

from selectivity.domain.options import ModelOptions
from selectivity.tables.study import Study


@dataclass(frozen=True)
class Settings:
    """Settings of a screening.

    Attributes
    ----------
    ions : tuple of str
        Ions of the run, in the order of every ion axis.
    pair : tuple of str
        Wanted over unwanted ion.
    options : ModelOptions
        Submodels.
    n_samples, seed : int
        Of the quasi-random samples.
    detection_limit : float
        Stands for the permeability of an excluded ion. [m/s]
    """

    ions: tuple[str, ...]
    pair: tuple[str, str]
    options: ModelOptions
    n_samples: int
    seed: int
    detection_limit: float

    @classmethod
    def of(cls, study: Study) -> Settings:
        """Settings of a study."""
        config = study.config
        return cls(
            ions=study.ions.names,
            pair=study.pair,
            options=config.model.options(),
            n_samples=config.sampling.n_samples,
            seed=config.sampling.seed,
            detection_limit=config.ranking.detection_limit_m_s,
        )

    @property
    def places(self) -> tuple[int, int]:
        """Positions of the wanted and the unwanted ion on the ion axis."""
        wanted, unwanted = self.pair
        return self.ions.index(wanted), self.ions.index(unwanted)
