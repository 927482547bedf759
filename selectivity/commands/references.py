"""``selectivity references``: every number that the theory fixes, computed now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXIT_MISSED = 1


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        epilog="Examples:  selectivity references   ·   selectivity references -o checks.json"
    )
    def references(
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", help="Write a JSON list (a page if .md)."),
        ] = None,
    ) -> None:
        """Compute every check of the theory and compare.

        Needs no study directory. Without -o, exit status 1 if a number misses its
        tolerance.
        """
        from selectivity.checks import all_checks

        found = all_checks()
        if output is None:
            typer.echo(_table(found))
        else:
            _write(found, output)
            return
        missed = [check for check in found if not check.holds]
        if missed:
            typer.echo(f"{len(missed)} of {len(found)} checks miss their tolerance", err=True)
            raise typer.Exit(EXIT_MISSED)


def _write(found: list, output: Path) -> None:
    """Write the checks as a list of objects."""
    import json

    from selectivity.tables.write import write_atomically

    if output.suffix == ".md":
        write_atomically(output, lambda path: path.write_text(page_of(found), encoding="utf-8"))
        return
    columns = ("section", "name", "expected", "obtained", "unit", "source")
    rows = [
        {
            name: float(value) if name in ("expected", "obtained") else value
            for name in columns
            for value in (getattr(check, name),)
        }
        for check in found
    ]
    text = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    write_atomically(output, lambda path: path.write_text(text, encoding="utf-8"))


def page_of(found: list) -> str:
    """The checks as a page of the documentation.

    Parameters
    ----------
    found : list of Check

    Returns
    -------
    str
        Markdown.
    """
    lines = [
        "# Checks",
        "",
        "Every number that the theory fixes, beside the one that the program gives. Made by",
        "`selectivity references -o docs/checks.md`; the tests run over the same list.",
        "",
        "| section | check | expected | obtained | unit | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {check.section} | {check.name.replace('|', '/')} | {check.expected:.6g} "
        f"| {check.obtained:.6g} | {check.unit} | {check.source.replace('|', '/')} |"
        for check in found
    ]
    return "\n".join(lines) + "\n"


def _table(found: list) -> str:
    """The checks as aligned text."""
    rows = [("", "section", "check", "expected", "obtained", "unit", "source")]
    rows += [
        (
            "" if check.holds else "MISS",
            check.section,
            check.name,
            f"{check.expected:.6g}",
            f"{check.obtained:.6g}",
            check.unit,
            check.source,
        )
        for check in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
             for row in rows]  # fmt: skip
    return "\n".join(line.rstrip() for line in lines)
