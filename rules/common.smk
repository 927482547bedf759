# What the rules share. Runs again in each job of a cluster: light imports only, and nothing that
# differs between two runs of the same study.
import shlex
import sys
from pathlib import Path

import yaml

from selectivity.tables import fingerprint
from selectivity.tables import plan as division
from selectivity.tables.paths import constants_file, study_data_dir, study_root
from selectivity.tables.plan import DETAILED_UP_TO

# The console script of the environment that runs Snakemake, activated or not.
# A job ends with the workflow that started it (`exec` in the rules makes it Snakemake's own child).
shell.prefix(
    f"export PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH SELECTIVITY_JOB=1; "
)

CONFIG = workflow.configfiles[-1] if workflow.configfiles else "config/config.yaml"
if Path(CONFIG).is_relative_to(Path.cwd()):
    CONFIG = str(Path(CONFIG).relative_to(Path.cwd()))
SETTINGS = yaml.safe_load(Path(CONFIG).read_text(encoding="utf-8")) or {}
# `selectivity run --prior-only` passes the one value that is not in the file.
CALIBRATION = SETTINGS.get("calibration") or {}
PRIOR_ONLY = bool(config.pop("prior_only", False) or CALIBRATION.get("prior_only"))
PRIOR_OPTION = "--prior-only" if PRIOR_ONLY else ""
if config and config != SETTINGS:
    raise WorkflowError(
        f"one configuration file at a time, and no --config: set the values in {CONFIG}"
    )

TABLES = SETTINGS.get("tables") or {}
CANDIDATE_TABLES = [
    study_root(Path(CONFIG)) / table
    for table in (
        TABLES.get("candidates", "config/candidates.csv"),
        TABLES.get("candidate_groups", "config/candidate_groups.csv"),
    )
    if table
]
DATA = study_data_dir(Path(CONFIG), TABLES.get("data_dir"))
PHYSICS_TABLES = [DATA / name for name in ("ions.csv", "groups.csv", "materials.csv")]
if not PRIOR_ONLY:
    PHYSICS_TABLES.append(constants_file(Path(CONFIG), DATA, CALIBRATION.get("constants")))
SHOWN_TABLES = [
    DATA / "measured_selectivity.csv",
    DATA / "out_of_paper_predictions.csv",
    DATA / "references.bib",
    study_root(Path(CONFIG)) / "config/candidate_measurements.csv",
]

PLAN = division.plan(
    *(CANDIDATE_TABLES + [None])[:2], (SETTINGS.get("workflow") or {}).get("buckets")
)
N_BUCKETS = PLAN.n_buckets
SCALE = SETTINGS.get("scale") or {}
# A long study keeps of each candidate what the ranking needs; `rank` computes the shown ones again.
IS_LONG = PLAN.n_rows > SCALE.get("detailed_up_to", DETAILED_UP_TO)
IS_STAGED = IS_LONG and bool(SCALE.get("staged_samples"))
TIDY_TABLES = ("terms", "resistances", "descriptors", "explain", "regimes", "simulated")
BRIEF_TABLES = ("summary", "simulated")
SCREEN_TABLES = BRIEF_TABLES if IS_LONG else ("summary", *TIDY_TABLES)

FURTHER_FEEDS = list(SETTINGS.get("feeds") or {})[1:]
RANKINGS = ["ranking", *(f"ranking_{feed}" for feed in FURTHER_FEEDS)]
KEEPS_SAMPLES = bool((SETTINGS.get("sampling") or {}).get("keep_samples"))

# Sections of the configuration that no number depends on, but for one key of `md`; and what of
# `ranking` a candidate does.
SHOWN_SECTIONS = ("design", "md", "report", "workflow", "map")
TRAJECTORIES = TABLES.get("trajectories", "config/trajectories.csv")
MD_SETTINGS = SETTINGS.get("md") or {}
WITH_EFFECT = {
    **SETTINGS,
    "use_insufficient": bool(TRAJECTORIES) and MD_SETTINGS.get("use_insufficient"),
}
SETTINGS_HASH = fingerprint.settings_hash(WITH_EFFECT, without=[*SHOWN_SECTIONS, "measurements"])
DETECTION_LIMIT = (SETTINGS.get("ranking") or {}).get("detection_limit_m_s")
ELSEWHERE = ["rejection", "scale", "measurements"]
SCREEN_HASH = fingerprint.settings_hash(
    {**WITH_EFFECT, "ranking": DETECTION_LIMIT}, without=[*SHOWN_SECTIONS, *ELSEWHERE]
)
MAP_HASH = fingerprint.settings_hash(
    SETTINGS, without=["design", "md", "report", "workflow", *ELSEWHERE, "sampling"]
)


# All that the numbers depend on. File times do not tell it where a clock went back.
UPSTREAM = fingerprint.settings_hash(
    {
        "rows": list(PLAN.fingerprints),
        "data": fingerprint.files_hash(PHYSICS_TABLES),
        "settings": SCREEN_HASH,
        "code": fingerprint.code_hash(),
    }
)


wildcard_constraints:
    bucket=r"\d+",


def twice_as_much_each_time(first):
    """Resource that doubles when a job is tried again."""
    return lambda wildcards, attempt: first * 2 ** (attempt - 1)


def md_terms_of(bucket):
    """Table of MD terms, for a bucket with a simulated candidate."""
    return MD_TERMS if int(bucket) in SIMULATED_BUCKETS else []
