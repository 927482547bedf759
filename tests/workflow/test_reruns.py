"""What runs again after a change: exactly what depends on it."""

import csv
import shutil
import time

from selectivity.tables.buckets import bucket_of

SECOND_RUN_BUDGET_S = 5.0
N_TRIES = 4  # other work may share the machine
NEXT, RANK = "Finding what to measure next", "Ranking all candidates"
REPORT, MAP = "Writing the report", "Drawing the map"
SAME = "One membrane through every process"
FREE_OF_NEIGHBOURS_EXCEPT = ("rank", "rank_lo", "rank_hi", "tie_group", "pareto", "p_top_k")
CONFIG = "config/config.test.yaml"


def candidates_table(study):
    """The candidates of the small study, and the number of buckets."""
    import yaml

    settings = yaml.safe_load((study.folder / CONFIG).read_text())
    return study.folder / settings["tables"]["candidates"], settings["workflow"]["buckets"]


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def screening(*buckets):
    return [f"Screening bucket {bucket}" for bucket in sorted(buckets)]


def seconds_of_a_run_with_nothing_to_do(study):
    start = time.perf_counter()
    ended = study.selectivity("run", "--config", CONFIG)
    seconds = time.perf_counter() - start
    assert ended.returncode == 0, ended.stderr
    assert "Nothing to be done" in ended.stdout + ended.stderr
    return seconds


def test_nothing_changed_nothing_runs_and_fast(study):
    ranking = (study.folder / "results/ranking.csv").read_bytes()
    tries = (seconds_of_a_run_with_nothing_to_do(study) for _ in range(N_TRIES))
    assert any(seconds <= SECOND_RUN_BUDGET_S for seconds in tries)
    assert (study.folder / "results/ranking.csv").read_bytes() == ranking


def test_comment_order_of_rows_and_touched_files_run_nothing(study):
    config = study.folder / CONFIG
    config.write_text("# a comment\n" + config.read_text())
    table, _ = candidates_table(study)
    write(table, read(table)[::-1])
    (study.folder / "data/ions.csv").touch()
    assert study.would_run() == []


def test_an_edited_candidate_reruns_its_bucket(study):
    table, n_buckets = candidates_table(study)
    rows = read(table)
    rows[0]["pore_radius_nm"] = "0.41"
    write(table, rows)
    bucket = bucket_of(rows[0]["candidate"], n_buckets)
    assert study.would_run() == [NEXT, RANK, *screening(bucket), REPORT]


def test_an_ion_property_reruns_all_buckets(study):
    table = study.folder / "data/ions.csv"
    rows = read(table)
    assert rows[0]["diffusivity_m2_s"] != "1.1e-9"
    rows[0]["diffusivity_m2_s"] = "1.1e-9"
    write(table, rows)
    _, n_buckets = candidates_table(study)
    assert study.would_run() == [MAP, NEXT, RANK, *screening(*range(n_buckets)), REPORT]


def test_physics_code_reruns_all_buckets(study):
    code = study.folder / "selectivity/constants.py"
    code.write_text(code.read_text() + "\n")
    _, n_buckets = candidates_table(study)
    assert study.would_run() == [MAP, NEXT, RANK, *screening(*range(n_buckets)), REPORT]


def test_the_reports_code_reruns_the_report(study):
    code = study.folder / "selectivity/report/__init__.py"
    code.write_text(code.read_text() + "\n")
    assert study.would_run() == [REPORT]


def test_a_setting_of_the_ranking_reruns_no_physics(study):
    config = study.folder / CONFIG
    config.write_text(config.read_text().replace("top_k: 10", "top_k: 3"))
    assert study.would_run() == [MAP, NEXT, RANK, REPORT]


def test_a_setting_of_the_measurements_reruns_only_them(study):
    config = study.folder / CONFIG
    config.write_text(config.read_text().replace("n_sobol: 16", "n_sobol: 32"))
    assert study.would_run() == [NEXT, REPORT]


def test_a_brine_plans_its_design_in_parts_and_the_report(study):
    config = study.folder / CONFIG
    text = config.read_text()
    assert "  brine: null" in text
    config.write_text(text.replace("  brine: null", "  brine: east_taijinar"))
    parts = [f"Designing part {process}_{k}" for process in ("nf", "dialysis") for k in (0, 1)]
    assert study.would_run() == sorted([*parts, "Gathering the design", SAME, REPORT])


def test_a_setting_of_the_model_reruns_all_buckets(study):
    config = study.folder / CONFIG
    config.write_text(config.read_text().replace("n_samples: 32", "n_samples: 64"))
    _, n_buckets = candidates_table(study)
    assert study.would_run() == [NEXT, RANK, *screening(*range(n_buckets)), REPORT]


def test_a_bibliography_entry_reruns_no_physics(study):
    bibliography = study.folder / "data/references.bib"
    bibliography.write_text(bibliography.read_text() + "\n@misc{someone2026, title={New}}\n")
    assert study.would_run() == [NEXT, RANK, REPORT]


# Only the first candidates have them, and who is among the first depends on the others.
OF_THE_FIRST = {"separation_factor_li_mg", "rejection_li", "rejection_mg", "water_flux_m_s"}


def test_an_added_candidate_leaves_the_numbers_of_the_others(study):
    table, n_buckets = candidates_table(study)
    before = {row["candidate"]: row for row in read(study.folder / "results/ranking.csv")}
    rows = read(table)
    write(table, [{**rows[0], "candidate": "a_new_one", "name": "A new one"}, *rows])
    bucket = bucket_of("a_new_one", n_buckets)
    assert study.would_run() == [NEXT, RANK, *screening(bucket), REPORT]
    ended = study.selectivity("run", "--config", CONFIG, "--cores", "1")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    after = {row["candidate"]: row for row in read(study.folder / "results/ranking.csv")}
    assert after.keys() - before.keys() == {"a_new_one"}
    for candidate, row in before.items():
        kept = {
            key
            for key in row
            if key not in {*FREE_OF_NEIGHBOURS_EXCEPT, *OF_THE_FIRST} and "distance" not in key
        }
        assert {key: after[candidate][key] for key in kept} == {key: row[key] for key in kept}


def test_the_same_study_elsewhere_gives_the_same_bytes(study):
    ranking = (study.folder / "results/ranking.csv").read_bytes()
    shutil.rmtree(study.folder / "results")
    shutil.rmtree(study.folder / ".snakemake")
    ended = study.selectivity("run", "--config", CONFIG, "--cores", "2", "results/ranking.csv")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (study.folder / "results/ranking.csv").read_bytes() == ranking
