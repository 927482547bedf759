"""One job: the runs of one candidate and ion with progress, memory and the configuration."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from selectivity.md.analysis import analyse
from selectivity.md.run import Run
from selectivity.md.verdict import Settings

if TYPE_CHECKING:
    import pandas as pd


def analyse_pair(runs: Sequence[Run], config: Path, output: Path, cores: int) -> pd.DataFrame:
    """Terms of one candidate and ion, with a progress bar.

    Parameters
    ----------
    runs : sequence of Run
    config : Path
        Configuration; the default thresholds if it does not exist.
    output : Path
        Finished runs are kept beside it until the whole is done, so that a killed job goes on.
    cores : int

    Returns
    -------
    DataFrame
    """
    from rich.console import Console
    from rich.progress import Progress

    memory = output.parent / f".{output.stem}.parts"
    name = f"{runs[0].candidate}, {runs[0].ion}"
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=len(runs))
        frame = analyse(
            runs, md_settings(config), cores, lambda done: bar.advance(task, done), memory
        )
    shutil.rmtree(memory, ignore_errors=True)
    return frame


def md_settings(config: Path) -> Settings:
    """Thresholds of the configuration."""
    if not config.is_file():
        return Settings()
    from selectivity.config import load_config

    return load_config(config).md.settings()
