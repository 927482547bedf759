"""The inputs as they were when a run began, so that no job computes from others."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from selectivity.errors import DataError, Problem
from selectivity.tables.write import checksum, write_json

VARIABLE: Final = "SELECTIVITY_SNAPSHOT"
"""Environment variable with the file of the snapshot; jobs inherit it."""
FILE: Final = Path(".snakemake/selectivity_inputs.json")


def take(files: Iterable[Path], target: Path = FILE) -> dict[str, str]:
    """Write the checksums of the inputs.

    Parameters
    ----------
    files : iterable of Path
    target : Path
        File of the snapshot.

    Returns
    -------
    dict of str to str
        What a job's environment needs to find it.
    """
    write_json(target, {str(file.resolve()): checksum(file) for file in files})
    return {VARIABLE: str(target.resolve())}


def verify(environment: Mapping[str, str] = os.environ) -> None:
    """Compare the inputs with the snapshot of the run; call it after they were read.

    Parameters
    ----------
    environment : mapping of str to str
        Without the variable, or without the file, there is nothing to compare with.

    Raises
    ------
    DataError
        If an input is not what it was when the run began; every one of them.
    """
    named = environment.get(VARIABLE, "")
    if not named or not Path(named).is_file():
        return
    before = json.loads(Path(named).read_text(encoding="utf-8"))
    changed = [name for name, value in before.items() if _now(Path(name)) != value]
    if changed:
        found, allowed = "another content than when the run began", "inputs that stay as they are"
        advice = "nothing of it was used; run again for the new content"
        raise DataError(
            "an input changed while the run was going on",
            [Problem(name, "", "", found, allowed, advice) for name in changed],
        )


def _now(file: Path) -> str:
    return checksum(file) if file.is_file() else ""
