# Physics of the candidates of one bucket. Buckets are stable (by hash of the identifier, or parts of
# a folder), so an edited row makes one of them new; the tables are `ancient` because the fingerprints in `params`
# say more than a file time does. Only buckets with a simulated candidate wait for simulations.
rule screen:
    input:
        config=ancient(CONFIG),
        candidates=ancient(CANDIDATE_TABLES),
        data=ancient(PHYSICS_TABLES),
        md=lambda wildcards: md_terms_of(wildcards.bucket),
        only=["results/survivors.parquet"] if IS_STAGED else [],
    output:
        expand("results/buckets/{{bucket}}/{table}.parquet", table=SCREEN_TABLES),
        "results/buckets/{bucket}/SHA256SUMS",
    log:
        "results/logs/screen_{bucket}.log",
    benchmark:
        "results/benchmarks/screen_{bucket}.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(1500),
        runtime=twice_as_much_each_time(30),
    params:
        folder="results/buckets/{bucket}",
        rows=lambda wildcards: PLAN.fingerprints[int(wildcards.bucket)],
        data=fingerprint.files_hash(PHYSICS_TABLES),
        settings=SCREEN_HASH,
        buckets=N_BUCKETS,
        prior=PRIOR_OPTION,
        brief="--brief" * IS_LONG,
        only="--only results/survivors.parquet" * IS_STAGED,
        code=fingerprint.code_hash(),
        md=lambda wildcards: " ".join(
            f"--md-terms {name}" for name in md_terms_of(wildcards.bucket)
        ),
        md_use=lambda wildcards: str((SETTINGS.get("md") or {}).get("use_insufficient"))
        * bool(md_terms_of(wildcards.bucket)),
    message:
        "Screening bucket {wildcards.bucket}"
    shell:
        "exec selectivity screen --config {input.config:q} --bucket {wildcards.bucket} "
        "--of {params.buckets} {params.brief} {params.only} {params.md} {params.prior} "
        "--output {params.folder:q} > {log:q} 2>&1"
