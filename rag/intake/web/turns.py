"""One request at a time to one host, a pause between two, and none while it asks us to wait."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Iterator
from threading import Lock

from rag.intake.draft import Unreadable
from rag.intake.web.budget import Budget

_TICK = 0.1  # seconds after which who waits for a turn looks whether it is still wanted


class _Host:
    def __init__(self) -> None:
        self.lock = Lock()
        self.next = 0.0  # when our own pause ends
        self.deferred = 0.0  # until when the server asked us to wait


class Turns:
    """For the hosts of one run. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts[name]

    def defer(self, name: str, seconds: float) -> None:
        """No request to this host for so long: it said so."""
        self._host(name).deferred = time.monotonic() + seconds

    @contextlib.contextmanager
    def turn(self, name: str, pause: float, budget: Budget) -> Iterator[None]:
        """The time of one request to a host, ``pause`` seconds kept free after it.

        Raises Unreadable when the host asked for a longer wait than the budget has.
        """
        host = self._host(name)
        with budget.paused():
            while not host.lock.acquire(timeout=_TICK):
                budget.stop.check()
        try:
            with budget.paused():
                budget.stop.wait(host.next - time.monotonic())
            self._wait(name, host, budget)
            yield
        finally:
            host.next = time.monotonic() + pause
            host.lock.release()

    def _wait(self, name: str, host: _Host, budget: Budget) -> None:
        seconds = host.deferred - time.monotonic()
        if seconds <= 0:
            return
        if seconds >= budget.left():
            raise Unreadable(f"{name} asks to wait {seconds:.0f} seconds; try again after that")
        budget.stop.wait(seconds)
