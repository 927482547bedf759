"""The file of ``selectivity design``: the section ``design``, and membranes by their layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from selectivity.domain.choices import Fault, FaultsError
from selectivity.tables.design_section import DesignSection, ProcessName, Text
from selectivity.tables.settings import read_settings


class DesignFile(DesignSection):
    """A design of its own: candidates of a study, or membranes given by their layers."""

    processes: dict[ProcessName, dict[str, Any] | None] = Field(min_length=1)
    """Allowed processes (nf, dialysis, ed, mcdi) and the settings of a stage of each."""
    config: Text | None = None
    """Configuration of the study whose candidates these are; null for the shipped one."""
    membranes: dict[Text, list[dict[str, Any]]] | None = None
    """Layers of each membrane, as in `selectivity process`."""

    @model_validator(mode="after")
    def _one_kind(self) -> DesignFile:
        faults = []
        if self.brine is None:
            found = "nothing"
            faults.append(Fault("brine", found, "a brine of data/brines.csv, or a name", "add it"))
        if self.candidates and self.membranes:
            allowed = "candidates (names of the study) or membranes (name: layers)"
            faults.append(Fault("membranes", "both", allowed, "give one"))
        if faults:
            raise FaultsError(faults)
        return self


def read_design(path: Path | str) -> DesignFile:
    """A design file, every mistake at once.

    Parameters
    ----------
    path : Path or str
        YAML or JSON.

    Returns
    -------
    DesignFile

    Raises
    ------
    ConfigError
        With every mistake.
    """
    return read_settings(Path(path), DesignFile)
