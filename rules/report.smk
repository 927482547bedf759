# One offline page out of the result tables.
rule report:
    input:
        config=ancient(CONFIG),
        tables=rules.rank.output,
        measurements=rules.measurements.output,
        simulated=MD_TERMS + MD_ESTIMATES,
        design=DESIGN_TABLES,
        map=rules.map.output,
        same_membrane=SAME_MEMBRANE,
    output:
        page=report(
            "results/report.html",
            category="Report",
            caption="../workflow/report/report.rst",
        ),
        sums="results/report.sha256",
    log:
        "results/logs/report.log",
    benchmark:
        "results/benchmarks/report.tsv"
    conda:
        "../workflow/envs/selectivity.yaml"
    threads: 1
    resources:
        mem_mb=twice_as_much_each_time(2000),
        runtime=twice_as_much_each_time(10),
    params:
        data=fingerprint.files_hash(SHOWN_TABLES),
        settings=fingerprint.settings_hash(SETTINGS, without=["workflow"]),
        upstream=UPSTREAM,
        code=fingerprint.code_hash(["report", "commands/report.py"]),
    message:
        "Writing the report"
    shell:
        "exec selectivity report --config {input.config:q} --results results "
        "--output {output.page:q} > {log:q} 2>&1"
