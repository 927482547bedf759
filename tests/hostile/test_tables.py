"""Tables of strangers: whatever the bytes, a message and nothing else."""

import shutil

import pytest

from selectivity.tables.paths import data_dir
from tests.bad_input.conftest import CANDIDATES, CONFIG, GROUPS
from tests.hostile.contents import TABLES

STUDY = ("config/candidates.csv", "config/candidate_groups.csv", "data/groups.csv",
         "data/ions.csv", "data/materials.csv")  # fmt: skip
READERS = {
    "membrane": ["fit", "--membrane", "in.csv", "-o", "out.json"],
    "trajectories": ["md", "check", "--table", "in.csv"],
}
UNREADABLE = ("empty", "a header alone", "no header", "NUL", "UTF-16", "unclosed quotation",
              "ten million columns", "a row of a million cells", "600 columns",
              "a cell of 200,000 characters", "an old Excel file", "Excel in name only",
              "Parquet in name only", "a workbook of 600 MB", "thirty million rows",
              "a workbook with one far cell")  # fmt: skip


@pytest.fixture(scope="module")
def clean_study(tmp_path_factory):
    """A small study without a mistake, to be copied."""
    folder = tmp_path_factory.mktemp("clean")
    (folder / "config").mkdir()
    for name, text in (("config.yaml", CONFIG), ("candidates.csv", CANDIDATES),
                       ("candidate_groups.csv", GROUPS)):  # fmt: skip
        (folder / "config" / name).write_text(text, encoding="utf-8")
    (folder / "data").mkdir()
    for name in ("ions.csv", "groups.csv", "materials.csv", "references.bib",
                 "default_uncertainty.csv"):  # fmt: skip
        shutil.copy(data_dir() / name, folder / "data" / name)
    return folder


@pytest.mark.parametrize("content", TABLES)
@pytest.mark.parametrize("table", STUDY)
def test_a_table_of_the_study(refused, tmp_path, clean_study, table, content):
    shutil.copytree(clean_study, tmp_path, dirs_exist_ok=True)
    (tmp_path / table).write_bytes(TABLES[content])
    assert table in refused("check")


@pytest.mark.parametrize("content", TABLES)
@pytest.mark.parametrize("reader", READERS)
def test_a_table_of_a_command(refused, tmp_path, reader, content):
    (tmp_path / "in.csv").write_bytes(TABLES[content])
    assert "in.csv" in refused(*READERS[reader])


@pytest.mark.parametrize("content", UNREADABLE)
def test_measurements_that_cannot_be_read(refused, tmp_path, content):
    (tmp_path / "in.csv").write_bytes(TABLES[content])
    assert "in.csv" in refused("validate", "in.csv", "-o", "out.csv")
