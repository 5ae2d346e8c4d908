"""What a site asks of programs in its robots.txt (RFC 9309), read once in a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from rag.intake.draft import Unreadable
from rag.intake.web.addresses import Target
from rag.intake.web.budget import Budget
from rag.intake.web.policy import ROBOT

LARGEST = 500_000
"""Bytes that are read of a robots.txt; what follows is not followed (RFC 9309, 2.5)."""
_LONGEST_DELAY = 10.0
_TICK = 0.1

Read = Callable[[Target, Budget], bytes | None]
"""The bytes of a site's robots.txt; None when it has none. Raises Unreadable."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one site. ``parsed`` is None where everything is allowed."""

    parsed: Any
    delay: float = 0.0
    """Seconds it wants between two requests."""

    def allow(self, url: str) -> bool:
        return self.parsed is None or bool(self.parsed.can_fetch(url, ROBOT))


class _Site:
    def __init__(self) -> None:
        self.lock = Lock()
        self.known: Rules | Unreadable | None = None


class Robots:
    """The rules of the sites of one run. Safe from several threads."""

    def __init__(self, read: Read) -> None:
        self._read, self._lock = read, Lock()
        self._sites: defaultdict[str, _Site] = defaultdict(_Site)

    def rules(self, where: Target, budget: Budget) -> Rules:
        """Of the target's site. Raises Unreadable when they cannot be read for now."""
        with self._lock:
            site = self._sites[where.origin]
        with budget.paused():
            while not site.lock.acquire(timeout=_TICK):
                budget.stop.check()
        try:
            if site.known is None:
                site.known = self._found(where, budget)
        finally:
            site.lock.release()
        if isinstance(site.known, Unreadable):
            raise Unreadable(site.known.reason)
        return site.known

    def _found(self, where: Target, budget: Budget) -> Rules | Unreadable:
        try:
            text = self._read(where, budget)
        except Unreadable as error:
            budget.stop.check()  # what was ended says nothing of the site
            return Unreadable(
                f"{where.host} cannot be asked what programs may read (robots.txt), so nothing"
                f" is fetched from it for now: {error.reason}"
            )
        return Rules(None) if text is None else _parsed(text)


def _parsed(data: bytes) -> Rules:
    from protego import Protego

    parsed = Protego.parse(data.decode("utf-8-sig", "replace"))
    delay = parsed.crawl_delay(ROBOT) or 0.0
    return Rules(parsed, min(max(delay, 0.0), _LONGEST_DELAY))
