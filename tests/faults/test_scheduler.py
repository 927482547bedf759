"""Jobs that the scheduler ended are said, with the reason and what to do."""

import os

from selectivity.scheduler import ended_jobs

LOGS = {
    "rule_screen/1/25.log": "slurmstepd: error: StepId=25.batch exceeded memory limit (7 > 6)",
    "rule_screen/0/9.log": "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=9.batch",
    "rule_md_analyse/a_Li/30.log": "error: *** JOB 30 ON n CANCELLED AT 2026 DUE TO TIME LIMIT ***",
    "rule_rank/31.log": "selectivity: config/candidates.csv: found -1; allowed: > 0",
}


def test_reasons_jobs_and_what_to_do(tmp_path):
    for name, text in LOGS.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(f"Building DAG\n{text}\n")
    said = ended_jobs(0.0, tmp_path)
    assert len(said) == 2
    assert "screen: the scheduler ended 2 tries for memory (jobs 9, 25)" in said[0]
    assert "--set-resources screen:mem_mb=MB" in said[0]
    assert "md_analyse: the scheduler ended 1 tries for time (jobs 30)" in said[1]


def test_earlier_runs_do_not_count(tmp_path):
    file = tmp_path / "rule_screen/1/25.log"
    file.parent.mkdir(parents=True)
    file.write_text(LOGS["rule_screen/1/25.log"])
    os.utime(file, (1000, 1000))
    assert ended_jobs(2000.0, tmp_path) == []
    assert ended_jobs(2000.0, tmp_path / "nowhere") == []
