"""A run's configuration and notes, so that the crate is a study that is complete in itself."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from selectivity.provenance.contents import Contents
from selectivity.screening.record import OUTSIDE

TABLE_SETTINGS: Final = ("candidates", "candidate_groups", "trajectories")

README: Final = """\
# A run of selectivity {version}

This folder is a study that is complete in itself: configuration and tables (`config/`, `data/`),
workflow (`Snakefile`), results (`results/`), and what belongs to what
(`ro-crate-metadata.json`, a Provenance Run Crate). Start with `results/report.html`.

## Repeat the run

    python3 -m venv .venv && . .venv/bin/activate
    pip install -r requirements.txt        # the versions of this run
    mv results published
    selectivity run --config {config}
    selectivity diff published results

The same inputs and versions give `results/ranking.csv` byte for byte, on any number of cores.
{notes}"""
_LEFT_OUT: Final = """
Not in this folder, needed for the simulated profiles: {files}.
"""


def configuration(contents: Contents) -> str | None:
    """Text of the configuration with the paths of the crate.

    Parameters
    ----------
    contents : Contents

    Returns
    -------
    str or None
        None where the file can be packed as it stands: every table lies inside the study.
    """
    moved = {
        file.source.resolve(): file.place
        for file in contents.files
        if file.place.startswith(f"{OUTSIDE}/")
    }
    if not moved:
        return None
    from ruamel.yaml import YAML

    yaml = YAML()
    (source,) = (file.source for file in contents.files if file.place == contents.config_place)
    settings = yaml.load(source.read_text(encoding="utf-8"))
    tables = settings["tables"]
    root = _root(source, contents.config_place)
    for key in TABLE_SETTINGS:
        place = moved.get((root / tables[key]).resolve()) if tables.get(key) else None
        if place:
            tables[key] = place
    if tables.get("data_dir"):
        folder = (root / tables["data_dir"]).resolve()
        inside = [place for path, place in moved.items() if path.parent == folder]
        if inside:
            tables["data_dir"] = str(Path(inside[0]).parent)
    text = io.StringIO()
    yaml.dump(settings, text)
    return text.getvalue()


def readme(contents: Contents) -> str:
    """How to read and repeat the crate.

    Parameters
    ----------
    contents : Contents

    Returns
    -------
    str
    """
    notes = _LEFT_OUT.format(files=", ".join(contents.left_out)) if contents.left_out else ""
    version = contents.record.get("version", "")
    return README.format(version=version, config=contents.config_place, notes=notes)


def requirements(contents: Contents) -> str:
    """Versions of the run, for ``pip install -r``.

    Parameters
    ----------
    contents : Contents

    Returns
    -------
    str
    """
    versions = dict(contents.record.get("versions", {}))
    python = versions.pop("python", "")
    pinned = {"selectivity": contents.record.get("version", ""), **versions}
    lines = [f"# Python {python}", *(f"{name}=={version}" for name, version in pinned.items())]
    return "\n".join(lines) + "\n"


def _root(source: Path, place: str) -> Path:
    """Folder that the place of a file starts from."""
    return source.resolve().parents[len(Path(place).parts) - 1]
