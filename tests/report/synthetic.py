"""A made-up results directory with every kind of row that a screening writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

IONS = ("Li+", "Mg2+", "Cl-")
FEEDS = ("chlorides", "dilute_pH3")
CLASSES = ("polyamide NF", "polyelectrolyte multilayer", "MOF", "COF", "MXene", "ion-exchange")
TERMS = ("steric", "dehydration_shells", "dielectric", "binding", "donnan")
STAGES = ("entry", "transit", "exit")
HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>'
N_CANDIDATES = 220


def write_results(folder: Path, n_candidates: int = N_CANDIDATES, feeds=FEEDS) -> Path:
    """Write a study: ``config/``, ``data/references.bib`` and ``results/``; returns results."""
    results = folder / "results"
    for path in (results, folder / "config", folder / "data"):
        path.mkdir(parents=True, exist_ok=True)
    names = [f"M{i:03d}" for i in range(n_candidates)]
    for index, feed in enumerate(feeds):
        frame = ranking(names, np.random.default_rng(index))
        file = "ranking.csv" if index == 0 else f"ranking_{feed}.csv"
        frame.to_csv(results / file, index=False)
    rng = np.random.default_rng(9)
    for name, table in {
        "terms": terms(names, feeds, rng),
        "resistances": resistances(names, feeds, rng),
        "descriptors": descriptors(names, rng),
        "explain": explain(names, feeds, rng),
        "regimes": regimes(names, feeds, rng),
        "comparison": comparison(names, rng),
    }.items():
        table.to_parquet(results / f"{name}.parquet", index=False)
    (results / "run.json").write_text(json.dumps(run(feeds)), encoding="utf-8")
    (folder / "data" / "references.bib").write_text(BIB, encoding="utf-8")
    (folder / "data" / "ions.csv").write_text(ION_SOURCES, encoding="utf-8")
    return results


def ranking(names: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Ranking with bounds (2), excluded (3), failed (2) and a hostile name."""
    n = len(names)
    log_s = np.sort(rng.normal(1.0, 0.7, n))[::-1]
    spread = rng.uniform(0.15, 0.6, n)
    log_p = rng.normal(-6.8, 0.8, n) - 0.4 * log_s
    rank = np.arange(1, n + 1)
    frame = pd.DataFrame(
        {
            "rank": pd.array(rank, dtype="Int64"),
            "rank_lo": pd.array(np.maximum(1, rank - rng.integers(0, 30, n)), dtype="Int64"),
            "rank_hi": pd.array(np.minimum(n, rank + rng.integers(0, 30, n)), dtype="Int64"),
            "tie_group": pd.array(1 + np.cumsum(rng.uniform(size=n) < 0.08), dtype="Int64"),
            "candidate": names,
            "name": [f"Membrane {i} of the test" for i in range(n)],
            "material_class": [CLASSES[i % len(CLASSES)] for i in range(n)],
            "status": "ok",
            "selectivity_li_mg": 10**log_s,
            "selectivity_li_mg_lo": 10 ** (log_s - spread),
            "selectivity_li_mg_hi": 10 ** (log_s + spread),
            "bound": "",
            "partition_selectivity": 10 ** (0.8 * log_s),
            "diffusion_selectivity": 10 ** (0.15 * log_s),
            "interfacial_selectivity": 10 ** (0.05 * log_s),
            "permeability_li_m_s": 10**log_p,
            "permeability_mg_m_s": 10 ** (log_p - log_s),
            "permeability_li_m_s_lo": 10 ** (log_p - 0.3),
            "permeability_li_m_s_hi": 10 ** (log_p + 0.3),
            "pareto": _pareto(log_p, log_s),
            "p_top_k": np.clip(1 - rank / 40 + rng.normal(0, 0.05, n), 0, 1),
            "dominant_term": rng.choice(TERMS, n),
            "dominant_stage": rng.choice(STAGES, n),
            "n_assumed": rng.integers(0, 9, n),
            "advice": "",
        }
    )
    return _special_rows(frame)


def _pareto(log_p: np.ndarray, log_s: np.ndarray) -> list[bool]:
    points = list(zip(log_p, log_s, strict=True))
    return [not any(p > a and s > b for p, s in points) for a, b in points]


