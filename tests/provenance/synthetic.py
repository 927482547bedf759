"""Results of a run that never was: three candidates in one feed."""

import json

import pandas as pd

CONFIG = {
    "pair": {"wanted": "Li+", "unwanted": "Mg2+"},
    "feeds": {"standard": {"pH": 6.0}},
    "tables": {"candidates": "config/candidates.csv", "candidate_groups": None},
    "sampling": {"n_samples": 32},
    "report": {"title": "a"},
}
INPUTS = {
    name: name[0] * 64
    for name in (
        "config/config.yaml",
        "config/candidates.csv",
        "data/ions.csv",
        "data/references.bib",
    )
}
SELECTIVITY = {"first": 30.0, "second": 20.0, "third": 10.0}


def write_results(folder, selectivity=None, own_rows=None, **record):
    """A results directory; anything of the record may be given."""
    selectivity = SELECTIVITY if selectivity is None else selectivity
    folder.mkdir(parents=True)
    names = sorted(selectivity, key=lambda name: -selectivity[name])
    rows = {
        "rank": range(1, len(names) + 1),
        "candidate": names,
        "status": "ok",
        "selectivity_li_mg": [selectivity[name] for name in names],
        "selectivity_li_mg_lo": 1.0,
        "selectivity_li_mg_hi": 100.0,
        "bound": "",
    }
    pd.DataFrame(rows).to_csv(folder / "ranking.csv", index=False)
    prints = dict.fromkeys(names, "same") | (own_rows or {})
    frame = pd.DataFrame({"candidate": list(prints), "fingerprint": list(prints.values())})
    frame.to_parquet(folder / "rows.parquet", index=False)
    content = {
        "version": "0.1.0",
        "code_hash": "c" * 64,
        "versions": {"numpy": "2.0"},
        "config": CONFIG,
        "inputs": INPUTS,
        "outputs": {},
        "started": "2026-01-01",
    }
    (folder / "run.json").write_text(json.dumps({**content, **record}))
    return folder
