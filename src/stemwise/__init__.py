"""stemwise weighs what is said about stem-cell therapy for the nervous system against what human studies found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "ask", "check", "explain"]

if TYPE_CHECKING:
    from stemwise.api import ask, check, explain


def __getattr__(name: str) -> Any:
    """The three jobs load on first use: importing the package stays instant."""
    if name in ("ask", "check", "explain"):
        from stemwise import api

        return getattr(api, name)
    raise AttributeError(f"module 'stemwise' has no attribute {name!r}")
