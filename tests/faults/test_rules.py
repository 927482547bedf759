"""Rules whose jobs end with the workflow and notice a change whatever the clock says."""

import re
from pathlib import Path

import pytest

RULES = sorted((Path(__file__).parents[2] / "rules").glob("*.smk"))
COMMAND = re.compile(r"shell:\n\s+\"(.*)")


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_a_job_is_snakemakes_own_child(file):
    for command in COMMAND.findall(file.read_text()):
        assert command.startswith("exec selectivity "), command
