"""Domain objects at their centre, and some of their candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

import numpy as np

from selectivity.domain.channels import Channels, Region

SAMPLED_DIMENSIONS: Final = 3
"""Dimensions of a sampled candidate field: samples, candidates, one."""


def central(sampled: Any) -> Any:
    """Domain object at the median of every sampled field, with one sample.

    Parameters
    ----------
    sampled : Channels, Groups or Region

    Returns
    -------
    same type
        Sampled fields keep their samples axis, of length one.
    """
    changed = {}
    for field in fields(sampled):
        value = getattr(sampled, field.name)
        if isinstance(value, Region):
            changed[field.name] = central(value)
        elif isinstance(value, np.ndarray) and value.ndim >= SAMPLED_DIMENSIONS:
            changed[field.name] = _median(value)
    return replace(sampled, **changed)


def _median(values: np.ndarray) -> np.ndarray:
    """Median over the samples, axis kept; NaN where any sample is."""
    return np.median(values, axis=0, keepdims=True)


def select(channels: Channels, where: list[int]) -> Channels:
    """Some candidates of the channels.

    Parameters
    ----------
    channels : Channels
    where : list of int
        Positions.

    Returns
    -------
    Channels
    """
    count = len(channels.names)
    changed: dict[str, Any] = {"names": tuple(channels.names[index] for index in where)}
    for field in fields(channels):
        value = getattr(channels, field.name)
        if isinstance(value, Region):
            parts = {
                part.name: _take(getattr(value, part.name), where, count) for part in fields(value)
            }
            changed[field.name] = Region(**parts)
        elif isinstance(value, np.ndarray):
            changed[field.name] = _take(value, where, count)
    return replace(channels, **changed)


def concatenate(parts: Sequence[Channels]) -> Channels:
    """Channels of several chunks, side by side.

    Parameters
    ----------
    parts : sequence of Channels
        With as many samples each.

    Returns
    -------
    Channels
    """
    first = parts[0]
    changed: dict[str, Any] = {"names": tuple(name for part in parts for name in part.names)}
    for field in fields(first):
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], Region):
            inner = {
                part.name: np.concatenate([getattr(value, part.name) for value in values], axis=-2)
                for part in fields(values[0])
            }
            changed[field.name] = Region(**inner)
        elif isinstance(values[0], np.ndarray):
            changed[field.name] = np.concatenate(values, axis=-2)
    return replace(first, **changed)


def _take(values: np.ndarray, where: list[int], count: int) -> np.ndarray:
    axis = values.ndim - 2
    if axis < 0 or values.shape[axis] != count:
        return values
    return np.take(values, where, axis=axis)
