# Gathers the buckets, ranks, and compares with what was measured.
rule rank:
    input:
        config=ancient(CONFIG),
        buckets=expand(
            "results/buckets/{bucket}/{table}.parquet",
            bucket=range(N_BUCKETS),
            table=SCREEN_TABLES,
        ),
        md=MD_TERMS if IS_LONG else [],
        only=["results/survivors.parquet"] if IS_STAGED else [],
    output:
        "results/ranking.csv",
        expand("results/ranking_{feed}.csv", feed=FURTHER_FEEDS),
        "results/run.json",
        "results/rows.parquet",
        "results/datapackage.json",
        "results/comparison.parquet",
        "results/rejection_curve.parquet",
        expand("results/{table}.parquet", table=TIDY_TABLES),
        [directory(f"results/{name}.parquet") for name in RANKINGS] if IS_LONG else [],
        ["results/density.parquet"] if IS_LONG else [],
        ["results/samples.parquet"] if KEEPS_SAMPLES else [],
    log:
        "results/logs/rank.log",
    benchmark:
        "results/benchmarks/rank.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(2000),
        runtime=twice_as_much_each_time(10),
    params:
        data=fingerprint.files_hash(SHOWN_TABLES),
        settings=SETTINGS_HASH,
        prior=PRIOR_OPTION,
        upstream=UPSTREAM,
        buckets=N_BUCKETS,
        brief=" ".join(["--brief", *(f"--md-terms {name}" for name in MD_TERMS)]) * IS_LONG,
        code=fingerprint.code_hash([*fingerprint.PHYSICS, "commands/rank.py"]),
    message:
        "Ranking all candidates"
    shell:
        "exec selectivity rank --config {input.config:q} --of {params.buckets} {params.brief} "
        "{params.prior} --results results > {log:q} 2>&1"
