"""A process that ends when the one that started it does, and cleans up when told to end."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from types import FrameType
from typing import Final, NoReturn

JOB: Final = "SELECTIVITY_JOB"
"""Environment variable of the jobs of a workflow."""
_SET_PARENT_DEATH_SIGNAL: Final = 1


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies (Linux; elsewhere nothing happens)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def prepare() -> None:
    """Turn SIGTERM into an exit that removes half-written files; a job ends with its workflow."""
    signal.signal(signal.SIGTERM, _leave)
    if os.environ.get(JOB):
        end_with_parent()
        if os.getppid() == 1:  # it died before the kernel was asked
            sys.exit(128 + signal.SIGTERM)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
