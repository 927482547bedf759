"""Every input of a study, read together so that every problem is reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from selectivity.config import Config
from selectivity.domain.feed import Feed
from selectivity.domain.water import permittivity_malmberg
from selectivity.errors import DataError, Problem
from selectivity.tables.calibrated import load_calibrated
from selectivity.tables.candidates import EVERYTHING, load_candidate_groups, load_candidates
from selectivity.tables.check_parts import check_parts
from selectivity.tables.feeds import used_ions
from selectivity.tables.groups import GroupTable, load_groups
from selectivity.tables.ions import IonTable, load_ions
from selectivity.tables.materials import MaterialTable, load_materials
from selectivity.tables.parts import parts_of
from selectivity.tables.paths import (
    CONFIG_FOLDER,
    constants_file,
    study_data_dir,
    study_root,
)
from selectivity.tables.plan import is_parted
from selectivity.tables.reader import empty_frame, read_table
from selectivity.tables.references import check_sources, load_references
from selectivity.tables.settings import read_settings
from selectivity.tables.wanted import Wanted

if TYPE_CHECKING:
    import pandas as pd

DATA_TABLES: Final = ("ions", "groups", "materials")
SHOWN_TABLES: Final = ("measured_selectivity", "prior_constants", "default_uncertainty")
LINKS: Final = "candidate_measurements"
"""Tables that are read if the data folder has them."""


@dataclass(frozen=True)
class Study:
    """Everything that a study reads.

    Attributes
    ----------
    config : Config
        Validated configuration.
    root, data : Path
        Folder that relative paths start from, and the folder of the data tables.
    ions : IonTable
        Ions of all feeds and of the pair, in the order of the configuration.
    groups : GroupTable
        Functional groups.
    materials : MaterialTable
        Priors.
    candidates, candidate_groups : DataFrame
        SI; see `load_candidates` and `load_candidate_groups`.
    references : dict of str to str
        BibTeX entries by key.
    inputs : tuple of Path
        Every file that was read.
    n_candidates : int
        Candidates that were looked at; more than there are in ``candidates`` where those were only
        checked.
    parted : bool
        Whether buckets are runs of rows and not those of the hash of the identifier.
    """

    config: Config
    root: Path
    data: Path
    ions: IonTable
    groups: GroupTable
    materials: MaterialTable
    candidates: pd.DataFrame
    candidate_groups: pd.DataFrame
    references: Mapping[str, str]
    inputs: tuple[Path, ...]
    n_candidates: int = 0
    parted: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """Wanted and unwanted ion as identifiers of the table."""
        pair = self.config.pair
        resolve = self.ions.resolver.resolve
        return resolve(pair.wanted), resolve(pair.unwanted)

    def with_samples(self, n_samples: int) -> Study:
        """The same study with another number of samples."""
        sampling = self.config.sampling.model_copy(update={"n_samples": n_samples})
        return replace(self, config=self.config.model_copy(update={"sampling": sampling}))

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """Feeds in the order of the configuration, concentrations in the order of the ions."""
        return tuple(_feed(name, self) for name in self.config.feeds)


def _feed(name: str, study: Study) -> Feed:
    feed = study.config.feeds[name]
    concentration = np.zeros(len(study.ions.names))
    for written, value in feed.concentrations_mM.items():
        concentration[study.ions.names.index(study.ions.resolver.resolve(written))] += value
    return Feed(
        name=name,
        concentration=concentration,
        proton_concentration=feed.proton_concentration,
        temperature=feed.temperature,
        water_permittivity=permittivity_malmberg(feed.temperature),
    )


def load_study(
    config_path: Path | str, prior_only: bool = False, wanted: Wanted = EVERYTHING
) -> Study:
    """Every input of a study.

    Parameters
    ----------
    config_path : Path or str
        Configuration; its tables are read relative to the study directory.
    prior_only : bool
        Leave the calibrated constants out, whatever the configuration says.
    wanted : Wanted
        Candidates to read.

    Returns
    -------
    Study

    Raises
    ------
    DataError
        With every problem of every input.
    """
    study, problems = read_study(config_path, prior_only, wanted)
    if problems:
        raise DataError(problems=problems)
    return study


def read_study(
    config_path: Path | str,
    prior_only: bool = False,
    wanted: Wanted = EVERYTHING,
    check_only: bool = False,
) -> tuple[Study, list[Problem]]:
    """Study as far as it can be read, and every problem of every input.

    Parameters
    ----------
    config_path : Path or str
        Configuration.
    prior_only : bool
        As for `load_study`.
    wanted : Wanted
        Candidates to read.
    check_only : bool
        Look at every candidate of a table in parts, batch by batch, and keep none.

    Returns
    -------
    tuple of Study and list of Problem
        The study is complete if the list is empty.
    """
    path = Path(config_path)
    problems: list[Problem] = []
    config = _with_choice(read_settings(path, Config, problems), prior_only)
    root = study_root(path)
    data = study_data_dir(path, config.tables.data_dir)
    ions = load_ions(data / "ions.csv", problems)
    groups = load_groups(data / "groups.csv", ions.resolver, problems)
    materials = load_materials(data / "materials.csv", problems)
    materials, constants = calibrated_materials(config, path, materials, problems)
    tables = _tables(config, root)
    parted = is_parted(tables[0])
    names = materials.classes, groups.names
    if check_only and parted:
        n_candidates = check_parts(*_two(tables), names, problems)
        frames = empty_frame("candidates"), _no_groups()
    else:
        frames = _candidates(tables, names, problems, wanted)
        n_candidates = len(frames[0])
    references = load_references(data / "references.bib", problems)
    shown = _check_sources(root, data, references, problems)
    runs = [root / config.tables.trajectories] if config.tables.trajectories else []
    used = used_ions(path, config, ions, problems)
    files = [part for table in tables for part in parts_of(table)]
    study = Study(
        config=config,
        root=root,
        data=data,
        ions=ions.select(used),
        groups=groups,
        materials=materials,
        candidates=frames[0],
        candidate_groups=frames[1],
        references=references,
        inputs=(path, *(data / f"{name}.csv" for name in DATA_TABLES),
                data / "references.bib", *constants, *files, *shown,
                *(run for run in runs if run.is_file())),
        n_candidates=n_candidates,
        parted=parted,
    )  # fmt: skip
    return study, list(dict.fromkeys(problems))


def _with_choice(config: Config, prior_only: bool) -> Config:
    """The configuration, without a calibration where the command says so."""
    if not prior_only:
        return config
    chosen = config.calibration.model_copy(update={"prior_only": True})
    return config.model_copy(update={"calibration": chosen})


def calibrated_materials(
    config: Config, path: Path, materials: MaterialTable, problems: list[Problem]
) -> tuple[MaterialTable, list[Path]]:
    """Material classes with the constants that a configuration chooses among their priors.

    Parameters
    ----------
    config : Config
    path : Path
        File that it was read from: relative paths start from its study.
    materials : MaterialTable
        Priors alone.
    problems : list of Problem
        Receives those of the table of constants.

    Returns
    -------
    tuple of MaterialTable and list of Path
        With the file of the constants; none where the configuration wants the priors.
    """
    if config.calibration.prior_only:
        return materials, []
    data = study_data_dir(path, config.tables.data_dir)
    file = constants_file(path, data, config.calibration.constants)
    fitted = load_calibrated(file, problems)
    return (materials if fitted is None else fitted.over(materials)), [file]


def _check_sources(
    root: Path, data: Path, references: Mapping[str, str], problems: list[Problem]
) -> list[Path]:
    """Keys of the data tables, and everything about tables that only later steps use: those."""
    shown = [data / f"{name}.csv" for name in SHOWN_TABLES]
    shown = [file for file in (*shown, root / CONFIG_FOLDER / f"{LINKS}.csv") if file.is_file()]
    for file in shown:
        read_table(file, file.stem, problems)
    for file in [*(data / f"{name}.csv" for name in DATA_TABLES), *shown]:
        check_sources(read_table(file, file.stem, []), file.stem, references, problems)
    return shown


def _tables(config: Config, root: Path) -> list[Path]:
    """Candidates and, if the study has them, their groups."""
    written = (config.tables.candidates, config.tables.candidate_groups)
    return [root / name for name in written if name is not None]


def _two(tables: list[Path]) -> tuple[Path, Path | None]:
    return tables[0], tables[1] if len(tables) > 1 else None


def _candidates(
    tables: list[Path],
    names: tuple[Sequence[str], Sequence[str]],
    problems: list[Problem],
    wanted: Wanted,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Candidates and their groups; ``names`` are the classes and the groups there are."""
    path, beside = _two(tables)
    candidates = load_candidates(path, names[0], problems, wanted)
    if beside is None:
        return candidates, _no_groups()
    return candidates, load_candidate_groups(beside, candidates, names[1], problems, wanted)


def _no_groups() -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, list] = {"candidate": [], "location": [], "group": [], "site_density": [],
                                "site_density_uncertainty": [], "row": []}  # fmt: skip
    return pd.DataFrame(columns)
