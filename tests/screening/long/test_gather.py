"""A long study from enumerated parts to results: the same numbers as a short one."""

import json

import numpy as np
import pandas as pd
import pytest

from selectivity.provenance.edited import edited_results
from selectivity.report.page import write_report
from selectivity.screening import gather, screen
from selectivity.screening.long.gather import gather_long
from selectivity.screening.map import map_table
from selectivity.tables.plan import pieces_of
from selectivity.tables.space import Space
from selectivity.tables.space_files import write_space
from selectivity.tables.study import load_study
from selectivity.tables.sums import read_sums, write_sums
from selectivity.tables.wanted import Wanted
from selectivity.tables.write import write_parquet

SPACE = Space(
    candidates=260,
    part_rows=100,
    columns={
        "pore_radius_nm": {"low": 0.25, "high": 0.9},
        "fixed_charge_mol_m3": {"low": -300, "high": 300},
        "thickness_nm": [50, 200],
        "geometry": "cylinder",
        "material_class": "other",
    },
    groups={"acid": {"location": "wall", "group": "carboxylate", "site_density_mol_m3": [0, 80]}},
)
CONFIG = """\
tables: {candidates: design/candidates, candidate_groups: design/candidate_groups,
         trajectories: null}
sampling: {n_samples: 16, keep_samples: true}
workflow: {buckets: 3}
scale: {detailed_up_to: 100, first: 30, sample: 20}
map: {points: 7}
feeds:
  standard: {}
  warm: {temperature_C: 40}
"""


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Results of the long way and of the short way over the same candidates."""
    root = tmp_path_factory.mktemp("long")
    write_space(SPACE, root / "design")
    (root / "config").mkdir()
    config = root / "config" / "config.yaml"
    config.write_text(CONFIG)
    assert len(pieces_of(root / "design/candidates", 3)) == 3
    for bucket in range(3):
        study = load_study(config, wanted=Wanted(bucket=(bucket, 3)))
        for name, brief in (("long", True), ("short", False)):
            folder = root / name / "buckets" / str(bucket)
            screen.screen_bucket(study, (bucket, 3), folder, None, brief)
    gather.gather(load_study(config), root / "short/buckets", root / "short", 3)
    gather_long(config, root / "long/buckets", root / "long", 3)
    return root


def frames(studies, name):
    return pd.read_csv(studies / "long" / name), pd.read_csv(studies / "short" / name)


@pytest.mark.parametrize("way", ["long", "short"])
def test_a_run_finds_its_own_results_right(studies, way):
    assert edited_results(studies / way) == []


@pytest.mark.parametrize("name", ["ranking.csv", "ranking_warm.csv"])
def test_shown_rows_are_those_of_the_whole_ranking(studies, name):
    long, short = frames(studies, name)
    assert 45 < len(long) < len(short) == 260
    assert long["rank"][:30].tolist() == list(range(1, 31))
    both = long.merge(short, on="candidate", suffixes=("", "_short"))
    for column in short.columns:
        if column in ("candidate", "rank_lo", "rank_hi"):
            continue
        first, second = both[column], both[f"{column}_short"]
        if first.dtype.kind == "f":
            np.testing.assert_allclose(first, second, rtol=1e-12, err_msg=column)
        else:
            assert first.fillna("").tolist() == second.fillna("").tolist(), column
    assert (both["rank_lo"] <= both["rank_lo_short"]).all()
    assert (both["rank_hi"] >= both["rank_hi_short"]).all()


@pytest.mark.parametrize("name", gather.TIDY)
def test_tables_hold_the_shown_with_the_same_numbers(studies, name):
    long = pd.read_parquet(studies / "long" / f"{name}.parquet")
    short = pd.read_parquet(studies / "short" / f"{name}.parquet")
    shown = set(pd.concat(pd.read_csv(studies / "long" / f)["candidate"]
                          for f in ("ranking.csv", "ranking_warm.csv")))  # fmt: skip
    if name != "simulated":
        assert set(long["candidate"]) == shown
    expected = short[short["candidate"].isin(shown)].reset_index(drop=True)
    pd.testing.assert_frame_equal(long, expected, check_dtype=False)


def test_every_candidate_is_in_the_parts(studies):
    parts = sorted((studies / "long" / "ranking.parquet").glob("*.parquet"))
    whole = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    short = pd.read_csv(studies / "short" / "ranking.csv")
    assert whole["candidate"].tolist() == short["candidate"].tolist()
    assert whole["rank"].tolist() == short["rank"].tolist()


def test_samples_are_those_of_the_short_way(studies):
    long, short = (pd.read_parquet(studies / n / "samples.parquet") for n in ("long", "short"))
    keys = ["candidate", "feed", "sample"]
    pd.testing.assert_frame_equal(
        long.sort_values(keys, ignore_index=True),
        short.sort_values(keys, ignore_index=True),
        check_dtype=False,
    )


def test_run_json_says_what_is_kept_and_how_well_ranks_are_known(studies):
    run = json.loads((studies / "long" / "run.json").read_text())
    told = run["scale"]["feeds"]["standard"]
    assert (told["candidates"], told["shown"]) == (260, len(frames(studies, "ranking.csv")[0]))
    assert told["rank_intervals_exact_up_to"] == 30
    short = frames(studies, "ranking.csv")[1]["selectivity_li_mg"]
    assert told["quantiles"]["selectivity"]["0.5"] == pytest.approx(short.median(), rel=0.1)
    assert sum(name.startswith("ranking.parquet/") for name in run["outputs"]) >= 1
    assert sum("design/candidates/part-" in name for name in run["inputs"]) == 3


def test_the_density_counts_all(studies):
    density = pd.read_parquet(studies / "long" / "density.parquet")
    assert density.groupby("feed")["candidates"].sum().tolist() == [260, 260]


def test_the_report_says_how_many_there_are(studies):
    config = studies / "config/config.yaml"
    study = load_study(config, wanted=Wanted(names=()))
    write_parquet(studies / "long/map.parquet", map_table(study))
    page = write_report(config, studies / "long", studies / "report.html").read_text()
    assert "of 260 candidates" in page
    assert "Where do all candidates lie?" in page and "What membrane does a target need?" in page
    assert "style=" not in page.split("<main>")[1].split("</main>")[0]
    assert len(page) < 5_000_000


def test_a_part_that_changed_changes_only_its_own_numbers(studies):
    study = load_study(studies / "config/config.yaml", wanted=Wanted(bucket=(1, 3)))
    assert study.candidates["candidate"].tolist() == [f"design-{i:09d}" for i in range(100, 200)]
    assert set(study.candidate_groups["candidate"]) <= set(study.candidates["candidate"])


def test_checksums_of_a_folder_are_those_of_its_parts(studies, tmp_path):
    folder = studies / "long" / "ranking.parquet"
    named = read_sums(write_sums(tmp_path / "SUMS", [folder]))
    assert sorted(path.name for path in named) == sorted(p.name for p in folder.iterdir())
