"""The design of a study in parts, one for each process and few candidates, and their gathering."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from selectivity.errors import ConfigError, MissingDataError
from selectivity.screening.design_beside import with_ideal
from selectivity.screening.design_rows import best_first, document, rows_of, tables
from selectivity.screening.designs import Question, question, solve
from selectivity.tables.design_parts import part_names
from selectivity.tables.paths import study_data_dir
from selectivity.tables.write import write_json, write_parquet

if TYPE_CHECKING:
    from selectivity.config import Config

FOLDER: Final = "design_parts"


def first_candidates(ranking: Path, count: int) -> list[str]:
    """The first candidates of a ranking that have a rank.

    Parameters
    ----------
    ranking : Path
        ``ranking.csv``.
    count : int

    Returns
    -------
    list of str

    Raises
    ------
    MissingDataError
        If there is no ranking.
    """
    if not ranking.is_file():
        raise MissingDataError(
            f"{ranking}: not found; a design takes the first candidates of a ranking; run "
            "`selectivity run` first, or name candidates or membranes"
        )
    with ranking.open(encoding="utf-8-sig", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["rank"]]
    return [row["candidate"].lstrip("'") for row in rows[:count]]


def asked_of(config: Path) -> Question:
    """The question of a study's configuration.

    Raises
    ------
    ConfigError
        If it names no brine.
    """
    settings = _config(config)
    if settings.design.brine is None:
        raise ConfigError(
            f"{config}: design.brine: found null; allowed: a brine of data/brines.csv, or a name "
            "beside concentrations_mg_L; name one"
        )
    data = study_data_dir(config, settings.tables.data_dir)
    return question(settings.design, config, data, (str(config), ["design"]))


def _config(config: Path) -> Config:
    from selectivity.config import load_config

    return load_config(config)


def solve_part(config: Path, ranking: Path, name: str, output: Path) -> Path:
    """One part of a study's design.

    Parameters
    ----------
    config : Path
        Configuration of the study.
    ranking : Path
        Its ranking.
    name : str
        One of ``part_names``.
    output : Path
        JSON file, whole or not at all.

    Returns
    -------
    Path
    """
    asked = asked_of(config)
    section = asked.section
    known = part_names(section.model_dump())
    if name not in known:
        raise ConfigError(f"no part {name!r} in this design; allowed: {', '.join(known)}")
    process, number = name.rsplit("_", 1)
    names = list(section.candidates or first_candidates(ranking, section.top_k))
    start = int(number) * section.candidates_per_job
    own = names[start : start + section.candidates_per_job]
    alone = Question(asked.file, section, config, asked.brine, {process: asked.settings[process]})
    rows: list[dict[str, Any]] = []
    if own:
        answers, feed = solve(alone, own)
        rows = rows_of(answers, feed, asked.activities.acidity)
    return write_json(output, rows)


def gather(config: Path, results: Path) -> list[Path]:
    """All parts as design.json, design.parquet and design_streams.parquet.

    Parameters
    ----------
    config : Path
    results : Path
        Folder with the folder of the parts.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    MissingDataError
        If a part is missing.
    """
    asked = asked_of(config)
    rows = []
    for name in part_names(asked.section.model_dump()):
        file = results / FOLDER / f"{name}.json"
        if not file.is_file():
            raise MissingDataError(f"{file}: not found; run `selectivity run`")
        rows += json.loads(file.read_text(encoding="utf-8"))
    content = with_ideal(asked, document(asked, best_first(rows)))
    if asked.section.costs:
        from selectivity.screening.design_costs import with_costs

        content = with_costs(content, study_data_dir(config, _config(config).tables.data_dir))
    frame, streams = tables(content["designs"])
    return [
        write_json(results / "design.json", content),
        write_parquet(results / "design.parquet", frame),
        write_parquet(results / "design_streams.parquet", streams),
    ]
