"""A small study to spoil, with its own copy of the shipped tables."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from selectivity.cli import main
from selectivity.tables.paths import data_dir

CONFIG = """\
feeds:
  standard: {concentrations_mM: {Li+: 3.4, Mg2+: 19.6, Cl-: 42.6}, pH: 6, temperature_C: 25}
"""
CANDIDATES = """\
candidate,name,material_class,geometry,pore_radius_nm,slit_width_nm,zeta_potential_mV,note
first,First,polyamide_nf,cylinder,0.42,,-15,
second,Second,mxene,slit,,0.6,,"two, with a comma"
"""
GROUPS = """\
candidate,location,group,site_density_mol_m3,source
first,wall,carboxylate,120,selectivity2026
"""


class StudyFolder:
    """A study in a folder of its own; ``check`` runs the command on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.write("config/config.yaml", CONFIG)
        self.write("config/candidates.csv", CANDIDATES)
        self.write("config/candidate_groups.csv", GROUPS)
        self.write("results/ranking.csv", "earlier results\n")
        shutil.copytree(
            data_dir(), folder / "data", ignore=shutil.ignore_patterns("schema", "measured*")
        )

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file of the study."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace text that stands in a file of the study."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def check(self) -> tuple[int, str]:
        """Exit code and what was printed; the files stay as they were."""
        before = self._files()
        with pytest.raises(SystemExit) as left:
            main(["check", "--config", str(self.folder / "config/config.yaml")])
        assert self._files() == before
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.err
        return int(left.value.code or 0), printed.out + printed.err

    def _files(self) -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in self.folder.rglob("*") if file.is_file()}


@pytest.fixture
def spoil(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Function that spoils one file and returns the lines that name it."""
    study = StudyFolder(tmp_path, capsys)

    def apply(name: str, change: Callable[[str], str | bytes]) -> list[str]:
        text = (tmp_path / name).read_text(encoding="utf-8") if (tmp_path / name).exists() else ""
        study.write(name, change(text))
        code, printed = study.check()
        assert code == 2, printed
        return [line for line in printed.splitlines() if name in line]

    return apply


@pytest.fixture
def study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> StudyFolder:
    """The small study as it is, without a mistake."""
    return StudyFolder(tmp_path, capsys)
