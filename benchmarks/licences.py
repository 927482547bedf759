"""Names, versions and licences of what the run lock installs: ``python benchmarks/licences.py``.

No database of vulnerabilities can be asked without a network, so this list is what an audit starts
from. It writes ``docs/licences.md``.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s\\]+)", re.MULTILINE)
HEAD = """\
# What is installed

Written by `python benchmarks/licences.py`: every package of `requirements.lock` with its licence
as its authors state it. The project itself is BSD-3-Clause and needs nothing that is under the
GPL alone (LGPL libraries are used as installed).

| package | version | licence |
| --- | --- | --- |
"""


def licence(name: str) -> str:
    """Licence as the package states it, in a few words."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    words = found.get("License-Expression") or ""
    if not words:
        classifiers = [
            entry.split(" :: ")[-1]
            for entry in found.get_all("Classifier") or []
            if entry.startswith("License :: ") and not entry.endswith("OSI Approved")
        ]
        words = ", ".join(classifiers) or (found.get("License") or "").strip().split("\n")[0]
    return words.replace("|", "/")[:70] or "not stated"


def main() -> None:
    """Write the page."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in PINNED.findall(lock)]
    (ROOT / "docs" / "licences.md").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
