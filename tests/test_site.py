"""`make docs`: builds without a warning, and asks no other host for anything."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOADED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["'](https?:)?//""")


def build(config, folder):
    line = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config)]
    return subprocess.run(
        [*line, "--site-dir", str(folder)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    ended = build(ROOT / "mkdocs.yml", folder)
    assert ended.returncode == 0, ended.stderr
    assert "WARNING" not in ended.stderr
    return folder


def test_every_page_is_there(site):
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").with_suffix(".html")
        assert (site / name).is_file(), name


def test_nothing_is_loaded_from_elsewhere(site):
    for page in site.rglob("*.html"):
        assert not LOADED.search(page.read_text(encoding="utf-8")), page.name


def test_links_and_anchors_inside_the_site_lead_somewhere(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r'href="([^"#:]*)(?:#[^"]*)?"', text):
            if target:
                start = site if target.startswith("/") else page.parent
                assert (start / target.lstrip("/")).exists(), (page.name, target)


def test_a_broken_link_stops_the_build(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("[there](nowhere.md)\n")
    config = tmp_path / "mkdocs.yml"
    validation = (ROOT / "mkdocs.yml").read_text().split("nav:\n  -")[0]
    config.write_text(validation)
    assert build(config, tmp_path / "site").returncode != 0
