"""Work of code from elsewhere, waited for no longer than a set time.

A thread cannot be ended. What takes too long is left alone and what it comes to is dropped; only
so many may be left at once, so that calls that hang do not pile up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 16
"""Calls that run at the same time, those included that were given up: beyond it none is begun."""


class Late(Exception):
    """The time is over; never leaves the one who waits."""


class Patience:
    """A time limit for every call of one part. Safe to use from several threads."""

    def __init__(self, seconds: float, name: str) -> None:
        """``name`` is what the threads are called."""
        self.seconds, self._name = seconds, name
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def of(self, work: Callable[[], T]) -> T:
        """What the work returns or raises. Raises Late when it takes too long."""
        end = time.monotonic() + self.seconds
        if not self._free.acquire(timeout=self.seconds):
            raise Late
        done: SimpleQueue[tuple[T] | Exception] = SimpleQueue()

        def run() -> None:
            try:
                done.put((work(),))
            except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
                done.put(error)
            finally:
                self._free.release()

        threading.Thread(target=run, name=self._name, daemon=True).start()
        try:
            result = done.get(timeout=max(end - time.monotonic(), 0.001))
        except Empty:
            raise Late from None
        if isinstance(result, Exception):
            raise result
        return result[0]
