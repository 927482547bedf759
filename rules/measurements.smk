# What to measure next on the first candidates, and which input each is most sensitive to.
rule measurements:
    input:
        config=ancient(CONFIG),
        candidates=ancient(CANDIDATE_TABLES),
        data=ancient(PHYSICS_TABLES),
        rankings=["results/ranking.csv"] + expand("results/ranking_{feed}.csv", feed=FURTHER_FEEDS),
        md=MD_TERMS,
    output:
        "results/measurements.parquet",
        "results/sensitivity.parquet",
    log:
        "results/logs/measurements.log",
    benchmark:
        "results/benchmarks/measurements.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(2000),
        runtime=twice_as_much_each_time(10),
    params:
        settings=SETTINGS_HASH,
        upstream=UPSTREAM,
        section=fingerprint.settings_hash({"measurements": SETTINGS.get("measurements")}),
        code=fingerprint.code_hash([*fingerprint.PHYSICS, "commands/measurements.py"]),
        md=" ".join(f"--md-terms {name}" for name in MD_TERMS),
    message:
        "Finding what to measure next"
    shell:
        "exec selectivity measurements --config {input.config:q} --results results "
        "{params.md} > {log:q} 2>&1"
