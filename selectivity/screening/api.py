"""``selectivity.screen``: a screening in five lines of a notebook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from selectivity.config import Config, FeedConfig
from selectivity.errors import ConfigError, DataError, Problem
from selectivity.screening import table
from selectivity.screening.rejection import with_rejections
from selectivity.screening.rejection_curve import CURVE
from selectivity.screening.screen import screen_rows
from selectivity.tables.feeds import IMBALANCE
from selectivity.tables.ions import load_ions
from selectivity.tables.materials import MaterialTable, load_materials
from selectivity.tables.paths import shipped_root
from selectivity.tables.study import Study, calibrated_materials, load_study

if TYPE_CHECKING:
    import pandas as pd


def screen(
    candidates: Any = None,
    *,
    config: str | Path | Config | None = None,
    feed: str | dict[str, float] | None = None,
    n_samples: int | None = None,
) -> pd.DataFrame:
    """Rank membranes by the selectivity of the configured pair.

    Parameters
    ----------
    candidates : DataFrame, path or None
        Table of candidates, every column but ``candidate`` optional, units in the column names
        (``pore_radius_nm``). None for those of the configuration.
    config : path or Config, optional
        Configuration; the shipped one by default.
    feed : str or dict, optional
        Name of a feed of the configuration (the first by default), or concentrations by ion in
        mM, such as ``{"Li+": 3.4, "Mg2+": 19.6, "Cl-": 42.6}``.
    n_samples : int, optional
        Samples; those of the configuration by default.

    Returns
    -------
    DataFrame
        As ``results/ranking.csv``, best first; ``attrs["units"]`` holds the unit of each column,
        ``attrs["tables"]`` the tidy tables (terms, resistances, descriptors, explain, regimes,
        rejection_curve).

    Raises
    ------
    DataError, ConfigError
        With every problem of the inputs.

    Examples
    --------
    >>> import selectivity
    >>> ranking = selectivity.screen(n_samples=8)  # doctest: +SKIP
    >>> ranking[["candidate", "selectivity_li_mg"]].head()  # doctest: +SKIP
    """
    import pyarrow as pa

    study = _study(config, feed, n_samples)
    if candidates is not None:
        study = _with_candidates(study, candidates)
    grown: dict[str, list[pa.Table]] = {}
    for name, piece in screen_rows(study, study.candidates):
        grown.setdefault(name, []).append(piece)
    frames = {name: pa.concat_tables(parts).to_pandas() for name, parts in grown.items()}
    settings = study.config.ranking
    ranked = table.ranking_table(
        frames.pop("summary"), study.pair, settings.top_k, settings.tie_probability
    )
    ranked, frames[CURVE] = with_rejections(study, study.feeds[0], ranked)
    ranked.attrs["units"] = {name: unit(name) for name in ranked.columns}
    ranked.attrs["tables"] = _Frames(frames)
    return ranked


class _Frames(dict):
    """Tables by name; equal only to itself, because pandas compares attrs when it concatenates."""

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]

    def __deepcopy__(self, memo: dict[int, Any]) -> _Frames:
        return self


def unit(column: str) -> str:
    """Unit of a column of the ranking: ``m/s``, ``decades`` or ``-``."""
    if "_m_s" in column:
        return "m/s"
    return "decades" if column.endswith("_decades") else "-"


def _study(
    config: str | Path | Config | None,
    feed: str | dict[str, float] | None,
    n_samples: int | None,
) -> Study:
    """Study with one feed and the wanted number of samples."""
    shipped = shipped_root() / "config" / "config.yaml"
    is_path = isinstance(config, str | Path)
    study = load_study(Path(str(config)) if is_path else shipped)
    settings = config if isinstance(config, Config) else study.config
    if isinstance(config, Config):
        study = replace(study, materials=_materials(study, config, shipped))
    if isinstance(feed, dict):
        feeds = {"given": FeedConfig(concentrations_mM=feed)}
    else:
        feeds = _named_feed(settings, feed)
    sampling = settings.sampling
    if n_samples is not None:
        sampling = type(sampling)(**(sampling.model_dump() | {"n_samples": n_samples}))
    changed = settings.model_copy(update={"feeds": feeds, "sampling": sampling})
    return _reconfigured(study, changed)


def _materials(study: Study, config: Config, path: Path) -> MaterialTable:
    """Material classes with the constants that a configuration chooses."""
    problems: list[Problem] = []
    plain = load_materials(study.data / "materials.csv")
    found, _ = calibrated_materials(config, path, plain, problems)
    if problems:
        raise DataError(problems=problems)
    return found


def _reconfigured(study: Study, config: Config) -> Study:
    """Study with the ions of another configuration's pair and feeds.

    Raises
    ------
    MissingDataError
        If an ion is not in the table.
    ConfigError
        If a feed is not electroneutral.
    """
    every = load_ions(study.data / "ions.csv")
    written = [config.pair.wanted, config.pair.unwanted]
    written += [ion for feed in config.feeds.values() for ion in feed.concentrations_mM]
    names = list(dict.fromkeys(every.resolver.resolve(name) for name in written))
    changed = replace(study, config=config, ions=every.select(names))
    for feed in changed.feeds:
        charges = changed.ions.charge * feed.concentration
        if abs(charges.sum()) > IMBALANCE * np.abs(charges).sum():
            raise ConfigError(
                f"feed {feed.name}: found Σ z c = {charges.sum():+.6g} mM; allowed: 0; change the "
                "concentration of one ion"
            )
    return changed


def _named_feed(settings: Config, feed: str | None) -> dict[str, FeedConfig]:
    name = feed or next(iter(settings.feeds))
    if name not in settings.feeds:
        allowed = ", ".join(settings.feeds)
        raise ConfigError(f"feed: found {name!r}; allowed: {allowed}; choose one of them")
    return {name: settings.feeds[name]}


def _with_candidates(study: Study, candidates: Any) -> Study:
    """Study with other candidates, checked like a file."""
    import tempfile

    import pandas as pd

    from selectivity.tables.candidates import load_candidates

    if isinstance(candidates, pd.DataFrame):
        if candidates.empty:
            raise DataError("candidates: found no rows; allowed: at least one; add one")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "candidates.csv"
            candidates.replace({np.nan: None}).to_csv(path, index=False)
            frame = load_candidates(path, study.materials.classes)
    else:
        frame = load_candidates(Path(candidates), study.materials.classes)
    mine = study.candidate_groups["candidate"].isin(frame["candidate"])
    return replace(study, candidates=frame, candidate_groups=study.candidate_groups[mine])
