"""What was measured stands beside each candidate, with its kind; guesses use other papers."""

import pandas as pd

from selectivity.report.measured_on import measured_on
from selectivity.report.out_of_paper import guesses


def test_a_line_says_what_was_measured(study):
    found = measured_on(study)
    assert found
    comparison = study.tables["comparison"].set_index("candidate")
    assert set(found) <= set(comparison.index)
    for candidate, line in found.items():
        assert ("not the ranked quantity" in line) != bool(comparison.loc[candidate, "comparable"])
        assert line.startswith("Li⁺/Mg²⁺ ")


def test_a_guess_never_sees_its_own_paper():
    frame = pd.DataFrame(
        {
            "kind": ["k"] * 4 + ["other"],
            "pair": ["Li+/Mg2+"] * 5,
            "paper": ["a", "a", "b", "c", "a"],
            "measured_log10": [9.0, 9.0, 1.0, 2.0, 3.0],
        }
    )
    assert guesses(frame).tolist() == [1.5, 1.5, 9.0, 9.0, 0.0]
