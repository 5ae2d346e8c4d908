"""Logs go to stderr, as one line each, from the level that is set. No question or article text
is logged above debug."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logging(level: str) -> None:
    """Follow the setting, unless the program around Byline has set structlog up itself."""
    if structlog.is_configured():
        return
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Looked up at each call: a program may replace stderr after this.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
