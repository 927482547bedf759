"""Full disks, folders that cannot be written, inputs that change while a run goes on."""

import errno
import os
import tempfile

import pytest

from selectivity import cli, rooms
from selectivity.errors import DataError, SelectivityError
from selectivity.tables import snapshot, write


@pytest.fixture
def sealed(monkeypatch):
    """Makes one folder refuse every new file, for the superuser too."""

    def seal(folder, number=errno.EROFS):
        real = tempfile.TemporaryFile

        def refusing(**options):
            if folder.samefile(options["dir"]):
                raise OSError(number, os.strerror(number), str(folder))
            return real(**options)

        monkeypatch.setattr(tempfile, "TemporaryFile", refusing)

    return seal


def test_a_sealed_folder_is_refused_before_anything_runs(tmp_path, sealed):
    (tmp_path / "buckets").mkdir()
    rooms.check_writable(tmp_path)
    sealed(tmp_path / "buckets")
    with pytest.raises(SelectivityError, match="buckets: cannot be written"):
        rooms.check_writable(tmp_path)


def test_a_cache_that_cannot_be_had_is_replaced(tmp_path, sealed, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    assert rooms.cache() == {}
    sealed(home)
    assert rooms.cache()["XDG_CACHE_HOME"] == str((tmp_path / rooms.OWN_CACHE).resolve())


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "no space left"), (errno.EROFS, "cannot be written"), (errno.EACCES, "right")],
)
def test_errors_of_the_disk_are_no_fault_of_the_program(monkeypatch, capsys, number, words):
    def failing():
        raise OSError(number, os.strerror(number), "results/ranking.csv")

    monkeypatch.setattr(cli, "build_app", failing)
    with pytest.raises(SystemExit) as end:
        cli.main(["run"])
    said = capsys.readouterr().err
    assert end.value.code == 1
    assert "results/ranking.csv" in said
    assert words in said
    assert "fault of the program" not in said


def test_a_full_disk_leaves_the_earlier_file(tmp_path):
    write.write_text(tmp_path / "a.csv", "whole")

    def writer(file):
        file.write_text("ha")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write.write_atomically(tmp_path / "a.csv", writer)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "whole"


def test_an_input_that_changed_since_the_run_began_is_named(tmp_path):
    tables = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    for table in tables:
        table.write_text("1")
    environment = snapshot.take(tables, tmp_path / "snapshot.json")
    snapshot.verify(environment)
    tables[0].write_text("2")
    tables[2].write_text("3")
    with pytest.raises(DataError, match="changed while the run was going on") as error:
        snapshot.verify(environment)
    assert [problem.file for problem in error.value.problems] == [str(tables[0]), str(tables[2])]
    snapshot.verify({})


def test_a_job_refuses_a_table_that_changed(study):
    files = [study.folder / name for name in ("config/candidates.test.csv", "data/ions.csv")]
    environment = snapshot.take(files, study.folder / "snapshot.json")
    files[1].write_text(files[1].read_text() + "\n")
    line = ("screen", "--config", "config/config.test.yaml", "--bucket", "0")
    text = study.folder / "results/buckets/0/terms.parquet"
    before = text.read_bytes()
    ended = study.selectivity(*line, environment=environment)
    assert ended.returncode == 2
    assert "data/ions.csv: found another content than when the run began" in ended.stderr
    assert "candidates.test.csv" not in ended.stderr
    assert text.read_bytes() == before