def _special_rows(frame: pd.DataFrame) -> pd.DataFrame:
    n = len(frame)
    frame.loc[:1, "bound"] = "lower"
    frame.loc[:1, ["selectivity_li_mg", "selectivity_li_mg_lo"]] = [[3.2e4, 1.1e4], [2.1e4, 6e3]]
    frame.loc[:1, "selectivity_li_mg_hi"] = np.nan
    frame.loc[5, "name"] = HOSTILE
    frame.loc[6, "name"] = "=HYPERLINK(1)"
    blank = ["rank", "rank_lo", "rank_hi", "tie_group", "p_top_k"]
    blank += [c for c in frame if "selectivity" in c or "permeability" in c]
    for rows, status, advice in (
        (slice(n - 5, n - 3), "excluded", "Li+ does not fit: the pore radius is below 0.07 nm"),
        (slice(n - 2, n - 1), "failed", "fixed charge did not converge; check the IEC"),
    ):
        frame.loc[rows, ["status", "advice", "pareto"]] = [status, advice, False]
        for column in blank:
            frame.loc[rows, column] = pd.NA if frame[column].dtype == "Int64" else np.nan
    return frame


def _product(names, feeds, *others) -> pd.DataFrame:
    return pd.MultiIndex.from_product([names, feeds, *others]).to_frame(index=False)


def terms(names, feeds, rng) -> pd.DataFrame:
    """Energies with intervals; the steric term of Mg2+ is excluded for the first two."""
    frame = _product(names, feeds, IONS, ("interior", "mouth"), TERMS)
    frame.columns = ["candidate", "feed", "ion", "region", "term"]
    value = rng.normal(5, 6, len(frame))
    frame["value_kJ_mol"], frame["lo_kJ_mol"], frame["hi_kJ_mol"] = value, value - 2, value + 3
    frame["excluded_fraction"] = 0.0
    shut = (frame.term == "steric") & (frame.ion == "Mg2+") & frame.candidate.isin(names[:2])
    frame.loc[shut, ["value_kJ_mol", "hi_kJ_mol", "excluded_fraction"]] = [np.inf, np.inf, 0.8]
    frame["origin"] = "analytic"
    return frame


