"""The ranking table: columns, order, bounds, and what a new neighbour may change."""

import numpy as np
import pandas as pd
import pytest

from selectivity.screening import table

PAIR = ("Li+", "Mg2+")


def summary(names, centre, status=None):
    rng = np.random.default_rng(5)
    rows = []
    for index, (name, value) in enumerate(zip(names, centre, strict=True)):
        samples = (value + 0.1 * rng.normal(size=64)).astype(np.float32)
        median = float(10 ** np.median(samples))
        rows.append(
            {
                "candidate": name,
                "name": name.upper(),
                "material_class": "MOF",
                "status": status[index] if status else "ok",
                "selectivity_li_mg": median,
                "permeability_li_m_s": 1e-6 / (index + 1),
                "n_assumed": 3,
                "advice": "",
                table.SAMPLES: samples,
            }
        )
    return pd.DataFrame(rows)


def test_first_columns_are_those_of_the_issue():
    ranked = table.ranking_table(summary(["a", "b"], [1.0, 2.0]), PAIR, 1)
    asked = (
        "rank, rank_lo, rank_hi, tie_group, candidate, name, material_class, status, "
        "selectivity_li_mg, selectivity_li_mg_lo, selectivity_li_mg_hi, bound, "
        "partition_selectivity, diffusion_selectivity, interfacial_selectivity, "
        "permeability_li_m_s, permeability_mg_m_s, pareto, p_top_k, dominant_term, "
        "dominant_stage, n_assumed, advice"
    )
    assert list(ranked.columns[:23]) == asked.split(", ")
    assert ranked.candidate.tolist() == ["b", "a"]


def test_failed_and_excluded_keep_their_rows_without_rank():
    frame = summary(["a", "b", "c"], [1.0, 2.0, 3.0], ["ok", "excluded", "failed"])
    ranked = table.ranking_table(frame, PAIR, 1)
    assert ranked.candidate.tolist() == ["a", "b", "c"]
    assert ranked["rank"].isna().tolist() == [False, True, True]
    assert ranked.p_top_k.isna().tolist() == [False, True, True]
    assert not ranked.pareto[1:].any()


def test_a_new_neighbour_changes_only_the_columns_of_rank():
    frame = summary(["a", "b", "c"], [1.0, 1.05, 0.5])
    few = table.ranking_table(frame.iloc[:2], PAIR, 1).set_index("candidate")
    many = table.ranking_table(frame, PAIR, 1).set_index("candidate").loc[few.index]
    kept = [name for name in few.columns if name not in table.RANK_COLUMNS]
    pd.testing.assert_frame_equal(few[kept], many[kept])


def test_interval_holds_the_rank_and_ties_are_marked():
    ranked = table.ranking_table(summary(list("abcd"), [1.0, 1.02, 0.98, -1.0]), PAIR, 2)
    assert (ranked.rank_lo <= ranked["rank"]).all()
    assert (ranked["rank"] <= ranked.rank_hi).all()
    assert ranked.tie_group.tolist() == [1, 1, 1, 2]
    assert ranked.p_top_k.sum() == pytest.approx(2, abs=1e-5)


def test_nothing_to_rank():
    ranked = table.ranking_table(summary(["a"], [1.0], ["failed"]), PAIR, 1)
    assert ranked["rank"].isna().all()


def test_significant_digits():
    values = np.array([123456.789, -1.23456789e-12, np.inf, 0.0])
    assert table.significant(values).tolist() == [123457.0, -1.23457e-12, np.inf, 0.0]
