"""JSON and YAML files of strangers: every command that reads one refuses each by a message."""

import pytest

from selectivity.process.registry import PROCESSES
from tests.hostile.contents import TEXTS

COMMANDS = {
    "simulate": ["simulate", "in.txt", "-o", "out.json"],
    "design": ["design", "in.txt", "-o", "out.json"],
    "enumerate": ["enumerate", "in.txt", "-o", "out"],
    "check": ["check", "--config", "in.txt"],
    **{name: ["process", name, "in.txt", "-o", "out.json"] for name in PROCESSES},
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("content", TEXTS)
def test_no_such_file_is_believed(refused, tmp_path, content, command):
    (tmp_path / "in.txt").write_bytes(TEXTS[content])
    assert "in.txt" in refused(*COMMANDS[command]) or command == "check"
    assert not (tmp_path / "PWNED").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_and_no_file(refused, tmp_path, command):
    assert refused(*COMMANDS[command])
    (tmp_path / "in.txt").mkdir()
    assert refused(*COMMANDS[command])
