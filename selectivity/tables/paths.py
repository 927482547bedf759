"""Where the shipped tables and study files lie, in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from selectivity.errors import MissingDataError

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_INSTALLED: Final = _PACKAGE / "_study"
CONFIG_FOLDER: Final = "config"
CONSTANTS_FILE: Final = "calibrated_constants.csv"


def shipped_root() -> Path:
    """Folder that holds the shipped ``data/``, ``config/``, ``rules/`` and ``Snakefile``.

    Returns
    -------
    Path
        ``selectivity/_study`` of an installed wheel, or the root of a checkout.

    Raises
    ------
    MissingDataError
        If neither is there.
    """
    for root in (_INSTALLED, _PACKAGE.parent):
        if (root / "data").is_dir() and (root / CONFIG_FOLDER).is_dir():
            return root
    raise MissingDataError(
        f"{_INSTALLED}: the shipped data are not there; allowed: a checkout or an installed "
        "package; install selectivity again"
    )


def data_dir() -> Path:
    """Folder of the shipped tables (``ions.csv``, ``schema/``, …)."""
    return shipped_root() / "data"


def schema_dir() -> Path:
    """Folder of the schemas; always the shipped ones, they belong to the code."""
    return data_dir() / "schema"


def study_root(config_path: Path) -> Path:
    """Folder that relative paths of a configuration start from.

    Parameters
    ----------
    config_path : Path
        Configuration file.

    Returns
    -------
    Path
        The parent of a folder named ``config``, else the folder of the file.
    """
    folder = config_path.parent
    if folder.name == CONFIG_FOLDER:
        return folder.parent
    return folder


def study_data_dir(config_path: Path, written: str | None = None) -> Path:
    """Folder of the data tables of a study.

    Parameters
    ----------
    config_path : Path
        Configuration file.
    written : str, optional
        ``tables.data_dir`` of the configuration.

    Returns
    -------
    Path
        What is written, relative to the study; else ``data/`` of the study if it holds
        ``ions.csv``; else the shipped folder.
    """
    root = study_root(config_path)
    if written:
        return root / written
    own = root / "data"
    return own if (own / "ions.csv").is_file() else data_dir()


def constants_file(config_path: Path, data: Path, written: str | None = None) -> Path:
    """Table of the calibrated constants of a study.

    Parameters
    ----------
    config_path : Path
        Configuration file.
    data : Path
        Folder of the data tables, of `study_data_dir`.
    written : str, optional
        ``calibration.constants`` of the configuration.

    Returns
    -------
    Path
        What is written, relative to the study; else that of the data folder if it holds one; else
        the shipped one.
    """
    if written:
        return study_root(config_path) / written
    own = data / CONSTANTS_FILE
    return own if own.is_file() else data_dir() / CONSTANTS_FILE
