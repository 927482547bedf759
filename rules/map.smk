# What membrane a target needs: selectivity over two descriptors, independent of the candidates.
rule map:
    input:
        config=ancient(CONFIG),
        data=ancient(PHYSICS_TABLES),
    output:
        "results/map.parquet",
    log:
        "results/logs/map.log",
    benchmark:
        "results/benchmarks/map.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1500),
        runtime=twice_as_much_each_time(10),
    params:
        data=fingerprint.files_hash(PHYSICS_TABLES),
        settings=MAP_HASH,
        prior=PRIOR_OPTION,
        code=fingerprint.code_hash([*fingerprint.PHYSICS, "commands/map.py"]),
    message:
        "Drawing the map"
    shell:
        "exec selectivity map --config {input.config:q} {params.prior} --output {output:q} > {log:q} 2>&1"