def resistances(names, feeds, rng) -> pd.DataFrame:
    """Shares that add up to one per ion."""
    frame = _product(names, feeds, IONS, STAGES)
    frame.columns = ["candidate", "feed", "ion", "stage"]
    share = rng.dirichlet((1, 6, 1), len(frame) // len(STAGES)).ravel()
    frame["share"], frame["share_lo"], frame["share_hi"] = share, share * 0.8, share * 1.1
    frame["resistance_s_m"] = share * 10 ** rng.uniform(5, 8, len(frame))
    frame.loc[(frame.ion == "Mg2+") & frame.candidate.isin(names[:2]), "resistance_s_m"] = np.inf
    return frame


def descriptors(names, rng) -> pd.DataFrame:
    """Five descriptors, each measured, derived or assumed."""
    what = {
        "pore_radius": ("nm", 0.4),
        "fixed_charge": ("mol/m³", -80.0),
        "thickness": ("nm", 100.0),
        "hydration_replaced": ("-", 0.9),
        "pore_permittivity": ("-", 45.0),
    }
    frame = pd.MultiIndex.from_product([names, what]).to_frame(index=False)
    frame.columns = ["candidate", "descriptor"]
    value = frame.descriptor.map(lambda d: what[d][1]) * rng.uniform(0.5, 1.5, len(frame))
    frame["value"], frame["lo"], frame["hi"] = value, value * 0.8, value * 1.2
    frame["unit"] = frame.descriptor.map(lambda d: what[d][0])
    frame["origin"] = rng.choice(["measured", "derived", "assumed"], len(frame))
    frame["derived_from"] = np.where(frame.origin == "derived", "mwco", "")
    frame["source"] = np.where(frame.origin == "measured", "wang2023", "estimate2026")
    return frame


def explain(names, feeds, rng) -> pd.DataFrame:
    """Selectivity with one term or stage switched off."""
    switches = [("term", term) for term in TERMS] + [("stage", stage) for stage in STAGES]
    frame = _product(names, feeds, range(len(switches)))
    frame.columns = ["candidate", "feed", "switch"]
    frame["kind"] = [switches[i][0] for i in frame.switch]
    frame["switched_off"] = [switches[i][1] for i in frame.switch]
    without = 10 ** rng.normal(0.5, 0.5, len(frame))
    frame = frame.assign(selectivity_without=without, log10_change=np.log10(without / 40))
    return frame.drop(columns="switch")


def regimes(names, feeds, rng) -> pd.DataFrame:
    """Size regime and flags per ion."""
    frame = _product(names, feeds, IONS)
    frame.columns = ["candidate", "feed", "ion"]
    frame["size_regime"] = rng.choice(["partial dehydration", "deep dehydration"], len(frame))
    frame["solute_pore_ratio"] = rng.uniform(0.1, 0.9, len(frame))
    frame["radius_in_channel_nm"] = rng.uniform(0.07, 0.35, len(frame))
    for flag in ("extrapolated", "weakly_hydrated", "hydrated_radius_assumed"):
        frame[flag] = rng.uniform(size=len(frame)) < 0.2
    for flag in ("debye_overlap", "stern_overlap"):
        frame[flag] = rng.uniform(size=len(frame)) < 0.5
    frame["debye_length_nm"], frame["donnan_potential_mV"] = 1.3, rng.normal(-20, 9, len(frame))
    frame["fixed_charge_mol_m3"], frame["isoelectric_point_pH"] = -60.0, 4.5
    return frame


def comparison(names, rng) -> pd.DataFrame:
    """Twelve comparable measurements and thirty that are not."""
    n = 42
    log = rng.normal(1.2, 0.5, n)
    comparable = np.arange(n) < 12
    reason = "salt rejection at finite pressure is not an ion permeability ratio at zero force"
    return pd.DataFrame(
        {
            "row_id": [f"S{i:04d}" for i in range(n)],
            "candidate": names[:n] + [""] * max(0, n - len(names)),
            "kind": np.where(comparable, "permeability_ratio", "mixed_salt_rejection_ratio"),
            "pair": "Li+/Mg2+",
            "measured_log10": log,
            "predicted_log10": np.where(comparable, log + rng.normal(0, 0.4, n), np.nan),
            "lo_log10": np.where(comparable, log - 0.6, np.nan),
            "hi_log10": np.where(comparable, log + 0.6, np.nan),
            "comparable": comparable,
            "reason": np.where(comparable, "", reason),
        }
    )


def run(feeds) -> dict:
    """A run record."""
    solution = {"Li+": 3.4, "Mg2+": 19.6, "Cl-": 42.6}
    water = {"concentrations_mM": solution, "pH": 6, "temperature_C": 25}
    return {
        "version": "0.1.0",
        "commit": "0123abc",
        "code_hash": "f" * 64,
        "seed": 20261121,
        "n_samples": 256,
        "constants": {"origin": "calibrated", "file": "data/c.csv", "data_version": "0f1e2d"},
        "ranking_rule": "Rank 1 has the largest median Li+/Mg2+ selectivity.",
        "config": {
            "pair": {"wanted": "Li+", "unwanted": "Mg2+"},
            "feeds": dict.fromkeys(feeds, water),
            "ranking": {"detection_limit_m_s": 1e-12, "tie_probability": 0.05, "top_k": 20},
        },
        "inputs": {"config/candidates.csv": "a" * 64},
        "outputs": {"results/ranking.csv": "b" * 64},
        "started": "2026-11-21T08:00:00Z",
        "seconds": 21.5,
    }


ION_SOURCES = "ion,charge,diffusivity_source\nLi+,1,nightingale1959\nNa+,1,notused1999\n"

BIB = """@article{wang2023,
  title = {Concentration {dependence}},
  author = {Wang, R.},
  doi = {10.1038/s44221-023-00037-0},
  year = {2023},
}

@misc{estimate2026,
  title = {Estimates of this project},
}

@article{nightingale1959,
  title = {Ion Solvation},
}

@article{notused1999,
  title = {Never cited},
}
"""
