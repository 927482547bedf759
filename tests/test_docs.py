"""The pages: the tutorial's commands run, links lead somewhere, commands exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from selectivity.cli import COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("*.md"),
        *(ROOT / p / "README.md" for p in ("config", "results")),
    ]
)
COMMAND_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
CALLED = re.compile(r"(?:`|^    |^)selectivity ([a-z_]+)", re.MULTILINE)


def test_the_tutorials_commands_run(tmp_path):
    blocks = COMMAND_BLOCK.findall((ROOT / "docs/tutorial.md").read_text(encoding="utf-8"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "exit code 2" in ended.stdout
    assert "Nothing to be done" in ended.stdout + ended.stderr
    assert "nf-tight" in ended.stdout
    last = Path(ended.stdout.splitlines()[-1])
    assert last == tmp_path / "mystudy/results/report.html"
    assert last.is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere_and_commands_exist(page):
    text = page.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        assert (page.parent / target).exists(), target
    assert set(CALLED.findall(text)) <= set(COMMANDS)
