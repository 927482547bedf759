"""Names that are paths, markup, formulas and shell are data from table to report, never run."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from selectivity.cli import main
from tests.bad_input.conftest import CONFIG

HOSTILE = {
    "path": "../../outside",
    "absolute path": "/etc/passwd",
    "Windows path": "..\\..\\outside",
    "spaces": "a  b",
    "quotation marks": "a'b\"c`d",
    "shell": "x; touch PWNED; $(touch PWNED) `touch PWNED` | touch PWNED &",
    "option": "--output=PWNED",
    "markup": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(1)</script>",
    "style": "</style><svg onload=alert(1)>",
    "entity": "&lt;b&gt; &#x3c;",
    "template": "{{ 7*7 }} {% raw %} ${7*7} {wildcard} %s %(x)s",
    "formula": '=HYPERLINK("http://x","y")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "link": "javascript:alert(1)",
    "look-alike": "Li\u207a \u0410 \u212b",
    "emoji": "🧪 membrane",
    "Chinese": "纳滤膜",
    "wildcard": "*?[a-z]~$HOME",
    "constructor": "__proto__",
    "property": "constructor",
    "true": "true",
    "number": "1e5",
    "null": "null",
    "long": "n" * 200,
}
COLUMNS = ("candidate", "name", "material_class", "pore_radius_nm", "zeta_potential_mV", "note")


def _study(folder: Path, rows: list[list[str]]) -> Path:
    (folder / "config").mkdir(parents=True)
    text = CONFIG + "sampling: {n_samples: 8}\nworkflow: {buckets: 2}\n"
    config = folder / "config" / "config.yaml"
    config.write_text(text + "tables: {candidate_groups: null, trajectories: null}\n", "utf-8")
    with (folder / "config" / "candidates.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return config


def _run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert not left.value.code


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    """The study folder after screening, ranking and report; and what lies beside it."""
    room = tmp_path_factory.mktemp("room")
    folder = room / "study"
    rows = [
        [name, name, "polyamide_nf", f"{0.3 + 0.005 * number:.3f}", "-10", name]
        for number, name in enumerate(HOSTILE.values())
    ]
    config, results = str(_study(folder, rows)), folder / "results"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for bucket in ("0", "1"):
            out = str(results / "buckets" / bucket)
            _run("screen", "--config", config, "--bucket", bucket, "--output", out)
        _run("rank", "--config", config, "--results", str(results))
        _run("report", "--config", config, "--results", str(results))
    return folder


@pytest.fixture(scope="module")
def ranking(screened):
    """Rows of ranking.csv by what was written as the identifier."""
    with (screened / "results" / "ranking.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nothing_lies_outside_the_results(screened):
    room = screened.parent
    assert [path.name for path in room.iterdir()] == ["study"]
    assert sorted(path.name for path in screened.iterdir()) == ["config", "results"]
    assert not list(room.rglob("PWNED"))
    for path in (screened / "results").rglob("*"):
        assert re.fullmatch(r"[\w.-]+", path.name), path


@pytest.mark.parametrize("kind", HOSTILE)
def test_each_is_ranked_under_its_name(ranking, kind):
    name = HOSTILE[kind]
    (row,) = (row for row in ranking if row["candidate"].removeprefix("'") == name)
    assert row["status"] == "ok"
    assert row["name"].removeprefix("'") == name
    assert row["candidate"][0] not in "=+-@\t\r"


def test_the_page_holds_text_and_no_markup_of_theirs(screened):
    page = (screened / "results" / "report.html").read_text(encoding="utf-8")
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "").replace(
        "\\u003cimg src=x onerror=alert(1)\\u003e", ""
    )
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "49" not in re.findall(r"\{\{|49 \{%", page)


REFUSED = {
    "NUL": "a\x00b",
    "newline": "a\nb",
    "tab": "a\tb",
    "escape": "a\x1b[31mb",
    "delete": "a\x7fb",
    "ten thousand characters": "n" * 10_000,
    "nothing but spaces": "   ",
    "right to left": "\u202egnp.exe",
    "zero width": "a\u200bb",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_an_identifier_that_no_table_can_hold(refused, tmp_path, kind):
    study = tmp_path / "study"
    config = _study(study, [[REFUSED[kind], "a", "polyamide_nf", "0.3", "", ""]])
    said = refused("check", "--config", str(config))
    assert "candidates.csv, row 2" in said
    assert len(said) < 2000
    assert not set(said) & {"\x00", "\x1b", "\x7f"}


LOOKALIKES = ("Lі+", "Mg²⁺⁺", "Li+\u200b", "ＬｉＣｌ", "Na＋＋")


@pytest.mark.parametrize("ion", LOOKALIKES)
def test_an_ion_that_only_looks_like_one(refused, tmp_path, ion):
    config = _study(tmp_path / "study", [["a", "a", "polyamide_nf", "0.3", "", ""]])
    text = config.read_text("utf-8").replace("Li+: 3.4", f'"{ion}": 3.4')
    config.write_text(text, "utf-8")
    assert "config.yaml, row" in refused("check", "--config", str(config))


if shutil.which("chromium"):

    def test_a_browser_shows_the_names_and_runs_nothing(browser, screened):
        said: list[str] = []
        view = browser.new_page()
        view.on("console", lambda message: said.append(message.text))
        view.on("pageerror", lambda error: said.append(str(error)))
        view.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
        view.on("request", lambda request: said.append(request.url))
        view.goto((screened / "results" / "report.html").as_uri())
        view.wait_for_selector("html[data-ready]")
        for row in view.locator("#ranking-body tr").all():
            row.click()
        shown = view.inner_text("#ranking-body")
        names = set(view.locator("#ranking-body tr").evaluate_all(
            "rows => rows.map(row => row.dataset.candidate)"))  # fmt: skip
        view.close()
        assert len(said) == 1 and said[0].startswith("file:"), said
        assert "<img src=x onerror=alert(1)>" in shown
        assert set(HOSTILE.values()) <= names
