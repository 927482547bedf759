"""The results of a run, wherever they lie: a directory, its run.json, or a crate."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selectivity.errors import DataError, MissingDataError
from selectivity.screening.own_rows import NAME as OWN_ROWS
from selectivity.screening.record import RUN

if TYPE_CHECKING:
    import pandas as pd

_FOLDERS = ("", "results/")


@dataclass(frozen=True)
class Run:
    """A run with what two runs are compared by.

    Attributes
    ----------
    name : str
        As the user called it.
    record : dict
        Its ``run.json``.
    rankings : dict of str to DataFrame
        By feed, indexed by candidate; the first feed first.
    own_rows : dict of str to str
        Fingerprint of each candidate's own rows; empty if the run has none.
    """

    name: str
    record: dict[str, Any]
    rankings: dict[str, pd.DataFrame]
    own_rows: dict[str, str]


def read_run(path: Path) -> Run:
    """Read the results of a run.

    Parameters
    ----------
    path : Path
        Results directory, study directory, crate (directory or ``.zip``) or ``run.json``.

    Returns
    -------
    Run

    Raises
    ------
    MissingDataError
        If there is no run there.
    DataError
        If a file cannot be read.
    """
    folder = _results(path)
    try:
        record = json.loads((folder / RUN).read_text(encoding="utf-8"))
        feeds = list(record["config"]["feeds"])
        names = ["ranking.csv", *(f"ranking_{feed}.csv" for feed in feeds[1:])]
        tables = [_ranking(folder / name) for name in names]
        return Run(str(path), record, dict(zip(feeds, tables, strict=True)), _own_rows(folder))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path}: found results that cannot be read ({error}); allowed: run.json and "
            "ranking.csv as a run wrote them; run `selectivity run` there again"
        ) from error
    except FileNotFoundError as error:
        raise MissingDataError(
            f"{path}: {Path(str(error.filename or error)).name} is missing beside {RUN}; "
            "run `selectivity run` there again"
        ) from error


def _results(path: Path) -> Any:
    """Folder with ``run.json``, in the file system or inside an archive."""
    root: Any = path.parent if path.name == RUN else path
    if path.is_file() and zipfile.is_zipfile(path):
        root = zipfile.Path(path)
    for inside in _FOLDERS:
        folder = root / inside if inside else root
        if (folder / RUN).is_file():
            return folder
    raise MissingDataError(
        f"{path}: found no {RUN} there; allowed: a results directory, a study, a crate or a "
        f"{RUN}; name one in which `selectivity run` has finished"
    )


def _ranking(file: Any) -> pd.DataFrame:
    import pandas as pd

    if not file.is_file():
        raise FileNotFoundError(file.name)
    frame = pd.read_csv(io.BytesIO(file.read_bytes()), dtype=str, keep_default_na=False)
    return frame.set_index("candidate")


def _own_rows(folder: Any) -> dict[str, str]:
    import pandas as pd

    file = folder / f"{OWN_ROWS}.parquet"
    if not file.is_file():
        return {}
    frame = pd.read_parquet(io.BytesIO(file.read_bytes()))
    return dict(zip(frame["candidate"], frame["fingerprint"], strict=True))
