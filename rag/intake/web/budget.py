"""The time one fetch may take, and the way to end it from outside."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from threading import Event, Lock

from rag.intake.draft import Unreadable


class Passing(Exception):
    """A fault that may be gone in a moment; ``after`` is how long the server asks to wait."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        # Retries are logged with this text: it holds no address.
        super().__init__(reason)
        self.reason, self.after = reason, after


class Stop:
    """Ends what waits: timers at once, sockets by shutting them down. Safe from any thread."""

    def __init__(self) -> None:
        self._event = Event()
        self._lock = Lock()
        self._sockets: set[socket.socket] = set()

    def now(self) -> None:
        self._event.set()
        with self._lock:
            for each in self._sockets:
                with contextlib.suppress(OSError):  # not connected yet, or gone already
                    each.shutdown(socket.SHUT_RDWR)

    @property
    def is_ended(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raises Unreadable when it was ended."""
        if self.is_ended:
            raise Unreadable("the fetch was ended before it was done; run it again")

    def wait(self, seconds: float) -> None:
        self._event.wait(seconds)
        self.check()

    @contextlib.contextmanager
    def holding(self, sock: socket.socket) -> Iterator[socket.socket]:
        """A socket that is closed in the end, and shut down when all is ended before."""
        with self._lock:
            self._sockets.add(sock)
        try:
            self.check()
            yield sock
        finally:
            with self._lock:
                self._sockets.discard(sock)
            sock.close()


class Budget:
    """Seconds of one fetch, counted down while a server is busy with it."""

    def __init__(self, seconds: float, stop: Stop) -> None:
        self.seconds, self.stop = seconds, stop
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left, above 0. Raises Unreadable when none are, or when ended."""
        self.stop.check()
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Unreadable(f"took longer than {self.seconds:g} seconds; try again later")
        return left

    def patience(self) -> float:
        """How long a silent server is waited for before another attempt: a third of it all."""
        return min(self.left(), self.seconds / 3)

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Time that does not count: we wait by our own wish."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._ends += time.monotonic() - started
