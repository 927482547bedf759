"""The faults besides SIGKILL: what each does to a study, and what was seen meanwhile."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from fault_study import Study, family, kill

MESSAGE = re.compile(r"^selectivity: (.*)$|^(results/.*(?:run wrote|made again).*)$", re.MULTILINE)
HOUR_S = 3600
SMALL_DISK = "size=200k"


@dataclass(frozen=True)
class Case:
    """A fault: what happens, and whether the study has never been run before."""

    during: Callable[[Study], str]
    from_nothing: bool = True


def said(code: int, text: str) -> str:
    """Exit code and the sentences that a person reads."""
    found = [first or second for first, second in MESSAGE.findall(text)]
    short = [sentence.split("/fresh/")[-1][:200] for sentence in dict.fromkeys(found)]
    return f"exit code {code}" + (f": {' / '.join(short)}" if short else "")


def _signalled(number: int, everyone: bool) -> Callable[[Study], str]:
    def during(study: Study) -> str:
        process = study.start()
        study.wait_for("results/buckets/*/*.parquet", process)
        kill([process.pid, *family(process.pid)] if everyone else [process.pid], number)
        text, _ = process.communicate()
        locks = list((study.folder / ".snakemake/locks").glob("*"))
        return f"{said(process.returncode, text)}, {len(locks)} locks left"

    return during


def _disk_full(study: Study) -> str:
    results = study.folder / "results"
    results.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", SMALL_DISK, "none", results], check=True)
    try:
        seen = said(*study.run())
        kept = list(results.rglob("*.parquet"))
        return f"{seen} ({len(kept)} whole tables)"
    finally:
        subprocess.run(["umount", results], check=True)


def _read_only(study: Study) -> str:
    results = study.folder / "results"
    _touch_candidates(study)
    subprocess.run(["mount", "--bind", results, results], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", results], check=True)
    try:
        return said(*study.run())
    finally:
        subprocess.run(["umount", results], check=True)
        _touch_candidates(study, back=True)


def _touch_candidates(study: Study, back: bool = False) -> None:
    """Change one number of one candidate, or put it back."""
    table = study.folder / "config/candidates.test.csv"
    pair = ("7.9", "7.8")
    old, new = reversed(pair) if back else pair
    head, row, rest = table.read_text().split("\n", 2)
    table.write_text("\n".join([head, row.replace(f",{old},", f",{new},"), rest]))


def _changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Study], str]:
    def during(study: Study) -> str:
        file = study.folder / "results" / name
        state = file.stat()
        file.write_bytes(change(file.read_bytes()))
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
        return said(*study.run())

    return during


def _clock_back(study: Study) -> str:
    """Results from an hour ahead; a candidate changes, and the run dies before it ranks."""
    ahead = time.time() + HOUR_S
    for file in study.folder.rglob("*"):
        os.utime(file, (ahead, ahead), follow_symlinks=False)
    _touch_candidates(study)
    process = study.start()
    logs = study.folder / "results/logs/rank.log"
    before = logs.stat().st_ino
    while process.poll() is None and logs.is_file() and logs.stat().st_ino == before:
        time.sleep(0.02)
    kill([process.pid, *family(process.pid)])
    process.communicate()
    _, text = study.run()
    ranked = "Ranking all candidates" in text
    _touch_candidates(study, back=True)
    return f"killed between bucket and rank; the next run ranked again: {'yes' if ranked else 'NO'}"


def _two_at_once(study: Study) -> str:
    first = study.start()
    study.wait_for(".snakemake/locks/*", first)
    seen = said(*study.run())
    first.communicate()
    return f"second: {seen}; first: exit code {first.returncode}"


def _unwritable_cache(study: Study) -> str:
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", home], check=True)
        try:
            return said(*study.run(HOME=home, XDG_CACHE_HOME=f"{home}/.cache"))
        finally:
            subprocess.run(["umount", home], check=True)


def _table_changed(study: Study) -> str:
    process = study.start()
    study.wait_for("results/buckets/*/*.parquet", process)
    _touch_candidates(study)
    text, _ = process.communicate()
    _touch_candidates(study, back=True)
    return said(process.returncode, text)


CASES = {
    "SIGTERM to the command": Case(_signalled(signal.SIGTERM, everyone=False)),
    "Ctrl-C (SIGINT to the group)": Case(_signalled(signal.SIGINT, everyone=True)),
    "disk full (tmpfs of 200 kB)": Case(_disk_full),
    "read-only results": Case(_read_only, from_nothing=False),
    "ranking.csv edited by hand": Case(
        _changed("ranking.csv", lambda text: text.replace(b"1,1,", b"1,2,", 1)), False
    ),
    "terms.parquet truncated": Case(_changed("terms.parquet", lambda text: text[:-100]), False),
    "a bucket's table truncated": Case(
        _changed("buckets/0/terms.parquet", lambda text: text[:100]), False
    ),
    "report.html edited": Case(_changed("report.html", lambda text: text + b"<p>"), False),
    "run.json edited": Case(
        _changed("run.json", lambda text: text.replace(b"20241127", b"20241128", 1)), False
    ),
    "clock back by an hour": Case(_clock_back, False),
    "two runs at once": Case(_two_at_once),
    "unwritable cache and home": Case(_unwritable_cache),
    "a table changed while running": Case(_table_changed),
}
