"""What was tried wrongly of late, by whom: after so many, no more is looked at for a while."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable

MOST_HELD = 10_000
"""Of how many it is remembered; beyond them, whoever tried longest ago is forgotten first."""


class Tries:
    """Wrong tries within the last seconds, by whatever tells one who tries from another. Safe among
    threads; its memory is bounded however many there are."""

    def __init__(
        self,
        most: int,
        within: float,
        clock: Callable[[], float] = time.monotonic,
        held: int = MOST_HELD,
    ) -> None:
        self._most, self._within, self._held, self._clock = most, within, held, clock
        self._guard = threading.Lock()
        self._wrong: dict[Hashable, deque[float]] = {}

    @property
    def remembered(self) -> int:
        """Of how many it is remembered now."""
        return len(self._wrong)

    def wait(self, who: Hashable) -> float:
        """The seconds until another try is looked at; 0 while it is not yet too many."""
        with self._guard:
            now, times = self._clock(), self._wrong.get(who, deque())
            while times and now - times[0] > self._within:
                times.popleft()
            return times[0] + self._within - now if len(times) >= self._most else 0.0

    def wrong(self, who: Hashable) -> None:
        """One more."""
        with self._guard:
            now, times = self._clock(), self._wrong.pop(who, None)
            self._wrong[who] = times = times or deque(maxlen=self._most)
            times.append(now)  # the last in the order of tries
            while len(self._wrong) > self._held or self._is_past(now):
                del self._wrong[next(iter(self._wrong))]

    def _is_past(self, now: float) -> bool:
        """Whether whoever tried longest ago did so too long ago."""
        return now - next(iter(self._wrong.values()))[-1] > self._within
