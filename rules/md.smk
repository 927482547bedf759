# Trajectories to the table of MD terms: one job per simulated candidate and ion. A refused pair is
# a row with its reason, so that the others go on. No rows in the table, no jobs.
from selectivity.md.pairs import pair_jobs

MD_JOBS = (
    pair_jobs(
        study_root(Path(CONFIG)) / TRAJECTORIES, study_root(Path(CONFIG)), CANDIDATE_TABLES[0]
    )
    if TRAJECTORIES
    else {}
)
# What other rules take as input.
MD_TERMS = ["results/md_terms.parquet"] if MD_JOBS else []
MD_ESTIMATES = ["results/md_estimates.parquet"] if MD_JOBS else []
SIMULATED_BUCKETS = PLAN.buckets_with({job.candidate for job in MD_JOBS.values()})


rule md_analyse:
    input:
        config=ancient(CONFIG),
        files=lambda wildcards: MD_JOBS[wildcards.job].files,
    output:
        "results/md/{job}.parquet",
    log:
        "results/logs/md_{job}.log",
    benchmark:
        "results/benchmarks/md_{job}.tsv"
    wildcard_constraints:
        job="[A-Za-z0-9_.-]+",
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 2
    resources:
        mem_mb=twice_as_much_each_time(2000),
        runtime=twice_as_much_each_time(240),
    params:
        table=str(study_root(Path(CONFIG)) / (TRAJECTORIES or "")),
        candidate=lambda wildcards: MD_JOBS[wildcards.job].candidate,
        ion=lambda wildcards: MD_JOBS[wildcards.job].ion,
        rows=lambda wildcards: MD_JOBS[wildcards.job].rows,
        settings=fingerprint.settings_hash(MD_SETTINGS, without=["use_insufficient"]),
        code=fingerprint.code_hash(["md", "commands/md.py"]),
    message:
        "Analysing simulations of {params.candidate} with {params.ion}"
    shell:
        "exec selectivity md analyse --table {params.table:q} --config {input.config:q} "
        "--candidate {params.candidate:q} --ion {params.ion:q} --cores {threads} --keep-going "
        "--output {output:q} > {log:q} 2>&1"


rule md_gather:
    input:
        expand("results/md/{job}.parquet", job=list(MD_JOBS)),
    output:
        table="results/md_terms.parquet",
        checksums="results/md_terms.sha256",
    log:
        "results/logs/md_gather.log",
    benchmark:
        "results/benchmarks/md_gather.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1000),
        runtime=twice_as_much_each_time(10),
    params:
        code=fingerprint.code_hash(["md/table.py", "commands/md.py"]),
    message:
        "Gathering the terms of all simulations"
    shell:
        "exec selectivity md gather {input:q} --output {output.table:q} > {log:q} 2>&1"


rule md_estimates:
    input:
        config=ancient(CONFIG),
        candidates=ancient(CANDIDATE_TABLES),
        data=ancient(PHYSICS_TABLES),
        terms="results/md_terms.parquet",
    output:
        "results/md_estimates.parquet",
    log:
        "results/logs/md_estimates.log",
    benchmark:
        "results/benchmarks/md_estimates.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1000),
        runtime=twice_as_much_each_time(10),
    params:
        data=fingerprint.files_hash(PHYSICS_TABLES),
        settings=SCREEN_HASH,
        code=fingerprint.code_hash(),
    message:
        "Estimating constants of the shell model from simulations"
    shell:
        "exec selectivity md estimates {input.terms:q} --config {input.config:q} "
        "--output {output:q} > {log:q} 2>&1"
