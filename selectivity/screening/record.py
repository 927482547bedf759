"""The run's record: version, code, configuration, inputs and outputs with their checksums."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from selectivity import __version__
from selectivity.screening.ranking import RANKING_RULE
from selectivity.tables import fingerprint, write
from selectivity.tables.paths import shipped_root
from selectivity.tables.study import Study

RUN: Final = "run.json"
OUTSIDE: Final = "external"
"""Folder that stands for files which lie neither in the study nor in the package."""
OWN_CHECKSUM: Final = "sha256"
"""Key of ``run.json`` with the checksum of the rest of it."""
MD_TERMS: Final = "md_terms.parquet"
PACKAGES: Final = (
    "jinja2",
    "matplotlib",
    "mdanalysis",
    "numpy",
    "openpyxl",
    "pandas",
    "phreeqpython",
    "pint",
    "pyarrow",
    "pydantic",
    "pymbar",
    "rich",
    "rocrate",
    "ruamel.yaml",
    "SALib",
    "scikit-learn",
    "scipy",
    "snakemake",
    "typer",
)
"""What the package depends on, as in pyproject.toml."""


def run_record(
    study: Study,
    written: list[Path],
    output: Path,
    started: datetime,
    scale: dict[str, Any] | None = None,
) -> dict:
    """Content of ``run.json``, the only file with times.

    Parameters
    ----------
    study : Study
    written : list of Path
        Outputs, inside ``output``.
    output : Path
        Results directory.
    started : datetime
        When the ranking began; UTC.
    scale : dict, optional
        Counts and quantiles of a long study.

    Returns
    -------
    dict
        Plain JSON values. No path of this machine: see `places`.
    """
    sampling = study.config.sampling
    wanted, unwanted = study.pair
    rule = RANKING_RULE.format(pair=f"{wanted}/{unwanted}", first=wanted, second=unwanted)
    terms = output / MD_TERMS
    simulated = {f"results/{MD_TERMS}": write.checksum(terms)} if terms.is_file() else {}
    inputs = {place: write.checksum(path) for path, place in places(study.inputs, study.root)}
    record = {
        "version": __version__,
        "commit": _commit(),
        "code_hash": fingerprint.code_hash(),
        "versions": versions(),
        "seed": sampling.seed,
        "n_samples": sampling.n_samples,
        "ranking_rule": rule,
        "constants": constants_used(study),
        "config": study.config.effective(),
        "inputs": {**inputs, **simulated},
        "outputs": {path.relative_to(output).as_posix(): write.checksum(path) for path in written},
        "started": started.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 3),
    }
    if scale is not None:
        record["scale"] = scale
    return {**record, OWN_CHECKSUM: own_checksum(record)}


def own_checksum(record: dict[str, Any]) -> str:
    """Checksum of a record without the entry that holds it.

    Parameters
    ----------
    record : dict

    Returns
    -------
    str
        SHA-256, hexadecimal, over compact JSON with sorted keys.
    """
    rest = {key: value for key, value in record.items() if key != OWN_CHECKSUM}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def constants_used(study: Study) -> dict[str, str]:
    """Which constants of theory the numbers rest on.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str to str
        ``origin`` (calibrated or prior); for calibrated ones the ``file`` and the
        ``data_version`` of the measurements.
    """
    fitted = study.materials.calibrated
    if fitted is None:
        return {"origin": "prior"}
    ((_, place),) = places([fitted.path], study.root)
    return {"origin": "calibrated", "file": place, "data_version": fitted.data_version}


def versions() -> dict[str, str]:
    """Version of Python and of each package of `PACKAGES` that is installed.

    Returns
    -------
    dict of str to str
        By name.
    """
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def places(paths: Iterable[Path], root: Path) -> list[tuple[Path, str]]:
    """Where each file stands in a study that is complete in itself.

    Parameters
    ----------
    paths : iterable of Path
    root : Path
        Study directory.

    Returns
    -------
    list of tuple of Path and str
        Relative to the study where the file lies inside, or to the packaged study (a table that
        the package ships); each other folder has a number below `OUTSIDE`.
    """
    found: list[tuple[Path, str]] = []
    outside: dict[Path, int] = {}
    for path in dict.fromkeys(Path(path) for path in paths):
        whole = path.resolve()
        home = next(
            (
                each.resolve()
                for each in (root, shipped_root())
                if whole.is_relative_to(each.resolve())
            ),
            None,
        )
        if home is None:
            number = outside.setdefault(whole.parent, len(outside) + 1)
        place = whole.relative_to(home).as_posix() if home else f"{OUTSIDE}/{number}/{path.name}"
        found.append((path, place))
    return found


def _commit() -> str:
    """Commit of the checkout that the package lies in; empty for an installed package."""
    root = fingerprint.PACKAGE.parent
    if not (root / ".git").exists():
        return ""
    line = ["git", "-C", str(root), "rev-parse", "HEAD"]
    found = subprocess.run(line, capture_output=True, text=True, check=False)
    return found.stdout.strip()
