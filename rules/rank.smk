# Gathers the buckets, ranks, and compares with what was measured.
rule rank:
    input:
        config=ancient(CONFIG),
        buckets=expand(
            "results/buckets/{bucket}/{table}.parquet",
            bucket=range(N_BUCKETS),
            table=SCREEN_TABLES,
        ),
    output:
        "results/ranking.csv",
        expand("results/ranking_{feed}.csv", feed=FURTHER_FEEDS),
        "results/run.json",
        "results/rows.parquet",
        "results/datapackage.json",
        "results/comparison.parquet",
        "results/rejection_curve.parquet",
        expand("results/{table}.parquet", table=SCREEN_TABLES[1:]),
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
        code=fingerprint.code_hash([*fingerprint.PHYSICS, "commands/rank.py"]),
    message:
        "Ranking all candidates"
    shell:
        "exec selectivity rank --config {input.config:q} {params.prior} --results results > {log:q} 2>&1"
