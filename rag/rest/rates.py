"""How often one caller may ask, counted in a window that moves."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from rag.rest import restwords
from rag.rest.problems import Problem

if TYPE_CHECKING:
    from rag.settings import Settings

NONE = "none"


class Rates:
    """Requests of late, by caller. Safe among threads."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError for a rate that is none."""
        from limits import parse_many
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self._rate = settings.api_rate.strip()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        try:
            limits = [] if self._rate.casefold() == NONE else parse_many(self._rate)
        except ValueError as error:
            where = settings.origin.get("api_rate", "default")
            raise SettingsError(restwords.RATE.format(rate=self._rate, where=where)) from error
        self._limits = limits

    def take(self, caller: str) -> None:
        """Counts one request. Raises Problem where it is one too many; it is not counted then."""
        for limit in self._limits:
            if not self._limiter.test(limit, caller):
                ends = self._limiter.get_window_stats(limit, caller).reset_time
                seconds = max(1, math.ceil(ends - time.time()))
                said = restwords.TOO_OFTEN.format(rate=self._rate, seconds=seconds)
                raise Problem(429, said, headers={"retry-after": str(seconds)})
        for limit in self._limits:
            self._limiter.hit(limit, caller)
