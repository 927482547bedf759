# Which membranes separate Li+ from Mg2+: tables to a ranked report. The logic is in the package.
from snakemake.utils import min_version

min_version("9.0")


localrules:
    all,


rule all:
    input:
        "results/report.html",
        "results/ranking.csv",


include: "rules/common.smk"
include: "rules/md.smk"
include: "rules/screen.smk"


if IS_STAGED:

    include: "rules/staged.smk"


include: "rules/rank.smk"
include: "rules/measurements.smk"
include: "rules/design.smk"
include: "rules/map.smk"
include: "rules/same_membrane.smk"
include: "rules/report.smk"
