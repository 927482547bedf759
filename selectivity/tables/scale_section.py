"""The section ``scale`` of the configuration: what is kept of each of very many candidates."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from selectivity.tables.plan import DETAILED_UP_TO


class ScaleSection(BaseModel):
    """Studies of very many candidates: what is written of each; changes no number."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    detailed_up_to: Annotated[int, Field(ge=0, le=200_000)] = DETAILED_UP_TO
    """Candidates up to which ranking.csv and every table hold all of them."""
    first: Annotated[int, Field(ge=10, le=20_000)] = 1000
    """Of more candidates: first ones in ranking.csv and every table, beside the Pareto set."""
    sample: Annotated[int, Field(ge=0, le=20_000)] = 1000
    """Of more candidates: others at even steps of the rank, in ranking.csv and every table."""
    staged_samples: Annotated[int, Field(ge=8, le=4096)] | None = None
    """Of more candidates: samples of a filter before; null for none, all samples for all."""
    staged_keep: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.1
    """Share of the candidates that the filter keeps, those with the largest medians."""
    staged_audit: Annotated[int, Field(ge=100, le=1_000_000)] = 2000
    """Dropped candidates, about, that get all samples to tell what the filter loses."""
