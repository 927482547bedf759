"""Data packages: in step with the schemas, and valid by Frictionless itself."""

import json
import shutil
from pathlib import Path

import frictionless
import pandas as pd

from selectivity.provenance.datapackage import result_column, shipped_package

ROOT = Path(__file__).parents[2]


def test_the_shipped_package_is_that_of_the_schemas():
    """After a change: ``python -m selectivity.provenance.datapackage``."""
    assert json.loads((ROOT / "datapackage.json").read_text()) == shipped_package(ROOT)


def test_the_shipped_tables_are_valid():
    report = frictionless.validate(str(ROOT / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert report.stats["tasks"] == 13


def test_a_broken_table_would_be_noticed(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("md"))
    shutil.copytree(ROOT / "config", tmp_path / "config")
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    table = tmp_path / "data/ions.csv"
    table.write_text(table.read_text().replace("lithium,lithium|Li", "lithium,Li", 1) + "Li+\n")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert not report.valid


def test_results_are_valid_and_every_column_is_explained(finished_study, tmp_path):
    results = finished_study.folder / "results"
    package = json.loads((results / "datapackage.json").read_text())
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert result_column(field["name"]), (resource["path"], field["name"])
        if resource["format"] == "parquet":  # Frictionless itself reads CSV
            frame = pd.read_parquet(results / resource["path"])
            for name in frame.select_dtypes("bool"):
                frame[name] = frame[name].map({True: "true", False: "false"})
            resource.update(path=f"{resource['name']}.csv", format="csv", mediatype="text/csv")
            frame.to_csv(tmp_path / resource["path"], index=False)
            del resource["hash"], resource["bytes"]
        else:
            shutil.copy(results / resource["path"], tmp_path)
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    outputs = json.loads((results / "run.json").read_text())["outputs"]
    assert len(package["resources"]) == len(outputs)
