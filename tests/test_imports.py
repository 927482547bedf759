"""The import contracts of pyproject.toml, and that the command line starts light."""

import subprocess
import sys
from pathlib import Path

from selectivity.cli import COMMANDS

ROOT = Path(__file__).parents[1]

# pydantic is not among them: typer imports it by itself (20 ms).
HEAVY = (
    "MDAnalysis",
    "altair",
    "jinja2",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "pint",
    "pyarrow",
    "pymbar",
    "scipy",
    "sklearn",
    "snakemake",
)

LIST_HEAVY = """
import contextlib, io, sys
from selectivity.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    for line in {lines!r}:
        try:
            main(line)
        except SystemExit as end:
            assert end.code == 0, (line, end.code)
print(*sorted(set({heavy!r}) & set(sys.modules)))
"""


def heavy_modules_after(*lines):
    code = LIST_HEAVY.format(lines=lines, heavy=HEAVY)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def test_import_contracts_hold():
    ended = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_help_imports_nothing_heavy():
    assert heavy_modules_after(["--help"], *([name, "--help"] for name in COMMANDS)) == []


def test_the_package_itself_imports_nothing_heavy():
    code = f"import sys, selectivity; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == []
