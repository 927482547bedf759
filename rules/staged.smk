# Staged screening of a long study: few samples for every candidate, then all samples for those
# that may matter. What the filter loses stands in run.json.
rule filter:
    input:
        config=ancient(CONFIG),
        candidates=ancient(CANDIDATE_TABLES),
        data=ancient(PHYSICS_TABLES),
    output:
        expand("results/filter/{{bucket}}/{table}.parquet", table=SCREEN_TABLES),
    log:
        "results/logs/filter_{bucket}.log",
    benchmark:
        "results/benchmarks/filter_{bucket}.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1500),
        runtime=twice_as_much_each_time(30),
    params:
        folder="results/filter/{bucket}",
        rows=lambda wildcards: PLAN.fingerprints[int(wildcards.bucket)],
        data=fingerprint.files_hash(PHYSICS_TABLES),
        settings=SCREEN_HASH,
        samples=SCALE.get("staged_samples"),
        buckets=N_BUCKETS,
        prior=PRIOR_OPTION,
        code=fingerprint.code_hash(),
    message:
        "Filtering bucket {wildcards.bucket}"
    shell:
        "exec selectivity screen --config {input.config:q} --bucket {wildcards.bucket} "
        "--of {params.buckets} --brief --samples {params.samples} {params.prior} "
        "--output {params.folder:q} > {log:q} 2>&1"


rule survivors:
    input:
        config=ancient(CONFIG),
        buckets=expand("results/filter/{bucket}/summary.parquet", bucket=range(N_BUCKETS)),
    output:
        "results/survivors.parquet",
    log:
        "results/logs/survivors.log",
    benchmark:
        "results/benchmarks/survivors.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(2000),
        runtime=twice_as_much_each_time(10),
    params:
        scale=fingerprint.settings_hash(SCALE),
        buckets=N_BUCKETS,
        code=fingerprint.code_hash([*fingerprint.PHYSICS, "commands/survivors.py"]),
    message:
        "Choosing who gets all samples"
    shell:
        "exec selectivity survivors --config {input.config:q} --of {params.buckets} "
        "--output {output:q} > {log:q} 2>&1"
