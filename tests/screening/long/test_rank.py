"""The streamed ranking against the one that holds everything."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from selectivity.screening import ranking, table
from selectivity.screening.long import order, rank, rows
from selectivity.screening.long.front import Density, Front
from selectivity.screening.long.sketch import Quantiles, SampleSketch
from selectivity.screening.long.ties import Ties
from selectivity.screening.tidy import fixed_list

PAIR = ("Li+", "Mg2+")
N_SAMPLES = 16


def summary_rows(count, seed=0):
    rng = np.random.default_rng(seed)
    middle = rng.normal(1.0, 2.0, count)
    samples = (middle[:, None] + rng.normal(0.0, 0.7, (count, N_SAMPLES))).astype(np.float32)
    samples[rng.random((count, N_SAMPLES)) < 0.02] = -np.inf
    samples[: count // 50] = samples[0]  # ties in every sample
    median = 10.0 ** np.round(np.median(samples, axis=1), 1)  # and in the median
    status = np.where(rng.random(count) < 0.05, "failed", "ok").astype(object)
    status[rng.random(count) < 0.03] = "excluded"
    frame = pd.DataFrame({"candidate": [f"c{i:05d}" for i in rng.permutation(count)]})
    frame = frame.assign(feed="standard", name="", material_class="other", status=status)
    for name in table.column_names(PAIR):
        if name not in (*frame, *table.RANK_COLUMNS):
            frame[name] = np.nan if name[0] in "psed" or name == "bound" else 0.0
    frame = frame.assign(bound="", advice="", dominant_term="", dominant_stage="", n_assumed=2)
    frame["selectivity_li_mg"] = np.where(status == "ok", median, np.nan)
    frame["permeability_li_m_s"] = 10.0 ** rng.normal(-7.0, 1.0, count) / np.sqrt(median)
    return frame, samples


@pytest.fixture(params=[400, 3000])
def bucketed(request, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "ROWS", 256)
    monkeypatch.setattr(rank, "RANGE_ROWS", 200)
    monkeypatch.setattr(order, "WAITING_ROWS", 64)
    frame, samples = summary_rows(request.param)
    paths = []
    for number, part in enumerate(np.array_split(np.arange(len(frame)), 5)):
        whole = pa.Table.from_pandas(frame.iloc[part], preserve_index=False)
        whole = whole.append_column(table.SAMPLES, fixed_list(samples[part]))
        pq.write_table(whole, tmp_path / f"{number}.parquet")
        paths.append(tmp_path / f"{number}.parquet")
    frame[table.SAMPLES] = list(samples)
    return frame, paths


def ranked(paths, tmp_path, first=50):
    wish = rank.Wish(PAIR, 10, 0.05, first, 40)
    folder = tmp_path / "ranking.parquet"
    found = rank.rank_feed(paths, "standard", wish, folder)
    parts = sorted(folder.glob("*.parquet"))
    return found, pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True), parts


def test_everything_is_as_in_memory_but_intervals_far_down_are_wider(bucketed, tmp_path):
    frame, paths = bucketed
    exact = table.ranking_table(frame, PAIR, 10)
    found, streamed, parts = ranked(paths, tmp_path)
    assert len(parts) > 1
    with_rank = exact["rank"].notna()
    kept = streamed["rank"].notna()
    assert streamed["candidate"][kept].tolist() == exact["candidate"][with_rank].tolist()
    assert set(streamed["candidate"]) == set(exact["candidate"])
    for name in ("rank", "tie_group", "pareto", "p_top_k"):
        assert streamed[name][kept].tolist() == exact[name][with_rank].tolist(), name
    low = exact["rank_lo"][with_rank] - streamed["rank_lo"][kept]
    high = streamed["rank_hi"][kept] - exact["rank_hi"][with_rank]
    assert low.min() >= 0 and high.min() >= 0
    assert max(low.max(), high.max()) <= found.seen.sketch.resolution
    within = (exact["rank_hi"][with_rank] <= 50).to_numpy()
    assert (low[within] == 0).all() and (high[within] == 0).all()
    distance = "pareto_distance_decades"
    np.testing.assert_allclose(streamed[distance][kept], exact[distance][with_rank], atol=1e-5)


def test_shown_are_the_first_the_front_and_even_steps(bucketed, tmp_path):
    frame, paths = bucketed
    exact = table.ranking_table(frame, PAIR, 10)
    found, _, _ = ranked(paths, tmp_path)
    shown = found.shown
    names = set(shown["candidate"])
    assert set(exact["candidate"][:50]) <= names
    assert set(exact["candidate"][exact["pareto"]]) <= names
    ranks = shown["rank"].dropna().astype(int).to_numpy()
    assert (np.diff(ranks) > 0).all()
    n_ranked = int(exact["rank"].notna().sum())
    beyond = ranks[ranks > 50]
    assert len(beyond) > 25
    assert np.diff(beyond).max() <= n_ranked / 40 + 1
    assert list(shown.columns) == list(exact.columns)
    assert set(shown["candidate"][shown["rank"].isna()]) <= set(
        exact["candidate"][exact["rank"].isna()]
    )


def test_the_order_of_the_buckets_does_not_matter(bucketed, tmp_path):
    _, paths = bucketed
    _, first, _ = ranked(paths, tmp_path)
    (tmp_path / "other").mkdir()
    _, second, _ = ranked(paths[::-1], tmp_path / "other")
    pd.testing.assert_frame_equal(first, second)


def test_another_feed_is_left_out(bucketed, tmp_path):
    _, paths = bucketed
    wish = rank.Wish(PAIR, 10, 0.05, 50, 40)
    (tmp_path / "w").mkdir()
    found = rank.rank_feed(paths, "warm", wish, tmp_path / "w" / "ranking.parquet")
    assert found.seen.n_rows == 0
    assert len(found.shown) == 0


def test_ties_in_blocks_are_those_at_once():
    rng = np.random.default_rng(3)
    middle = np.sort(rng.normal(size=900))[::-1]
    samples = middle + rng.normal(scale=0.15, size=(32, 900))
    samples[rng.random(samples.shape) < 0.05] = -np.inf
    expected = ranking.tie_groups(samples, np.arange(900), 0.05)
    ties = Ties(0.05)
    found = np.concatenate([ties.of(part) for part in np.array_split(samples, 7, axis=1)])
    assert found.tolist() == expected.tolist()
    assert expected.max() > 5
    assert ties.n_first == (expected == 1).sum()


def test_ranks_are_exact_at_the_top_and_bracketed_below():
    rng = np.random.default_rng(1)
    samples = rng.normal(size=(8, 5000)).astype(np.float32)
    samples[:, :40] = np.inf
    samples[:, 40:90] = -np.inf
    samples[:, 100:160] = samples[:, [100]]
    sketch = SampleSketch(8, exact=200)
    for part in np.array_split(samples, 6, axis=1):
        sketch.add(part)
    low, high = sketch.ranks(samples)
    exact = ranking.sample_ranks(samples)
    assert (low <= exact).all() and (exact <= high).all()
    top = exact <= 200
    assert (low[top] == exact[top]).all() and (high[top] == exact[top]).all()


def test_front_is_that_of_all_at_once():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 4000)).round(2)
    x[::50] = np.nan
    y[::70] = -np.inf
    front = Front()
    for part in np.array_split(np.arange(4000), 9):
        front.add(x[part], y[part])
    member, distance = front.place(x, y)
    expected = ranking.pareto_front(x, y)
    assert member.tolist() == expected.tolist()
    np.testing.assert_allclose(distance, ranking.front_distance(x, y, expected), atol=1e-12)


def test_density_counts_every_candidate_in_its_cell():
    density = Density()
    density.add(np.array([-7.01, -7.02, -6.99, np.nan]), np.array([2.0, 2.05, 2.01, 1.0]))
    frame = density.frame("standard")
    assert frame["candidates"].tolist() == [2, 1]
    assert frame["log10_permeability_m_s"].tolist() == [-7.05, -6.95]


def test_quantiles_within_a_bin():
    rng = np.random.default_rng(4)
    values = rng.normal(size=20000)
    found = Quantiles()
    for part in np.array_split(values, 4):
        found.add(part)
    shares = (0.05, 0.5, 0.95)
    np.testing.assert_allclose(found.at(shares), np.quantile(values, shares), atol=2e-3)
