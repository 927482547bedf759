"""Damaged files: a reader answers with a table or with problems, never with an exception."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selectivity.config import Config
from selectivity.errors import SelectivityError
from selectivity.tables.cases import read_cases
from selectivity.tables.measured import read_measured
from selectivity.tables.raw import read_raw
from selectivity.tables.settings import read_settings
from tests.bad_input.conftest import CANDIDATES, CONFIG
from tests.hostile.contents import excel, parquet

EXAMPLES = Path(__file__).parents[1] / "transport" / "data" / "transport_cases.json"
CASE = json.dumps(json.loads(EXAMPLES.read_text(encoding="utf-8"))[1], indent=1)

TABLES = {
    "csv": CANDIDATES.encode(),
    "xlsx": excel({"A1": "candidate", "B1": "pore_radius_nm", "A2": "a", "B2": 0.4}),
    "parquet": parquet({"candidate": ["a", "b"], "pore_radius_nm": [0.3, 0.4]}),
}
READERS: dict[str, tuple[bytes, Callable[[Path], object]]] = {
    **{name: (content, lambda path: read_raw(path, [])) for name, content in TABLES.items()},
    "measured": (b"row_id,ion_a,ion_b,kind,pH\n1,Li+,Mg2+,x,6\n2,Na+,Mg2+,y,\n", read_measured),
    "cases": (CASE.encode(), read_cases),
    "configuration": (CONFIG.encode(), lambda path: read_settings(path, Config)),
}
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["replace", "remove", "insert"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, changes: list[tuple[str, float, bytes]]) -> bytes:
    """Content with bytes replaced, removed and inserted."""
    found = bytearray(content)
    for kind, share, piece in changes:
        place = int(share * len(found))
        end = place if kind == "insert" else place + len(piece)
        found[place:end] = b"" if kind == "remove" else piece
    return bytes(found)


@pytest.mark.parametrize("reader", READERS)
def test_damage_ends_in_words(tmp_path, reader):
    content, read = READERS[reader]
    path = tmp_path / "in"

    @settings(
        max_examples=80,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(CHANGES)
    def attempt(changes):
        path.write_bytes(damaged(content, changes))
        try:
            read(path)
        except SelectivityError as error:
            assert str(error)

    attempt()


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=60))
def test_any_text_as_a_case_file(text):
    from selectivity.tables.text_file import parse_text

    try:
        parse_text(text, "in")
    except SelectivityError as error:
        assert "in" in str(error)
