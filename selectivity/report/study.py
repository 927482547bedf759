"""The results directory, read into one object that the sections of the report share."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selectivity.errors import DataError, MissingDataError
from selectivity.tables.paths import study_data_dir
from selectivity.tables.write import FORMULA_STARTS

if TYPE_CHECKING:
    import pandas as pd

TABLES = (
    "terms",
    "resistances",
    "descriptors",
    "explain",
    "regimes",
    "comparison",
    "rejection_curve",
    "md_terms",
    "md_estimates",
    "simulated",
    "measurements",
    "sensitivity",
    "density",
    "map",
)
DESIGN_TABLES = ("design", "design_streams", "same_membrane")
"""Shown where the configuration names a brine: a later one without may find an earlier design."""
REQUIRED_COLUMNS = ("rank", "tie_group", "candidate", "status")
_PAIR_COLUMN = re.compile(r"selectivity_([a-z0-9]+)_([a-z0-9]+)")


@dataclass(frozen=True)
class Study:
    """Everything that a report is made from.

    Attributes
    ----------
    results : Path
        The results directory.
    data : Path
        Folder of the data tables and ``references.bib``.
    pair : tuple of str
        Wanted over unwanted ion, such as ``("Li+", "Mg2+")``.
    pair_key : str
        The pair as it stands in column names, such as ``li_mg``.
    rankings : dict of str to DataFrame
        One ranking per named feed, every cell as the text of the file. The first is the default.
    tables : dict of str to DataFrame
        The tidy tables of ``TABLES``; an empty frame where a file is absent.
    run : dict
        ``run.json``; empty where absent.
    config : dict
        The effective configuration.
    """

    results: Path
    data: Path
    pair: tuple[str, str]
    pair_key: str
    rankings: dict[str, pd.DataFrame]
    tables: dict[str, pd.DataFrame]
    run: dict[str, Any]
    config: dict[str, Any]

    @property
    def feeds(self) -> list[str]:
        """Names of the feeds, the default first."""
        return list(self.rankings)

    @property
    def first(self) -> pd.DataFrame:
        """The ranking of the default feed."""
        return self.rankings[self.feeds[0]]

    def whole(self, feed: str) -> dict[str, Any]:
        """Counts of a long study, whose rankings hold some of the candidates; empty for others."""
        return self.run.get("scale", {}).get("feeds", {}).get(feed, {})


def read_study(config_file: Path, results: Path) -> Study:
    """Read a results directory.

    Parameters
    ----------
    config_file : Path
        Configuration of the study; ``run.json``'s own effective one is preferred.
    results : Path
        Directory with ``ranking.csv`` and, as far as they were made, the other tables.

    Returns
    -------
    Study

    Raises
    ------
    MissingDataError
        If there is no ranking.
    DataError
        If a file cannot be read.
    """
    ranking = results / "ranking.csv"
    if not ranking.is_file():
        raise MissingDataError(
            f"{ranking}: not found; the report is made from it; run `selectivity run` first"
        )
    run = read_json(results / "run.json")
    config = _configuration(config_file, run)
    rankings = _rankings(results, config)
    pair_key = _pair_key(rankings)
    return Study(
        results=results,
        data=_data(config_file, config),
        pair=_pair(config, pair_key),
        pair_key=pair_key,
        rankings=rankings,
        tables=_tables(results, config_file),
        run=run,
        config=config,
    )


def _tables(results: Path, config_file: Path) -> dict[str, pd.DataFrame]:
    import pandas as pd

    found = {name: _read_table(results / f"{name}.parquet") for name in TABLES}
    wanted = (_written(config_file).get("design") or {}).get("brine")
    return found | {
        name: _read_table(results / f"{name}.parquet") if wanted else pd.DataFrame()
        for name in DESIGN_TABLES
    }


def _written(config_file: Path) -> dict[str, Any]:
    """The configuration as it stands in its file."""
    if not config_file.is_file():
        return {}
    from ruamel.yaml import YAML

    return dict(YAML(typ="safe").load(config_file.read_text(encoding="utf-8")) or {})


def _data(config_file: Path, config: dict[str, Any]) -> Path:
    given = setting(config, "data_dir")
    return study_data_dir(config_file, given)


def read_json(path: Path) -> dict[str, Any]:
    """Content of a JSON file of the results; empty where there is none."""
    if not path.is_file():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{path}: not valid JSON ({error}); run `selectivity run` again") from error


def _configuration(config_file: Path, run: dict[str, Any]) -> dict[str, Any]:
    for key in ("config", "configuration", "effective_configuration"):
        if isinstance(run.get(key), dict):
            return run[key]
    return _written(config_file)


def _read_table(path: Path) -> pd.DataFrame:
    import pandas as pd

    if not path.is_file():
        return pd.DataFrame()
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read ({error}); run `selectivity run`") from error


def _read_ranking(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except ValueError as error:
        raise DataError(f"{path}: cannot be read ({error}); run `selectivity run`") from error
    missing = [column for column in REQUIRED_COLUMNS if column not in frame]
    if missing:
        raise DataError(f"{path}: columns {', '.join(missing)} are missing; run `selectivity run`")
    return frame.map(_without_apostrophe)


def _without_apostrophe(cell: str) -> str:
    """The text of a cell that `tables.write` put behind an apostrophe for spreadsheets."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


def _rankings(results: Path, config: dict[str, Any]) -> dict[str, pd.DataFrame]:
    prefix = "ranking_"
    named = {path.stem[len(prefix) :]: path for path in results.glob(f"{prefix}*.csv")}
    feeds = list(feed_settings(config))
    order = [name for name in feeds[1:] if name in named] if feeds else sorted(named)
    default = feeds[0] if feeds else "default"
    frames = {default: _read_ranking(results / "ranking.csv")}
    return frames | {name: _read_ranking(named[name]) for name in order}


def ranked_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with a rank, the best first."""
    rows = frame[frame["rank"] != ""]
    return rows.loc[rows["rank"].astype(float).sort_values(kind="stable").index]


def feed_settings(config: dict[str, Any]) -> dict[str, Any]:
    """Feeds of the configuration by name, in order; a list of feeds with names is accepted."""
    feeds = config.get("feeds") or {}
    if isinstance(feeds, list):
        return {str(feed.get("name", i)): feed for i, feed in enumerate(feeds)}
    return {str(name): feed for name, feed in feeds.items()}


def setting(config: dict[str, Any], name: str) -> Any:
    """The first setting of this name, in whatever section; None if there is none."""
    if name in config and not isinstance(config[name], dict):
        return config[name]
    inner = (setting(value, name) for value in config.values() if isinstance(value, dict))
    return next((value for value in inner if value is not None), None)


def _pair_key(rankings: dict[str, pd.DataFrame]) -> str:
    first = next(iter(rankings.values()))
    for column in first.columns:
        match = _PAIR_COLUMN.fullmatch(column)
        if match and f"{column}_lo" in first.columns:
            return f"{match[1]}_{match[2]}"
    raise DataError(
        "ranking.csv: no column such as selectivity_li_mg with its _lo; run `selectivity run`"
    )


def _pair(config: dict[str, Any], pair_key: str) -> tuple[str, str]:
    pair = config.get("pair") or config.get("target_pair")
    if isinstance(pair, dict):
        pair = list(pair.values())
    if isinstance(pair, list | tuple) and len(pair) == len(("wanted", "unwanted")):
        return str(pair[0]), str(pair[1])
    wanted, unwanted = pair_key.split("_")
    return wanted.capitalize(), unwanted.capitalize()
