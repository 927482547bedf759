"""Layered multi-ion solution–friction theory (theory 4): one transport core for every process."""

from selectivity.transport.api import solve
from selectivity.transport.memory import Memory, Recall
from selectivity.transport.solver import Options

__all__ = ["Memory", "Options", "Recall", "solve"]
