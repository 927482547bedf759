"""A release says the same version everywhere, and its changes."""

import re
import tomllib
from pathlib import Path

from selectivity import __version__
from selectivity.screening.record import PACKAGES

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_one_version_everywhere():
    assert PROJECT["version"] == __version__
    citation = (ROOT / "CITATION.cff").read_text()
    assert re.search(r"^version: (.+)$", citation, re.MULTILINE)[1] == __version__


def test_the_changes_of_this_version_are_listed_with_a_date():
    text = (ROOT / "CHANGELOG.md").read_text()
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(__version__)} - \d{{4}}-\d\d-\d\d", heads[1])
    section = text.split(f"## {heads[1]}")[1].split("\n## ")[0]
    assert "### Added" in section
    assert len(section.splitlines()) > 10


def test_the_record_names_what_the_project_depends_on():
    names = {re.match(r"[A-Za-z0-9_.-]+", entry)[0] for entry in PROJECT["dependencies"]}
    assert set(PACKAGES) == names


def test_the_catalogues_files_are_there():
    for name in (
        ".snakemake-workflow-catalog.yml",
        "workflow/Snakefile",
        "config/README.md",
        "workflow/profiles/default/profile.v9+.yaml",
        "workflow/profiles/slurm/profile.v9+.yaml",
        "README.md",
        "LICENSE",
    ):
        assert (ROOT / name).is_file(), name
