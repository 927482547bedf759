"""Jobs that a cluster's scheduler ended, and what to do about it, out of its own logs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

LOGS: Final = Path(".snakemake/slurm_logs")
"""Where the Slurm plugin of Snakemake keeps the logs of jobs that failed."""
_REASONS: Final = {
    "memory": re.compile(r"exceeded (job |step )?memory limit|oom[-_ ]?kill", re.IGNORECASE),
    "time": re.compile(r"due to time limit", re.IGNORECASE),
}
_MORE: Final = {
    "memory": "--set-resources {rule}:mem_mb=MB, or raise workflow.buckets",
    "time": "--set-resources {rule}:runtime=MINUTES, or raise workflow.buckets",
}
_TAIL_BYTES: Final = 20_000


def ended_jobs(since: float, logs: Path = LOGS) -> list[str]:
    """A sentence for each rule and reason.

    Parameters
    ----------
    since : float
        Only logs that were written since then count. [s, Unix time]
    logs : Path
        Folder with ``rule_<name>/…/<job>.log``.

    Returns
    -------
    list of str
    """
    found: dict[tuple[str, str], list[str]] = {}
    for file in sorted(logs.glob("rule_*/**/*.log"), key=lambda file: file.stem.zfill(20)):
        if file.stat().st_mtime < since:
            continue
        rule = file.relative_to(logs).parts[0].removeprefix("rule_")
        for reason, pattern in _REASONS.items():
            if pattern.search(_tail(file)):
                found.setdefault((rule, reason), []).append(file.stem)
    return [
        f"{rule}: the scheduler ended {len(jobs)} tries for {reason} (jobs {', '.join(jobs)}). "
        f"Give more and call the same command again: {_MORE[reason].format(rule=rule)}"
        for (rule, reason), jobs in found.items()
    ]


def _tail(file: Path) -> str:
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - _TAIL_BYTES))
        return stream.read().decode(errors="replace")
