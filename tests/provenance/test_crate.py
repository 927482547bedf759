"""A crate: valid, complete in itself, repeated to the same bytes, refused where files changed."""

import json
import shutil
import zipfile

import pytest

from tests.provenance.validator import failures

CONFIG = "config/config.test.yaml"


@pytest.fixture(scope="module")
def crate(finished_study, tmp_path_factory):
    """Folder of the packed crate."""
    folder = tmp_path_factory.mktemp("crates") / "crate"
    ended = finished_study.selectivity("crate", "--config", CONFIG, "-o", str(folder))
    assert ended.returncode == 0, ended.stderr
    return folder


def entities(folder):
    graph = json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"]
    return {entity["@id"]: entity for entity in graph}


def test_every_required_check_of_the_profile_passes(crate, tmp_path):
    assert failures(crate, tmp_path) == []


def test_the_validator_would_notice(crate, tmp_path):
    broken = tmp_path / "crate"
    shutil.copytree(crate, broken)
    text = (broken / "ro-crate-metadata.json").read_text()
    text = text.replace("https://w3id.org/ro/wfrun/provenance/0.5", "https://elsewhere.example")
    (broken / "ro-crate-metadata.json").write_text(text.replace('"HowToStep"', '"Thing"'))
    assert failures(broken, tmp_path)


def test_files_have_checksums_settings_have_values_and_nobody_is_invented(crate, finished_study):
    found = entities(crate)
    record = json.loads((crate / "results/run.json").read_text())
    for name, checksum in record["outputs"].items():
        assert found[f"results/{name}"]["sha256"] == checksum
    for name, checksum in record["inputs"].items():
        assert found[name]["sha256"] == checksum
    assert found["#value/sampling.n_samples"]["value"] == 32
    assert found["./"].get("author") is None
    assert "not stated" in found["./"]["description"].lower()
    assert "Not stated" in found["./"]["license"]
    assert str(finished_study.folder) not in (crate / "ro-crate-metadata.json").read_text()


def test_author_and_licence_are_what_the_user_says_and_a_zip_repeats(finished_study, tmp_path):
    said = ["--author", "A. Name", "--orcid", "https://orcid.org/0000-0002-1825-0097"]
    said += ["--license", "https://creativecommons.org/licenses/by/4.0/"]
    files = [tmp_path / name for name in ("a.zip", "b.zip")]
    for file in files:
        ended = finished_study.selectivity("crate", "--config", CONFIG, *said, "-o", str(file))
        assert ended.returncode == 0, ended.stderr
    assert files[0].read_bytes() == files[1].read_bytes()
    zipfile.ZipFile(files[0]).extractall(tmp_path / "out")
    found = entities(tmp_path / "out")
    assert found[found["./"]["author"]["@id"]]["name"] == "A. Name"
    assert found["./"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert failures(tmp_path / "out", tmp_path) == []


@pytest.mark.parametrize("cores", ["1", "2"])
def test_a_run_repeated_from_its_crate_gives_the_same_bytes(finished_study, crate, tmp_path, cores):
    again = tmp_path / "again"
    shutil.copytree(crate, again)
    shutil.move(again / "results", again / "published")
    study = type(finished_study)(again, finished_study.package)
    ended = study.selectivity("run", "--config", CONFIG, "--cores", cores, "results/ranking.csv")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    outputs = json.loads((again / "published/run.json").read_text())["outputs"]
    for name in outputs:
        assert (again / "results" / name).read_bytes() == (again / "published" / name).read_bytes()
    ended = study.selectivity("diff", "published", "results")
    assert ended.returncode == 0, ended.stderr
    assert "Inputs: the same" in ended.stdout
    assert "0 of 12 moved, the selectivity of 0 changed" in ended.stdout


def test_files_that_are_not_those_of_the_run_are_all_named_and_nothing_is_packed(study, tmp_path):
    table = study.folder / "data/ions.csv"
    table.write_text(table.read_text() + "\n")
    ranking = study.folder / "results/ranking.csv"
    ranking.write_text(ranking.read_text()[:-40])
    report = study.folder / "results/report.html"
    report.write_text(report.read_text() + "<p>")
    ended = study.selectivity("crate", "--config", CONFIG, "-o", str(tmp_path / "c.zip"))
    assert ended.returncode == 2
    assert "report.html: found another content than when report.html was written" in ended.stderr
    assert "data/ions.csv: found another content than the run read" in ended.stderr
    assert "ranking.csv: found another content than the run wrote" in ended.stderr
    assert list(tmp_path.glob("*.zip")) == []


def test_a_directory_with_something_in_it_is_left_alone(finished_study, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    ended = finished_study.selectivity("crate", "--config", CONFIG, "-o", str(tmp_path))
    assert ended.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_tables_outside_the_study_are_packed_and_the_configuration_points_to_them(study, tmp_path):
    data = tmp_path / "elsewhere"
    shutil.copytree(study.folder / "data", data)
    outside = tmp_path / "mine.csv"
    shutil.move(study.folder / "config/candidates.test.csv", outside)
    config = study.folder / CONFIG
    text = config.read_text().replace("data_dir: null", f"data_dir: {data}")
    text = text.replace("candidates: config/candidates.test.csv", f"candidates: {outside}")
    config.write_text(text)
    for command in ("rank", "report"):
        ended = study.selectivity(command, "--config", CONFIG)
        assert ended.returncode == 0, ended.stderr
    folder = tmp_path / "crate"
    ended = study.selectivity("crate", "--config", CONFIG, "-o", str(folder))
    assert ended.returncode == 0, ended.stderr
    assert str(tmp_path) not in (folder / CONFIG).read_text()
    checked = type(study)(folder, study.package).selectivity("check", "--config", CONFIG)
    assert checked.returncode == 0, checked.stderr
    assert "12 candidates" in checked.stdout
    assert "external/" in checked.stdout
