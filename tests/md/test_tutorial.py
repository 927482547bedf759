"""The commands of the tutorial run as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.md.conftest import ROOT

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_commands_run(tmp_path):
    text = (ROOT / "docs/tutorial-trajectory.md").read_text(encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(BLOCK.findall(text))],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "water: 11084 atoms (OW 11084)" in ended.stdout
    assert "coordination_first_shell = 5." in ended.stdout
