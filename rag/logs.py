"""Logs go to stderr, as one line each, from the level that is set. No question or article text
is logged above debug."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_RETRY = "stamina.retry_scheduled"


def set_up_logging(level: str) -> None:
    """Follow the setting, unless the program around Byline has set structlog up itself."""
    if structlog.is_configured():
        return
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    defaults = structlog.get_config()["processors"]
    structlog.configure(
        processors=[_worth_telling(number), *defaults],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Looked up at each call: a program may replace stderr after this.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _worth_telling(level: int) -> structlog.typing.Processor:
    """A page that is tried again is no warning to whoever waits: the outcome is told anyway."""

    def told(
        _logger: object, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        if event.get("event") == _RETRY and level > logging.INFO:
            raise structlog.DropEvent
        return event

    return told
