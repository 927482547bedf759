"""Commands on files that nobody should trust."""

from collections.abc import Callable
from pathlib import Path

import pytest

from selectivity.cli import main


@pytest.fixture
def refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Function that runs a command in a folder of its own and returns what was said.

    It must leave by exit code 2, with a message, without a traceback or a new file.
    """
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> str:
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        printed = capsys.readouterr()
        said = printed.err + printed.out
        assert left.value.code == 2, said
        assert "Traceback" not in said
        assert "unexpected" not in said.replace("unexpected end of data", "")
        assert len(said.strip()) > 20
        assert sorted(tmp_path.rglob("*")) == before
        return said

    return run
