"""Fitted models as text that a person can read and a program can reload: no pickles."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, Final

import numpy as np

DIGITS: Final = 9
"""Significant digits of a stored number."""


def to_state(model: Any) -> Any:
    """Nested dictionaries, lists and numbers of a frozen dataclass of arrays.

    Parameters
    ----------
    model : dataclass, ndarray, dict, list or scalar

    Returns
    -------
    dict, list or scalar
        Floats rounded to `DIGITS` significant digits, arrays as (nested) lists.
    """
    if dataclasses.is_dataclass(model):
        fields = dataclasses.fields(model)
        return {field.name: to_state(getattr(model, field.name)) for field in fields}
    if isinstance(model, dict):
        return {str(key): to_state(value) for key, value in model.items()}
    if isinstance(model, np.ndarray):
        return to_state(model.tolist())
    if isinstance(model, list | tuple):
        return [to_state(value) for value in model]
    if isinstance(model, float):
        return float(f"{model:.{DIGITS}g}")
    return model


def from_state(kind: Any, state: Any) -> Any:
    """Dataclass of what `to_state` made.

    Parameters
    ----------
    kind : type
        Frozen dataclass whose fields are arrays, numbers, text, dictionaries or such dataclasses.
    state : dict

    Returns
    -------
    object of ``kind``
    """
    hints = typing.get_type_hints(kind)
    found = {}
    for name, hint in hints.items():
        value = state[name]
        if dataclasses.is_dataclass(hint):
            value = from_state(hint, value)
        elif hint is np.ndarray:
            value = np.array(value)
        elif typing.get_origin(hint) is tuple:
            value = tuple(value)
        found[name] = value
    return kind(**found)
