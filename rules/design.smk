# A brine to a target, when the configuration names one: a job for each process and few candidates,
# so that a killed run keeps what was done, then their gathering. No brine, no jobs.
from selectivity.tables.design_parts import part_names

DESIGN = SETTINGS.get("design") or {}
DESIGN_PARTS = part_names(DESIGN)
# What other rules take as input.
DESIGN_FILES = [
    "results/design.json",
    "results/design.parquet",
    "results/design_streams.parquet",
]
DESIGN_TABLES = DESIGN_FILES if DESIGN_PARTS else []
DESIGN_DATA = [
    DATA / name for name in ("brines.csv", "prices.csv", "solution_ions.csv", "minerals.csv")
]
DESIGN_CODE = [*fingerprint.PHYSICS, "process", "commands/design.py"]


rule design_part:
    input:
        config=ancient(CONFIG),
        ranking="results/ranking.csv",
    output:
        "results/design_parts/{part}.json",
    log:
        "results/logs/design_{part}.log",
    benchmark:
        "results/benchmarks/design_{part}.tsv"
    wildcard_constraints:
        part=r"[a-z]+_\d+",
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1500),
        runtime=twice_as_much_each_time(30),
    params:
        data=fingerprint.files_hash([*PHYSICS_TABLES, *DESIGN_DATA]),
        settings=SETTINGS_HASH,
        upstream=UPSTREAM,
        design=fingerprint.settings_hash(DESIGN, without=["costs"]),
        code=fingerprint.code_hash([*DESIGN_CODE, "commands/design_part.py"]),
    message:
        "Designing part {wildcards.part}"
    shell:
        "exec selectivity design_part {wildcards.part} --config {input.config:q} "
        "--ranking {input.ranking:q} --output {output:q} > {log:q} 2>&1"


rule design:
    input:
        config=ancient(CONFIG),
        parts=expand("results/design_parts/{part}.json", part=DESIGN_PARTS),
    output:
        DESIGN_FILES,
    log:
        "results/logs/design.log",
    benchmark:
        "results/benchmarks/design.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1500),
        runtime=twice_as_much_each_time(10),
    params:
        data=fingerprint.files_hash(DESIGN_DATA),
        design=fingerprint.settings_hash(DESIGN),
        code=fingerprint.code_hash(DESIGN_CODE),
    message:
        "Gathering the design"
    shell:
        "exec selectivity design --config {input.config:q} --results results > {log:q} 2>&1"
