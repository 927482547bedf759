"""``selectivity report``."""

import pytest

from selectivity.cli import main


def test_writes_the_page_and_prints_its_path(folder, html, tmp_path, capsys):
    output = tmp_path / "out" / "report.html"
    arguments = ["--config", folder / "config" / "config.yaml", "--results", folder / "results"]
    with pytest.raises(SystemExit) as stop:
        main(["report", *map(str, arguments), "--output", str(output)])
    assert not stop.value.code
    assert capsys.readouterr().out.strip() == str(output)
    assert output.read_text("utf-8") == html


def test_without_results_nothing_is_written(tmp_path, capsys):
    output = tmp_path / "report.html"
    with pytest.raises(SystemExit) as stop:
        main(["report", "--results", str(tmp_path), "--output", str(output)])
    assert stop.value.code == 2
    assert "selectivity run" in capsys.readouterr().err
    assert not output.exists()
