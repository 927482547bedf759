"""Faults, one after another, on the small study; prints the table of docs/faults.md.

    python benchmarks/faults.py --folder FOLDER [--kills 50] [--seed 1] [--only NAME]

Needs Linux; disk_full and read_only need to be root. Half an hour on two free cores.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import fault_cases
from fault_study import Study, family, kill, make

MOMENT_FROM_S = 0.3


def kills(study: Study, reference: dict[str, bytes], wanted: int, seed: int) -> str:
    """SIGKILL at random moments, each followed by the ordinary command, which may be killed too."""
    chance = random.Random(seed)
    duration = _undisturbed(study)
    counts: Counter[str] = Counter()
    study.wipe()
    while counts["kills"] < wanted:
        whom = chance.choice(("command", "snakemake", "worker", "all"))
        hit = _killed_run(study, chance.uniform(MOMENT_FROM_S, duration / 2), whom, chance)
        if hit:
            counts.update(["kills", hit])
            print(f"kill {counts['kills']}: {hit}", file=sys.stderr, flush=True)
        else:
            counts.update(["finished", _judged(study, reference)])
            study.wipe()
    code, text = study.run()
    counts.update(
        ["finished", _judged(study, reference) if code == 0 else f"failed: {text[-300:]}"]
    )
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _undisturbed(study: Study) -> float:
    study.wipe()
    start = time.monotonic()
    code, text = study.run()
    assert code == 0, text
    return time.monotonic() - start


def _killed_run(study: Study, moment: float, whom: str, chance: random.Random) -> str:
    """Who was killed; empty if the run ended before."""
    process = study.start()
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        members = family(process.pid)
        chosen = {
            "command": [process.pid],
            "snakemake": members[:1],
            "worker": [chance.choice(members[1:])] if members[1:] else [],
            "all": [process.pid, *members],
        }[whom]
        if kill(chosen):
            process.communicate()
            return whom
    text, _ = process.communicate()
    if process.returncode:
        raise AssertionError(f"the ordinary command failed: {text[-2000:]}")
    return ""


def _judged(study: Study, reference: dict[str, bytes]) -> str:
    found = study.results()
    different = [name for name in {**found, **reference} if found.get(name) != reference.get(name)]
    return f"DIFFERENT {different}" if different else "byte-identical"


def main() -> None:
    """Run every fault and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    study = make(options.folder / "study")
    code, text = study.run()
    assert code == 0, text
    reference = study.results()
    rows = []
    if options.kills:
        rows.append(
            (f"{options.kills} × SIGKILL", kills(study, reference, options.kills, options.seed))
        )
    for name, case in fault_cases.CASES.items():
        if options.only in ("", name):
            rows.append((name, _outcome(case, study, reference)))
            print(f"{name}: {rows[-1][1]}", file=sys.stderr, flush=True)
    print("| fault | outcome |\n|---|---|")
    print("\n".join(f"| {name} | {outcome} |" for name, outcome in rows))


def _outcome(case: fault_cases.Case, study: Study, reference: dict[str, bytes]) -> str:
    """What was seen during the fault, and whether the next ordinary command put it right."""
    fresh = study.folder.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(study.folder, fresh, symlinks=True)
    other = Study(fresh, fresh)
    if case.from_nothing:
        other.wipe()
    seen = case.during(other)
    code, text = other.run()
    after = _judged(other, reference) if code == 0 else f"FAILED: {text[-500:]}"
    return f"{seen}; then `selectivity run`: {after}"


if __name__ == "__main__":
    main()
