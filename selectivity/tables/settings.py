"""The configuration file, read so that every mistake is reported at once with its line."""

from __future__ import annotations

import typing
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from selectivity.errors import ConfigError, Problem
from selectivity.tables.cells import nearest, show
from selectivity.tables.text_file import plain, refuse_nesting, yaml_fault

MAX_BYTES: Final = 1_000_000
_ADVICE: Final = {
    "bool": "write true or false",
    "int": "write a whole number",
    "float": "write a number, such as 1e-12",
    "string": "write text, in quotation marks",
    "model": "write the section as indented keys",
    "dict": "write indented keys",
    "tuple": "write a list: [a, b]",
}
_Loc = tuple[str | int, ...]
Content = TypeVar("Content", bound=BaseModel)
"""The model of the file."""


def read_settings(
    path: Path, model: type[Content], problems: list[Problem] | None = None
) -> Content:
    """Content of a YAML file, such as a configuration.

    Parameters
    ----------
    path : Path
        YAML 1.2 in UTF-8 (``1e-12`` is a number, ``no`` is text).
    model : type
        The pydantic model.
    problems : list of Problem, optional
        Receives the problems, and what is right is returned; without it they are raised.

    Returns
    -------
    Content

    Raises
    ------
    ConfigError
        With every problem of the file, if ``problems`` is not given or a key that is needed has
        no right value.
    """
    found: list[Problem] = []
    content = _read(path, found)
    config, mistakes = _validated(path, model, content, found)
    found += mistakes
    if problems is None and found:
        raise ConfigError(problems=found)
    if problems is not None:
        problems.extend(found)
    return config


def _read(path: Path, problems: list[Problem]) -> Any:
    """Content of the file as ruamel's commented containers, which know their lines."""
    from ruamel.yaml import YAML, YAMLError

    def say(row: str, found: str, advice: str) -> dict:
        problems.append(Problem(str(path), row, "", found, "a YAML file", advice))
        return {}

    if not path.is_file():
        return say("", "no such file", "check the path, or make a study by `selectivity init`")
    if path.stat().st_size > MAX_BYTES:
        return say("", f"{path.stat().st_size} bytes", "keep tables in tables")
    try:
        text = path.read_text(encoding="utf-8-sig")
        refuse_nesting(text)
        content = YAML(typ="rt", pure=True).load(text)
        plain(content)
    except UnicodeDecodeError:
        return say("", "text that is not UTF-8", "save it as UTF-8")
    except (YAMLError, RecursionError, ValueError, KeyError, TypeError, AttributeError) as error:
        row, what = yaml_fault(error)
        return say(row, what, "check the indentation and the colons of this line and the one above")
    if content is None:
        return {}
    if not isinstance(content, dict):
        return say("1", f"a {type(content).__name__}", "write keys: pair, feeds, model, …")
    return content


def _validated(
    path: Path, model: type[Content], content: Any, problems: list[Problem]
) -> tuple[Content, list[Problem]]:
    """Model and mistakes; a wrong key is left out and the rest looked at again.

    A key that is needed and was left out for a mistake is not asked for again. Where a model cannot
    be had because a key that is needed has no right value, all mistakes are raised.
    """
    data = plain(content)
    mistakes: list[Problem] = []
    while True:
        try:
            return model.model_validate(data), mistakes
        except ValidationError as error:
            before = data
            told = {problem.column for problem in mistakes}
            for fault in error.errors(include_url=False):
                found = _problems(path, model, content, fault)
                mistakes += [problem for problem in found if not _told(problem.column, told)]
                data = _without(data, fault["loc"])
            if data == before:
                raise ConfigError(problems=[*problems, *mistakes]) from None


def _told(name: str, told: set[str]) -> bool:
    """Whether a key, or one inside it, has a mistake already."""
    return any(other == name or other.startswith(f"{name}.") for other in told)


def _without(data: Any, loc: _Loc) -> Any:
    """Data without the innermost key of the location; of a list without the whole list."""
    if not loc or not isinstance(data, dict) or loc[0] not in data:
        return {}
    rest = dict(data)
    inner = rest[str(loc[0])]
    if len(loc) > 1 and isinstance(inner, dict) and loc[1] in inner:
        rest[str(loc[0])] = _without(inner, loc[1:])
    else:
        del rest[str(loc[0])]
    return rest


def _problems(path: Path, model: type[BaseModel], content: Any, fault: Any) -> list[Problem]:
    loc = tuple(part for part in fault["loc"] if part != "[key]")
    faults = getattr(fault.get("ctx", {}).get("error"), "faults", None)
    if faults:
        return [
            Problem(
                str(path),
                _row(content, (*loc, each.option)),
                ".".join(map(str, (*loc, each.option))),
                each.found,
                each.allowed,
                each.advice,
            )
            for each in faults
        ]
    found, allowed, advice = _words(model, loc, fault)
    name = ".".join(map(str, loc))
    return [Problem(str(path), _row(content, loc), name, found, allowed, advice)]


def _words(model: type[BaseModel], loc: _Loc, fault: Any) -> tuple[str, str, str]:
    """Found, allowed and advice of one pydantic error."""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        keys = _keys_at(model, loc[:-1])
        match = nearest(str(loc[-1]), keys)
        advice = f"did you mean {match!r}?" if match else "remove it"
        return f"unknown key {show(loc[-1])}", ", ".join(keys), advice
    if kind == "literal_error":
        allowed = context["expected"].replace("'", "")
        match = nearest(str(fault["input"]), allowed.replace(" or ", ", ").split(", "))
        advice = f"did you mean {match!r}?" if match else "choose one of them"
        return show(fault["input"]), allowed, advice
    if kind == "missing":
        return "nothing", "this key is needed", "add it"
    if kind == "string_pattern_mismatch":
        return show(fault["input"]), "letters, digits, _ and -", "rename it"
    allowed = fault["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    advice = next((text for word, text in _ADVICE.items() if kind.startswith(word)), "")
    return show(fault["input"]), allowed, advice or "correct it, or remove it for the default"


def _keys_at(model: type[BaseModel], loc: _Loc) -> list[str]:
    """Keys that a section allows."""
    current: Any = model
    for part in loc:
        if isinstance(current, type) and issubclass(current, BaseModel):
            current = current.model_fields[str(part)].annotation
        else:
            current = typing.get_args(current)[-1]
    return list(current.model_fields)


def rows_of(path: Path) -> Callable[[_Loc], str]:
    """Lines of the keys of a configuration file, which is read once.

    Parameters
    ----------
    path : Path
        Configuration.

    Returns
    -------
    Callable
        From keys, the outermost first, to the line of the innermost that stands in the file; to
        "" if none does.
    """
    return partial(_row, _read(path, []))


def row_of(path: Path, loc: _Loc) -> str:
    """Line of one key of a configuration file, as of `rows_of`."""
    return rows_of(path)(loc)


def _row(content: Any, loc: _Loc) -> str:
    """Line of the innermost key of a location that stands in the file."""
    row = ""
    for part in loc:
        if not isinstance(content, dict) or part not in content:
            break
        if part not in content.lc.data:  # type: ignore[attr-defined]
            break  # merged from elsewhere by `<<`
        row = str(content.lc.key(part)[0] + 1)  # type: ignore[attr-defined]
        content = content[part]
    return row
