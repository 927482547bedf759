# The first candidate through every process, when the configuration names a brine.
SAME_MEMBRANE = ["results/same_membrane.parquet"] if DESIGN_PARTS else []


rule same_membrane:
    input:
        config=ancient(CONFIG),
        ranking="results/ranking.csv",
    output:
        "results/same_membrane.parquet",
    log:
        "results/logs/same_membrane.log",
    benchmark:
        "results/benchmarks/same_membrane.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1000),
        runtime=twice_as_much_each_time(10),
    params:
        data=fingerprint.files_hash(PHYSICS_TABLES),
        settings=SETTINGS_HASH,
        code=fingerprint.code_hash([*fingerprint.PHYSICS, "process", "commands/same_membrane.py"]),
    message:
        "One membrane through every process"
    shell:
        "exec selectivity same_membrane --config {input.config:q} --ranking {input.ranking:q} "
        "--output {output:q} > {log:q} 2>&1"
