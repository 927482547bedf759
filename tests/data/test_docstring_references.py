"""Every reference that a docstring names is in the bibliography."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "selectivity"
BIBLIOGRAPHY = Path(__file__).parents[2] / "data" / "references.bib"
SECTION = re.compile(r"References\n\s+-+\n((?:\s+[^\n\"]+\n)+)")
KEY = re.compile(r"[a-z]+\w*\d{4}\w*")


def _named_keys():
    for path in PACKAGE.rglob("*.py"):
        for section in SECTION.finditer(path.read_text(encoding="utf-8")):
            for line in section.group(1).splitlines():
                if KEY.fullmatch(line.strip()):
                    yield line.strip(), path.name


def test_docstring_keys_resolve():
    known = set(re.findall(r"@\w+\{([^,]+),", BIBLIOGRAPHY.read_text(encoding="utf-8")))
    named = set(_named_keys())
    assert named
    assert {pair for pair in named if pair[0] not in known} == set()
