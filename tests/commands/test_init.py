"""A new study directory: whole or not at all, never over something."""

import pytest

from selectivity.commands.init import make_study
from selectivity.errors import SelectivityError


def test_a_new_study_has_configuration_tables_profiles_and_snakefile(tmp_path):
    study = tmp_path / "study"
    make_study(study)
    for part in (
        "Snakefile",
        "config/config.yaml",
        "config/candidates.csv",
        "data/ions.csv",
        "workflow/profiles/default/profile.v9+.yaml",
    ):
        assert (study / part).is_file(), part
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_an_empty_directory_may_be_used(tmp_path):
    make_study(tmp_path / "there")
    (tmp_path / "empty").mkdir()
    make_study(tmp_path / "empty")
    assert (tmp_path / "empty/Snakefile").is_file()


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SelectivityError, match="not empty"):
        make_study(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "study").write_text("mine")
    with pytest.raises(SelectivityError, match="not empty"):
        make_study(tmp_path / "study")
    assert (tmp_path / "study").read_text() == "mine"
