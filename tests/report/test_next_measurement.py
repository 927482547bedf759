"""What to measure next, in the report and in the terminal."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from selectivity.report.page import render
from selectivity.report.sections.next_measurement import NEXT
from selectivity.screening.show_next import show_next


@pytest.fixture(scope="module")
def tables(study):
    """One useful and one useless measurement on the first, none on the second candidate."""
    first, second = study.first["candidate"][:2]
    shared = {"feed": study.feeds[0], "criterion_now": 0.4, "criterion": "pairs"}
    useful = {"candidate": first, "measurement": "rejection_Mg2+", "unit": "%",
              "known_now": "not measured", "value_now": 90.0, "value_lo": 70.0, "value_hi": 99.0,
              "assumed_error": 1.5, "expected_interval_now": np.inf,
              "expected_interval_after": 1.25, "criterion_after": 0.25, "expected_reduction": 0.15,
              "expected_reduction_error": 0.02, "order_in_candidate": 1,
              "order_in_study": 1}  # fmt: skip
    useless = useful | {"measurement": "thickness", "unit": "nm", "expected_reduction": 0.01,
                        "criterion_after": 0.39, "order_in_study": 2}  # fmt: skip
    other = useless | {"candidate": second, "order_in_study": 3}
    measurements = pd.DataFrame([row | shared for row in (useful, useless, other)])
    index = {"feed": study.feeds[0], "output": "log10_selectivity", "first_order": 0.1,
             "first_order_confidence": 0.1, "total_confidence": 0.05}  # fmt: skip
    rows = [("pore_size", 0.3), ("charge", 0.7), ("ion_data", np.nan)]
    sensitivity = pd.DataFrame(
        [index | {"candidate": name, "input": of, "total": share}
         for name in (first, second) for of, share in rows]
    )  # fmt: skip
    return {"measurements": measurements, "sensitivity": sensitivity}


def test_left_out_without_the_table(study):
    assert NEXT.build(study) is None


def test_the_most_useful_is_named_and_the_useless_is_not(study, tables):
    built = NEXT.build(replace(study, tables=study.tables | tables))
    assert [row["measurement"] for row in built["best"]] == ["rejection of Mg²⁺"]
    assert built["best"][0]["interval"] == "open → 1.2"
    assert (built["n_candidates"], built["n_pairs"]) == (2, 1)
    first, second = built["each"]
    assert first["sensitive"].startswith("wall charge (0.70")
    assert second["measurement"].startswith("no single one")


def test_the_page_holds_it_for_the_chosen_candidate(study, tables):
    html = render(replace(study, tables=study.tables | tables))
    assert "What should be measured next?" in html and "rejection of Mg²⁺" in html
    assert '"measurement_labels":{"rejection_Mg2+":"rejection of Mg²⁺"' in html


def test_the_terminal_says_it(tables):
    console = Console(file=io.StringIO(), width=200)
    name = tables["measurements"]["candidate"][0]
    show_next(console, {key: frame[frame["candidate"] == name] for key, frame in tables.items()})
    said = console.file.getvalue()
    assert "rejection of Mg2+ (± 1.5 %; not measured now)" in said and "thickness" not in said
    assert "1.2 instead of open decades wide" in said
    assert "most sensitive to: wall charge" in said
    console = Console(file=io.StringIO(), width=200)
    show_next(console, {})
    assert console.file.getvalue() == ""
