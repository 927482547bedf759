"""The whole workflow on the small configuration: what it leaves, and what bad input does to it."""

import csv
import json
import re
import subprocess
import sys

from selectivity.screening import gather, screen

NAMED = r"^{}_TABLES = \((.*?)\)$"
CONFIG = "config/config.test.yaml"
TABLES = ("terms", "resistances", "descriptors", "explain", "regimes", "comparison")
TABLES += ("simulated", "rejection_curve", "measurements", "sensitivity")
RANKING_COLUMNS = """
    rank rank_lo rank_hi tie_group candidate name material_class status selectivity_li_mg
    selectivity_li_mg_lo selectivity_li_mg_hi bound partition_selectivity diffusion_selectivity
    interfacial_selectivity permeability_li_m_s permeability_mg_m_s pareto p_top_k dominant_term
    dominant_stage n_assumed advice
"""


def test_every_output_is_there(finished_study):
    results = finished_study.folder / "results"
    for name in ("report.html", "ranking.csv", "run.json", *(f"{t}.parquet" for t in TABLES)):
        assert (results / name).stat().st_size > 0, name
    assert list((results / "logs").glob("*.log"))
    assert list((results / "benchmarks").glob("*.tsv"))


def test_the_ranking_has_its_columns_and_every_candidate_a_status(finished_study):
    with (finished_study.folder / "results/ranking.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert set(RANKING_COLUMNS.split()) <= set(rows[0])
    assert all(row["status"] for row in rows)


def test_the_rules_name_the_tables_that_the_package_writes(finished_study):
    rules = (finished_study.folder / "rules/common.smk").read_text()
    for name, tables in (("TIDY", gather.TIDY), ("BRIEF", screen.BRIEF)):
        found = re.search(NAMED.format(name), rules, re.MULTILINE | re.DOTALL).group(1)
        assert re.findall(r'"(\w+)"', found) == list(tables)
    for bucket in (finished_study.folder / "results/buckets").iterdir():
        assert {path.stem for path in bucket.glob("*.parquet")} == set(gather.TABLES)


def test_run_json_is_json(finished_study):
    assert json.loads((finished_study.folder / "results/run.json").read_text())


def test_bad_input_is_exit_2_and_leaves_earlier_results(study):
    ranking = (study.folder / "results/ranking.csv").read_bytes()
    config = study.folder / CONFIG
    config.write_text(config.read_text() + "\nnonsense_key: 1\n")
    ended = study.selectivity("run", "--config", CONFIG)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert "nonsense_key" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (study.folder / "results/ranking.csv").read_bytes() == ranking


def test_a_folder_without_a_study_is_named(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "selectivity", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "selectivity init" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_options_and_targets_go_to_snakemake(study):
    ended = study.selectivity("run", "--config", CONFIG, "--list-rules")
    assert ended.returncode == 0
    assert {"screen", "rank", "report"} <= set((ended.stdout + ended.stderr).split())
    ended = study.selectivity("run", "--config", CONFIG, "results/no_such_file.csv")
    assert ended.returncode == 1


def test_values_by_config_option_of_snakemake_are_refused(study):
    ended = study.selectivity("run", "--config", CONFIG, "-C", "seed=99")
    assert ended.returncode != 0
    assert "set the values in" in ended.stdout + ended.stderr


def test_snakemakes_lint_is_content(finished_study):
    ended = finished_study.snakemake("--lint")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_place_where_the_public_catalogue_looks_works(finished_study):
    ended = finished_study.snakemake("--snakefile", "workflow/Snakefile", "-n", "--forceall")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Writing the report" in ended.stdout + ended.stderr
