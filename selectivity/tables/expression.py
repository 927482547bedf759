"""Constraints as text: arithmetic and comparisons of columns, read with `ast`, never executed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

MAX_CHARACTERS: Final = 500
MAX_NODES: Final = 120
LANGUAGE: Final = (
    "columns, numbers, texts in quotes, + - * / **, < <= > >= == !=, and, or, not, ( ), abs, sqrt, "
    "log10"
)
"""What a constraint may hold, for messages."""

_BINARY: Final[dict[type[ast.AST], Callable[[Any, Any], Any]]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARE: Final[dict[type[ast.AST], Callable[[Any, Any], Any]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "abs": np.abs,
    "sqrt": np.sqrt,
    "log10": np.log10,
}
_ALLOWED: Final = (
    *(ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd),
    *(ast.BinOp, ast.Compare, ast.Name, ast.Load, ast.Constant, ast.Call),
    *_BINARY,
    *_COMPARE,
)


class ExpressionError(ValueError):
    """The text is not a constraint."""


def parse(text: str) -> ast.expr:
    """Tree of a constraint, of which every node is allowed.

    Parameters
    ----------
    text : str
        Such as ``pore_radius_nm < mouth_radius_nm and thickness_nm > 20``.

    Returns
    -------
    ast.expr

    Raises
    ------
    ExpressionError
        If the text is too long, not an expression, or holds anything but `LANGUAGE`.
    """
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"{len(text)} characters; at most {MAX_CHARACTERS}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("not an expression") from error
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_NODES:
        raise ExpressionError(f"more than {MAX_NODES} parts")
    for node in nodes:
        _check(node)
    return tree.body


def _check(node: ast.AST) -> None:
    if not isinstance(node, _ALLOWED):
        raise ExpressionError(f"{type(node).__name__.lower()} is not part of a constraint")
    if isinstance(node, ast.Constant) and (
        isinstance(node.value, bool) or not isinstance(node.value, int | float | str)
    ):
        raise ExpressionError(f"{node.value!r} is neither a number nor a text")
    if isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
        if not known or node.keywords or len(node.args) != 1:
            raise ExpressionError(f"functions are {', '.join(_FUNCTIONS)}, of one value")


def names(tree: ast.expr) -> set[str]:
    """Columns that a constraint names."""
    nodes = list(ast.walk(tree))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called}


def holds(tree: ast.expr, columns: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """Where a constraint holds.

    Parameters
    ----------
    tree : ast.expr
        From `parse`.
    columns : mapping of str to ndarray of shape (count,)
        Numbers with NaN, or texts with "", where a candidate has none.
    count : int
        Number of candidates.

    Returns
    -------
    ndarray of bool of shape (count,)
        Also true where a column that it compares is empty: it says nothing about that candidate.

    Raises
    ------
    ExpressionError
        If a number is compared with a text, or the whole is not true or false.
    """
    try:
        with np.errstate(all="ignore"):
            value = np.broadcast_to(_value(tree, columns), (count,))
    except (TypeError, ValueError) as error:
        raise ExpressionError("numbers and texts do not go together here") from error
    if value.dtype != bool:
        raise ExpressionError("a comparison is needed, such as a < b")
    return value | _silent(tree, columns, count)


def _silent(tree: ast.expr, columns: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    empty = np.zeros(count, dtype=bool)
    for name in names(tree):
        values = columns[name]
        empty |= np.isnan(values) if values.dtype.kind == "f" else np.zeros(count, dtype=bool)
    return empty


def _value(node: ast.expr, columns: Mapping[str, np.ndarray]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else np.float64(node.value)
    if isinstance(node, ast.Name):
        return columns[node.id]
    if isinstance(node, ast.Call):
        return _FUNCTIONS[node.func.id](_value(node.args[0], columns))  # type: ignore[attr-defined]
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, columns), _value(node.right, columns)
        return _BINARY[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp):
        return _unary(node, columns)
    if isinstance(node, ast.BoolOp):
        parts = [_truth(_value(part, columns)) for part in node.values]
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return join.reduce([np.asarray(part) for part in np.broadcast_arrays(*parts)])
    return _comparison(node, columns)  # type: ignore[arg-type]


def _unary(node: ast.UnaryOp, columns: Mapping[str, np.ndarray]) -> Any:
    value = _value(node.operand, columns)
    if isinstance(node.op, ast.Not):
        return np.logical_not(_truth(value))
    return np.negative(value) if isinstance(node.op, ast.USub) else value


def _truth(value: Any) -> np.ndarray:
    if np.asarray(value).dtype != bool:
        raise TypeError
    return np.asarray(value)


def _comparison(node: ast.Compare, columns: Mapping[str, np.ndarray]) -> Any:
    """Chained as in mathematics: a < b < c."""
    values = [_value(part, columns) for part in (node.left, *node.comparators)]
    result: Any = True
    for compare, left, right in zip(node.ops, values[:-1], values[1:], strict=True):
        if _is_text(left) != _is_text(right):
            raise TypeError
        result = np.logical_and(result, _COMPARE[type(compare)](left, right))
    return result


def _is_text(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "OUS"
