"""Constraints: what they may hold, what they mean, and that nothing is executed."""

import numpy as np
import pytest

from selectivity.tables.expression import ExpressionError, holds, names, parse

COLUMNS = {
    "r": np.array([0.3, 0.5, np.nan]),
    "m": np.array([0.4, 0.4, 0.4]),
    "g": np.array(["slit", "cylinder", "slit"]),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("r < m", [True, False, True]),
        ("0.2 < r <= 0.5", [True, True, True]),
        ("r / m > 1 or g == 'slit'", [True, True, True]),
        ("not g == 'slit'", [False, True, False]),
        ("abs(r - 0.4) < 0.11 and log10(m) < 0", [True, True, True]),
        ("-r ** 2 > -0.1", [True, False, True]),
        ("g != 'slit' and r > 0", [False, True, True]),
    ],
)
def test_meaning(text, expected):
    assert holds(parse(text), COLUMNS, 3).tolist() == expected


def test_names():
    assert names(parse("abs(r) < m * 2")) == {"r", "m"}


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "r.real < 1",
        "(lambda: 1)() < r",
        "[x for x in r] < r",
        "r < m; m",
        "eval('1')",
        "open('x') < r",
        "abs(r, m) < 1",
        "r[0] < 1",
        "f'{r}' < g",
        "r < True",
        "r < 1j",
        "r := 1",
        "",
        "r <",
        "(" * 400 + "r" + ")" * 400,
        "+".join(["r"] * 200) + " < 1",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize("text", ["r + m", "r < g", "g < 1", "r and m"])
def test_what_is_not_true_or_false_is_refused(text):
    with pytest.raises(ExpressionError):
        holds(parse(text), COLUMNS, 3)
