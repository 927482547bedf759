"""The small study through Slurm: the same bytes as here, and jobs that are killed by the scheduler.

    apt-get install slurm-wlm munge && pip install snakemake-executor-plugin-slurm
    tests/slurm/up.sh FOLDER
    python tests/slurm/run.py --folder STUDY
    tests/slurm/down.sh FOLDER

About ten minutes. Ends with exit code 1 if something is not as it should be.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from fault_study import CONFIG, LINE, Study, make  # noqa: E402

# One machine, no accounting.
ON_SLURM = ["--workflow-profile", "workflow/profiles/slurm", "--jobs", "4"]
ON_SLURM += ["--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "1"]
ON_SLURM += ["--latency-wait", "10"]
SHOWN = re.compile(
    r"SLURM status|submitted with SLURM jobid|Trying to restart|selectivity: |of \d+ steps"
)
BASE = LINE[: LINE.index("--cores")]


def run(study: Study, arguments: list[str], title: str) -> tuple[int, str]:
    """The command with some arguments; prints the lines of its log that tell the story."""
    print(f"\n== {title}\n$ selectivity {' '.join([*BASE[3:], *arguments])}", flush=True)
    started = time.monotonic()
    ended = subprocess.run(
        [*BASE, *arguments],
        cwd=study.folder,
        env=study.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    (study.folder.parent / f"{title.replace(' ', '_')}.log").write_text(ended.stdout)
    for line in ended.stdout.splitlines():
        if SHOWN.search(line):
            print(f"  {line.strip()[:170]}")
    print(f"  exit code {ended.returncode}, {time.monotonic() - started:.0f} s", flush=True)
    return ended.returncode, ended.stdout


def same(study: Study, reference: dict[str, bytes]) -> bool:
    """Whether every result has the reference's bytes; says so."""
    found = study.results()
    different = [name for name in {**found, **reference} if found.get(name) != reference.get(name)]
    words = f"DIFFERENT: {different}" if different else f"{len(found)} results byte-identical"
    print(f"  {words}", flush=True)
    return not different


def main() -> None:
    """Four runs, each judged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    folder = parser.parse_args().folder
    shutil.rmtree(folder, ignore_errors=True)
    study = make(folder / "study")
    code, _ = run(study, ["--cores", "2"], "here")
    reference = study.results()
    good = [code == 0]

    study.wipe()
    code, text = run(study, ON_SLURM, "on Slurm")
    good += [code == 0, same(study, reference), "SLURM jobid" in text]

    study.wipe()
    more = ["--set-resources", "screen:mem_mb=60*attempt**3", "--retries", "2"]
    code, text = run(study, [*ON_SLURM, *more], "too little memory, then more")
    good += [code == 0, same(study, reference), "Trying to restart" in text]

    study.wipe()
    never = ["--set-resources", "screen:mem_mb=60", "--retries", "1"]
    code, text = run(study, [*ON_SLURM, *never], "never enough memory")
    good += [
        code != 0,
        "the scheduler ended" in text and "for memory" in text,
        not study.results().get("ranking.csv"),
    ]

    with (study.folder / "Snakefile").open("a") as snakefile:
        snakefile.write("\n\n" + (ROOT / "tests/slurm/slow.smk").read_text())
    code, text = run(study, [*ON_SLURM, "results/slow.txt"], "past its time, then longer")
    good += [code == 0, "Trying to restart" in text]
    print(f"\n{sum(good)} of {len(good)} as they should be ({CONFIG})")
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
