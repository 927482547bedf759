"""selectivity: molecular-informed ranking of ion-selective membranes."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

__all__ = ["__version__", "screen"]


def __getattr__(name: str) -> Any:
    """`screen` when it is first asked for, so that ``import selectivity`` stays light."""
    if name == "screen":
        from selectivity.screening.api import screen

        return screen
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
