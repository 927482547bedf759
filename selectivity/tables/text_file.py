"""JSON or YAML files of users, within limits: told by content, plain values only."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any, Final

from selectivity.errors import DataError, Problem

MAX_BYTES: Final = 100_000_000
MAX_YAML_BYTES: Final = 5_000_000
MAX_NODES: Final = 500_000
MAX_DEPTH: Final = 40
_BRACKETS: Final = re.compile(r"[\[\]{}]")
_MOST_OPEN: Final = 500
_PLAIN: Final = (str, bool, int, float, type(None))


def read_content(path: Path | str, what: str = "a file of cases") -> Any:
    """Content of a JSON or YAML file.

    Parameters
    ----------
    path : Path or str
        UTF-8, with or without a byte-order mark.
    what : str
        What the file should be, for the message.

    Returns
    -------
    object
        Mappings, lists, text, numbers, truth values and None.

    Raises
    ------
    DataError
        If the file cannot be read or is neither.
    """
    file = str(path)
    try:
        size = Path(path).stat().st_size
        if size > MAX_BYTES:
            advice = f"split it; at most {MAX_BYTES / 1e6:.0f} MB"
            raise DataError(problems=[Problem(file, "", "", f"{size} bytes", what, advice)])
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        found = getattr(error, "strerror", None) or "text that is not UTF-8"
        raise DataError(problems=[Problem(file, "", "", found, what, "check the path")]) from error
    return parse_text(text, file)


def parse_text(text: str, file: str) -> Any:
    """Content of JSON or YAML text, told by the content: JSON is tried first.

    Parameters
    ----------
    text : str
    file : str
        For the message.

    Returns
    -------
    object
        Mappings, lists, text, numbers, truth values and None.

    Raises
    ------
    DataError
        If the text is neither, or nests or grows beyond the limits.
    """
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except RecursionError as error:
        raise _refusal(file, "", "nesting without end") from error
    except ValueError:
        pass  # YAML, or wrong JSON, of which YAML tells the line
    return _yaml(text, file)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key that stands twice")
    return content


def _yaml(text: str, file: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(text) > MAX_YAML_BYTES:
        found = f"{len(text)} characters that are not JSON"
        raise _refusal(file, "", found, "write large files as JSON")
    try:
        refuse_nesting(text)
        return plain(YAML(typ="safe", pure=True).load(io.StringIO(text)))
    except (YAMLError, RecursionError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refusal(file, *yaml_fault(error)) from error


def refuse_nesting(text: str) -> None:
    """Stop before a YAML reader spends its time on brackets inside brackets.

    Parameters
    ----------
    text : str

    Raises
    ------
    ValueError
        If more than `_MOST_OPEN` brackets are open at once.
    """
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _MOST_OPEN:
            raise ValueError("nesting without end")


def yaml_fault(error: Exception) -> tuple[str, str]:
    """Line and words of what a YAML reader raised.

    Parameters
    ----------
    error : Exception
        A `YAMLError`, or what ruamel lets out of its own code: `RecursionError`, `ValueError`, …

    Returns
    -------
    tuple of str
        Line, empty if it is not known, and what was found.
    """
    if isinstance(error, RecursionError):
        return "", "nesting without end"
    mark = getattr(error, "problem_mark", None)
    words = str(getattr(error, "problem", None) or error) or type(error).__name__
    return str(mark.line + 1) if mark else "", " ".join(words.split())[:200]


def _refusal(
    file: str, row: str, found: str, advice: str = "correct the line; indent with spaces"
) -> DataError:
    return DataError(problems=[Problem(file, row, "", found, "JSON or YAML", advice)])


def plain(content: Any) -> Any:
    """Copy in which every value is a mapping, list, text, number, truth value or None.

    Parameters
    ----------
    content : object
        What a YAML reader made; aliases are written out, dates and the like become text.

    Returns
    -------
    object

    Raises
    ------
    ValueError
        Beyond ``MAX_NODES`` values or ``MAX_DEPTH`` levels.
    """
    return _copied(content, [0], 0)


def _copied(content: Any, count: list[int], depth: int) -> Any:
    count[0] += 1
    if count[0] > MAX_NODES:
        raise ValueError(f"more than {MAX_NODES} values, aliases written out")
    if depth > MAX_DEPTH:
        raise ValueError(f"more than {MAX_DEPTH} levels of nesting")
    if isinstance(content, dict):
        return {str(key): _copied(value, count, depth + 1) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_copied(value, count, depth + 1) for value in content]
    for kind in (bool, int, float, str):
        if isinstance(content, kind):
            return content if type(content) in _PLAIN else kind(content)
    return None if content is None else str(content)
