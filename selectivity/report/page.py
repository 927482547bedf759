"""The report as one offline HTML file."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any

from selectivity.report.citations import used_references
from selectivity.report.headline import quantity
from selectivity.report.numbers import ion_label, number
from selectivity.report.payload import json_for_html, payload
from selectivity.report.sections import SECTIONS
from selectivity.report.sections.base import Section
from selectivity.report.study import Study, read_study

SCRIPTS = (
    "core",
    "axes",
    "files",
    "table",
    "forest",
    "tradeoff",
    "energy",
    "stages",
    "why",
    "xychart",
    "main",
)
STYLES = ("page", "chart")


def write_report(config_file: Path, results: Path, output: Path) -> Path:
    """Make the report of a results directory.

    Parameters
    ----------
    config_file : Path
        Configuration of the study.
    results : Path
        Directory of the results.
    output : Path
        The HTML file; whole or not at all.

    Returns
    -------
    Path
        ``output``.

    Raises
    ------
    DataError
        If the results are missing or cannot be read.
    """
    from selectivity.tables.write import write_text

    html = render(read_study(config_file, results))
    return write_text(output, html)


def render(study: Study, sections: tuple[Section, ...] = SECTIONS) -> str:
    """The page as text; the same text for the same study."""
    contexts = [(section, section.build(study)) for section in sections]
    built = [(section, context) for section, context in contexts if context is not None]
    figures = [figure for _, context in built for figure in context.get("figures", [])]
    bibtex = "\n\n".join(used_references(study).values()) + "\n"
    script = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    style = "\n".join(_asset(f"{name}.css") for name in STYLES)
    environment = _environment()
    bodies = [
        (section, environment.get_template(f"{section.key}.html").render(study=study, **context))
        for section, context in built
    ]
    return environment.get_template("page.html").render(
        study=study,
        quantity=quantity(study.pair),
        pair=[ion_label(ion) for ion in study.pair],
        bodies=bodies,
        policy=_policy(script, style),
        script=script,
        style=style,
        payload=json_for_html(payload(study, figures, bibtex)),
    )


def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("selectivity.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    environment.filters["ion"] = ion_label
    return environment


def _asset(name: str) -> str:
    return files("selectivity.report").joinpath("assets", name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """A policy under which only this script and this style run and nothing is fetched."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    sha256 = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(sha256).decode('ascii')}'"
