"""An installed package, without a checkout, can make, plan and run a study."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Folder with the unpacked wheel, as pip would put it into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def call(site, folder, module, *arguments):
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_study_can_be_made_checked_and_planned_without_a_checkout(installed, tmp_path):
    ended = call(installed, tmp_path, "selectivity", "init", "study")
    assert ended.returncode == 0, ended.stderr
    study = tmp_path / "study"
    where = "from selectivity.tables.paths import shipped_root; print(shipped_root())"
    shipped = subprocess.run(
        [sys.executable, "-c", where],
        cwd=study,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shipped.stdout.strip() == str(installed / "selectivity/_study")
    ended = call(installed, study, "selectivity", "run", "-n")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "screen" in ended.stdout + ended.stderr
    assert not (study / "results/report.html").exists()


def test_a_run_without_a_checkout_ends_with_the_reports_path(installed, tmp_path):
    call(installed, tmp_path, "selectivity", "init", "study")
    study = tmp_path / "study"
    for name in ("config.test.yaml", "candidates.test.csv", "candidate_groups.test.csv"):
        shutil.copy(ROOT / "config" / name, study / "config" / name)
    ended = call(installed, study, "selectivity", "run", "--config", "config/config.test.yaml")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    report = study / "results/report.html"
    assert ended.stdout.splitlines()[-1] == str(report)
    assert report.stat().st_size > 100_000
    assert str(ROOT) not in ended.stdout + ended.stderr


def test_snakemake_alone_finds_the_rules_and_the_profile(installed, tmp_path):
    call(installed, tmp_path, "selectivity", "init", "study")
    ended = call(installed, tmp_path / "study", "snakemake", "-n")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_wheel_has_no_tests_results_or_caches(installed):
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*")}
    assert "selectivity/_study/data/ions.csv" in names
    assert not [name for name in names if re.search(r"(^|/)(tests|results|__pycache__)(/|$)", name)]


def test_no_index_address_and_a_hash_for_everything_in_the_locks():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "http" not in text
        assert "--index" not in text
        pins = re.findall(r"^[A-Za-z0-9._\[\]-]+==", text, re.MULTILINE)
        assert len(pins) > 50
        assert text.count("--hash=sha256:") >= len(pins)


def test_the_run_lock_is_part_of_the_development_lock():
    def pins(name):
        return set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
