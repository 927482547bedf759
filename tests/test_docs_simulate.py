"""docs/solve-your-own-membrane.md: its blocks run and print what it says; its messages exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from selectivity.cli import main

PAGE = Path(__file__).parents[1] / "docs/solve-your-own-membrane.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CASE = re.search(r"<<'END'\n(.*?)^END$", TEXT, re.MULTILINE | re.DOTALL)[1]
RESERVOIR = ("permeate: swept", "permeate: {Li+: 10, Mg2+: 50, Cl-: 110}")
DRIVE = "{water_flux_m_s: 1e-5}"
CHLORIDE = "Cl-:  {partition: 0.2, friction: 0.5, diffusivity_factor: 0.05}"
MISTAKES = [
    [("Cl-: 110", "Cl-: 100")],
    [(CHLORIDE, CHLORIDE + "\n      " + CHLORIDE.replace("Cl-", "SO4-2"))],
    [(CHLORIDE, "")],
    [(DRIVE, "{current_A_m2: 0}")],
    [(DRIVE, "{water_flux_m_s: 1e-5, pressure_Pa: 1e6}")],
    [(DRIVE, "{pressure_Pa: 1e6}")],
    [(DRIVE, "{water_flux_m_s: 1e-5, current_A_m2: 100}")],
    [("thickness_m: 5e-5", "thickness_um: 50")],
    [("thickness_m: 2e-7", "thickness_m: 0")],
    [
        (DRIVE, "{water_flux_m_s: 1e-5, current_A_m2: 10000}"),
        RESERVOIR,
        ("charge_mol_m3: 50", "charge_mol_m3: -5000"),
    ],
]
MESSAGES = re.findall(r"^\| `([^`]*found[^`]*)` \|", TEXT, re.MULTILINE)
CHANGES = [
    [
        (DRIVE, "{pressure_Pa: 1e6}"),
        ("2e-7 ", "2e-7\n    water_permeability_m_s_Pa: 1e-11 "),
    ],
    [(DRIVE, "{water_flux_m_s: 0, current_A_m2: 20}"), RESERVOIR],
    [("Li+: ,", "Li+: {charge: 1, diffusivity_m2_s: 1.2e-9},")],
    [
        (
            f"{ion} {{partition: {part}, diffusivity_factor: 0.05}}",
            f"{ion} {{permeability_m_s: 1e-6}}",
        )
        for ion, part in (
            ("Li+: ", "0.2, friction: 0.5"),
            ("Mg2+:", "0.05, friction: 0.3"),
            ("Cl-: ", "0.2, friction: 0.5"),
        )
    ]
    + [("    fixed_charge_mol_m3: 50", "")],
]


def changed(changes):
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_blocks_run_and_print_what_the_page_says(tmp_path):
    blocks = BLOCK.findall(TEXT)
    script = "\n".join(text for kind, text in blocks if kind == "sh")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(PAGE.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    printed = [text for kind, text in blocks if kind == "text"]
    assert len(printed) == 2
    for text in printed:
        assert text in ended.stdout
    assert (tmp_path / "out_1.svg").is_file()


@pytest.mark.parametrize(("message", "changes"), list(zip(MESSAGES, MISTAKES, strict=True)))
def test_each_mistake_has_its_message(tmp_path, capsys, message, changes):
    file = tmp_path / "membrane.yaml"
    file.write_text(changed(changes), encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["simulate", str(file), "-o", str(tmp_path / "out.json")])
    assert end.value.code == 2
    assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("changes", CHANGES)
def test_each_change_solves(tmp_path, changes):
    file = tmp_path / "membrane.yaml"
    file.write_text(changed(changes), encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["simulate", str(file), "-o", str(tmp_path / "out.json")])
    assert not end.value.code
