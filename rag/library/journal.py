"""What the library does behind its callers' backs, for those who look. Never words of articles.

Whoever configured structlog gets all of it. In a program that did not, only warnings are seen,
through logging, on stderr: standard output belongs to the program.
"""

from __future__ import annotations

import logging
import sys
from typing import Any


def note(event: str, **data: object) -> None:
    """For debugging."""
    structlog = _configured()
    if structlog is not None:
        structlog.get_logger("rag.library").debug(event, **data)


def warn(event: str, **data: object) -> None:
    """Something that heals itself, or that the next command will tell."""
    structlog = _configured()
    if structlog is not None:
        structlog.get_logger("rag.library").warning(event, **data)
    else:
        logging.getLogger("rag.library").warning("%s %s", event, data)


def _configured() -> Any | None:
    # Not imported, it is not configured either, and importing it would cost 40 ms.
    structlog = sys.modules.get("structlog")
    return structlog if structlog is not None and structlog.is_configured() else None
