# Longer than its first time limit, shorter than its second.
rule slow:
    output:
        "results/slow.txt",
    resources:
        mem_mb=1000,
        runtime=twice_as_much_each_time(1),
    shell:
        "sleep 100; echo done > {output:q}"
