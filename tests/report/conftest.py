"""A made-up study and its page."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from selectivity.report.page import render
from selectivity.report.study import Study, read_study


def _load_synthetic():
    path = Path(__file__).with_name("synthetic.py")
    spec = importlib.util.spec_from_file_location("report_synthetic", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def synthetic():
    """The generator of made-up results."""
    return _load_synthetic()


@pytest.fixture(scope="session")
def folder(synthetic, tmp_path_factory) -> Path:
    """A study directory with results of 220 candidates and two feeds."""
    root = tmp_path_factory.mktemp("study")
    synthetic.write_results(root)
    return root


@pytest.fixture(scope="session")
def study(folder) -> Study:
    """The study, read."""
    return read_study(folder / "config" / "config.yaml", folder / "results")


@pytest.fixture(scope="session")
def html(study) -> str:
    """The page."""
    return render(study)
