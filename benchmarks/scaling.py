"""Time, memory and sizes of whole studies: python benchmarks/scaling.py [candidates ...].

Enumerates the worked space (docs/cases/space/channels.yaml), runs the whole workflow on two cores
and reads what Snakemake measured of each job; processor time, so that other work on the machine
does not count. ``--read DIRECTORY`` tells of a study that was run before; ``--staged`` puts a
filter of 8 samples before the 64; ``--again`` then changes one thickness and runs again.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from selectivity.tables.parts import count_rows, parts_of
from selectivity.tables.space import read_space
from selectivity.tables.space_files import write_space

ROOT = Path(__file__).parents[1]
SPACE = ROOT / "docs" / "cases" / "space" / "channels.yaml"
SAMPLES = 64
HEAD = (
    "candidates",
    "buckets",
    "screening, s",
    "candidate·samples/s/core",
    "worker, MB",
    "rank, s",
    "rank, MB",
    "report, s",
    "candidates, MB",
    "buckets, MB",
    "ranking.parquet, MB",
    "report, MB",
    "wall, min",
)


def make(folder: Path, count: int, staged: bool) -> float:
    """Enumerate and run a study; seconds of wall time of the run."""
    space = read_space(SPACE).model_copy(update={"candidates": count})
    write_space(space, folder / "design")
    (folder / "config").mkdir()
    scale = ", staged_samples: 8" if staged else ""
    (folder / "config" / "config.yaml").write_text(
        "tables: {candidates: design/candidates, candidate_groups: design/candidate_groups, "
        f"trajectories: null}}\nsampling: {{n_samples: {SAMPLES}}}\n"
        f"scale: {{detailed_up_to: 500{scale}}}\n"
    )
    return run(folder)[0]


def run(folder: Path) -> tuple[float, float]:
    """Bring a study up to date; seconds of wall time and of processor time, jobs included."""
    line = [sys.executable, "-m", "selectivity", "run", "--cores", "2"]
    start, before = time.perf_counter(), os.times()
    subprocess.run(line, cwd=folder, check=True, capture_output=True)
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return time.perf_counter() - start, used


def change_one(folder: Path) -> None:
    """Thicken the first candidate of the middle part by a thousandth."""
    parts = parts_of(folder / "design" / "candidates")
    part = parts[len(parts) // 2]
    frame = pd.read_parquet(part)
    frame.loc[0, "thickness_nm"] *= 1.001
    frame.to_parquet(part, index=False)


def again(folder: Path) -> str:
    """What the rerun after one changed candidate took, and how many buckets it screened."""
    files = (folder / "results" / "benchmarks").glob("screen_*.tsv")
    before = {file: file.stat().st_mtime_ns for file in files}
    change_one(folder)
    wall, used = run(folder)
    files = (folder / "results" / "benchmarks").glob("screen_*.tsv")
    new = sum(before.get(file) != file.stat().st_mtime_ns for file in files)
    seconds = f"{wall:.0f} s of wall time, {used:.0f} s of processor time"
    return f"one candidate changed: {new} bucket screened, {seconds}"


def measured(folder: Path, pattern: str) -> list[dict[str, float]]:
    """What Snakemake measured of the jobs of a rule."""
    found = []
    for file in sorted((folder / "results" / "benchmarks").glob(f"{pattern}.tsv")):
        with file.open() as handle:
            for row in csv.DictReader(handle, delimiter="\t"):
                found.append({key: float(row[key]) for key in ("cpu_time", "max_rss")})
    return found


def megabytes(path: Path) -> float:
    """Size of a file or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def row(folder: Path, wall: float) -> list[str]:
    """Cells of one study."""
    config = json.loads((folder / "results" / "run.json").read_text())["config"]
    candidates = (folder / config["tables"]["candidates"]).resolve()
    count = sum(count_rows(part) for part in parts_of(candidates))
    jobs = measured(folder, "screen_*") + measured(folder, "filter_*")
    rank, report = measured(folder, "rank")[0], measured(folder, "report")[0]
    seconds = sum(job["cpu_time"] for job in jobs)
    rate = count * config["sampling"]["n_samples"] / seconds
    results = folder / "results"
    sizes = (candidates, results / "buckets", results / "ranking.parquet", results / "report.html")
    return [
        f"{count:,}",
        str(len(jobs)),
        f"{seconds:.0f}",
        f"{rate:,.0f}",
        f"{max(job['max_rss'] for job in jobs):.0f}",
        f"{rank['cpu_time']:.0f}",
        f"{rank['max_rss']:.0f}",
        f"{report['cpu_time']:.1f}",
        *(f"{megabytes(path):.1f}" for path in sizes),
        f"{wall / 60:.1f}" if wall else "",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candidates", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--read", nargs="*", type=Path, default=[])
    parser.add_argument("--staged", action="store_true")
    parser.add_argument("--again", action="store_true")
    asked = parser.parse_args()
    print("| " + " | ".join(HEAD) + " |\n" + "| --- " * len(HEAD) + "|")
    for folder in asked.read:
        print("| " + " | ".join(row(folder, 0.0)) + " |", flush=True)
    for count in () if asked.read else asked.candidates:
        with tempfile.TemporaryDirectory() as name:
            wall = make(Path(name), count, asked.staged)
            print("| " + " | ".join(row(Path(name), wall)) + " |", flush=True)
            if asked.again:
                print(again(Path(name)), flush=True)


if __name__ == "__main__":
    main()
