"""The filter of a staged screening: who is kept, and what is said of the loss."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from selectivity.screening import table
from selectivity.screening.long.rows import Names
from selectivity.screening.long.staged import AUDIT, KEPT, Choice, Errors, choose, loss
from selectivity.screening.tidy import fixed_list

NAMES = Names("selectivity_li_mg", "permeability_li_m_s")


def write(path, names, logs):
    rows = {"candidate": names, "feed": ["standard"] * len(names), "status": ["ok"] * len(names)}
    rows |= {"selectivity_li_mg": 10.0**logs, "permeability_li_m_s": np.full(len(names), 1e-7)}
    whole = pa.table(rows).append_column(table.SAMPLES, fixed_list(logs[:, None]))
    pq.write_table(whole, path)
    return path


def screened(tmp_path, rng, count, spread, keep=0.1, audit=200):
    """Filter, choice and full results of true values that the filter sees with an error."""
    true = rng.normal(0.0, 1.0, count)
    seen = true + rng.normal(0.0, spread, count)
    names = np.array([f"c{index:05d}" for index in range(count)])
    first = write(tmp_path / "filter.parquet", names, seen)
    chosen = choose([first], ["standard"], NAMES, Choice(keep, audit, int(rng.integers(1000))))
    mine = np.isin(names, chosen["candidate"])
    second = write(tmp_path / "full.parquet", names[mine], true[mine])
    best = set(names[np.argsort(-true)[:10]])
    kept = set(chosen.loc[chosen["why"] == KEPT, "candidate"])
    return ([first], [second]), chosen, len(best - kept)


def test_the_largest_are_kept_and_an_audit_is_drawn(tmp_path):
    paths, chosen, _ = screened(tmp_path, np.random.default_rng(1), 4000, 0.2)
    seen = pq.read_table(paths[0][0]).to_pandas().set_index("candidate")["selectivity_li_mg"]
    kept = chosen.loc[chosen["why"] == KEPT, "candidate"]
    assert len(kept) == pytest.approx(400, abs=3)
    assert seen[kept].min() > seen.drop(kept).max()
    audited = chosen.loc[chosen["why"] == AUDIT, "candidate"]
    assert len(audited) == pytest.approx(200, abs=45)
    again, _, _ = screened(tmp_path, np.random.default_rng(1), 4000, 0.2)
    assert [p.read_bytes() for p in again[1]] == [p.read_bytes() for p in paths[1]]


@pytest.mark.parametrize("spread", [0.15, 0.45, 0.8])
def test_the_stated_number_of_lost_ones_holds_on_average(tmp_path, spread):
    rng = np.random.default_rng(5)
    stated, happened = [], []
    for _ in range(25):
        paths, chosen, lost = screened(tmp_path, rng, 2000, spread)
        told = loss(paths, "standard", NAMES, chosen, 10)
        stated.append(told["expected_dropped_of_top_k"])
        happened.append(lost)
    # A rough tail: never below the truth by much, nor beyond it by more than one in ten.
    assert np.mean(stated) > 0.6 * np.mean(happened) - 0.05
    assert np.mean(stated) < 2.0 * np.mean(happened) + 1.0


def test_a_filter_without_error_loses_nothing(tmp_path):
    paths, chosen, lost = screened(tmp_path, np.random.default_rng(2), 2000, 1e-9)
    told = loss(paths, "standard", NAMES, chosen, 10)
    assert lost == 0
    assert told["probability_of_dropping_a_top_k"] < 1e-6
    assert told["audited_above_top_k"] == 0


def test_a_useless_filter_says_so(tmp_path):
    paths, chosen, _ = screened(tmp_path, np.random.default_rng(3), 2000, 20.0)
    told = loss(paths, "standard", NAMES, chosen, 10)
    assert told["probability_of_dropping_a_top_k"] > 0.9


def test_errors_are_a_line_then_empirical_then_exponential():
    rng = np.random.default_rng(0)
    filtered = rng.normal(size=20000)
    errors = Errors.of(filtered, 0.5 + 0.8 * filtered + rng.exponential(1.0, 20000) - 1.0)
    assert (errors.slope, errors.offset) == pytest.approx((0.8, 0.5), abs=0.03)
    np.testing.assert_allclose(errors.lost(np.array([1.0]), 1.3), [np.exp(-1.0)], rtol=0.05)
    far = errors.beyond(np.array([9.0]))[0]
    assert np.exp(-10.0) < far < 4 * np.exp(-10.0)
    assert (np.diff(errors.beyond(np.linspace(-2, 12, 200))) <= 0).all()
    assert Errors.of(np.empty(0), np.empty(0)).beyond(np.array([100.0])) == 1.0


def test_a_candidate_kept_in_one_feed_goes_on(tmp_path):
    rng = np.random.default_rng(6)
    names = np.array([f"c{index:03d}" for index in range(200)])
    frames = []
    for feed in ("cold", "warm"):
        write(tmp_path / f"{feed}.parquet", names, rng.normal(size=200))
        frames.append(pq.read_table(tmp_path / f"{feed}.parquet"))
        frames[-1] = frames[-1].set_column(1, "feed", pa.array([feed] * 200))
    pq.write_table(pa.concat_tables(frames), tmp_path / "both.parquet")
    paths = [tmp_path / "both.parquet"]
    chosen = choose(paths, ["cold", "warm"], NAMES, Choice(0.1, 100, 0))
    kept = chosen[chosen["why"] == KEPT]
    assert set(kept["feed"]) == {"cold", "warm"}
    assert isinstance(chosen, pd.DataFrame) and kept["candidate"].nunique() > 20
