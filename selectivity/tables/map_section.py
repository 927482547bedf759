"""The section ``map`` of the configuration: selectivity over two descriptors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from selectivity.tables.cells import nearest
from selectivity.tables.schema import load_schema

Text = Annotated[str, Field(min_length=1, max_length=100)]


class MapSection(BaseModel):
    """What membrane a target needs: selectivity and permeability over two descriptors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    x: Text = "pore_radius_nm"
    """Column of the candidates across."""
    x_low: float = 0.2
    """In the unit of the column."""
    x_high: float = 1.0
    """In the unit of the column."""
    y: Text = "fixed_charge_mol_m3"
    """Column of the candidates upwards."""
    y_low: float = -500.0
    """In the unit of the column."""
    y_high: float = 500.0
    """In the unit of the column."""
    points: Annotated[int, Field(ge=5, le=401)] = 41
    """Points along each axis."""
    n_samples: Annotated[int, Field(ge=8, le=1024)] = 16
    """Samples of what is assumed; the same at every point."""
    material_class: Text = "other"
    """Its priors stand for whatever is not given."""
    geometry: Literal["cylinder", "slit"] = "cylinder"
    """Shape of the channel."""
    fixed: dict[Text, float] = {"thickness_nm": 100.0}
    """Other columns of the candidates, the same at every point."""
    target_selectivity: Annotated[float, Field(gt=0.0)] = 100.0
    """Contour of the selectivity."""
    target_permeability_m_s: Annotated[float, Field(gt=0.0)] = 1e-6
    """Contour of the wanted ion's permeability."""

    @model_validator(mode="after")
    def _consistent(self) -> MapSection:
        columns = load_schema("candidates").by_name()
        for name in (self.x, self.y, *self.fixed):
            if name not in columns or not columns[name].is_number:
                match = nearest(name, [key for key, column in columns.items() if column.is_number])
                hint = f"; did you mean {match!r}?" if match else ""
                raise ValueError(f"{name!r} is not a numeric column of the candidates{hint}")
        if self.x == self.y or {self.x, self.y} & set(self.fixed):
            raise ValueError("x, y and the columns of fixed must all be different")
        for name, low, high in (
            (self.x, self.x_low, self.x_high),
            (self.y, self.y_low, self.y_high),
        ):
            bounds = columns[name].bounds
            if not (bounds.low <= low < high <= bounds.high):
                raise ValueError(f"{name}: low must be below high, within {bounds}")
        return self
