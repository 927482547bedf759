"""The section ``measurements`` of the configuration: what to measure next is asked with these."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator


class MeasurementsSection(BaseModel):
    """What to measure next, and which input each of the first candidates is most sensitive to."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    top_k: Annotated[int, Field(ge=0, le=100)] = 10
    """First candidates of the ranking, whose order the measurements should settle; 0 for none."""
    n_samples: Annotated[int, Field(ge=64, le=65536)] = 2048
    """Samples of the uncertain inputs, by which outcomes of a measurement are weighed."""
    n_rejection_samples: Annotated[int, Field(ge=0, le=4096)] = 128
    """Samples solved under flow, from which rejections are interpolated; 0: no rejections."""
    n_sobol: Annotated[int, Field(ge=16, le=65536)] = 512
    """N of the Sobol indices, a power of two; they take N × (groups of inputs + 2) runs."""

    @field_validator("n_sobol")
    @classmethod
    def _power_of_two(cls, value: int) -> int:
        if value & (value - 1):
            raise ValueError("a power of two is needed, such as 256, 512 or 1024")
        return value
