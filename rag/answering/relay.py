"""A blocking stream read in a thread of its own, so that whoever waits for it can leave.

A socket that is silent cannot be interrupted by the thread that reads it: neither a deadline for
the whole answer nor a reader who closed the page would end the request. So one thread reads, the
other waits with a limit, and :class:`Line` is hung up from outside.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

BEAT = 0.25
"""Seconds of silence after which the one who waits gets a sign of life."""


class Line:
    """A connection that another thread can hang up, and the time that is left for it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._closed = threading.Event()
        self._socket: socket.socket | None = None

    @property
    def left(self) -> float:
        """Seconds left, 0 when the time is over."""
        return max(0.0, self._ends - time.monotonic())

    @property
    def closed(self) -> bool:
        return self._closed.is_set()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """The HTTP library's ``trace`` extension: it tells of each connection it opens."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.closed:
                self.hang_up()

    def hang_up(self) -> None:
        """End the connection now; a thread that reads from it wakes at once."""
        self._closed.set()
        if self._socket is not None:
            with suppress(OSError):
                # The plain method: a TLS socket's own would first wait for the other side.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def pause(self, seconds: float) -> None:
        """Wait, but not after a hang-up."""
        self._closed.wait(seconds)


def relayed(read: Callable[[Line], Iterator[T]], line: Line, sign_of_life: T) -> Iterator[T]:
    """What ``read`` yields, until the line's time is over.

    Raises whatever ``read`` raises, and TimeoutError at the deadline. Closing it hangs up.
    """
    items: SimpleQueue[T | None] = SimpleQueue()
    pool = ThreadPoolExecutor(1, thread_name_prefix="model")
    reading = pool.submit(_read_all, read, line, items)
    reading.add_done_callback(lambda _: items.put(None))
    try:
        yield from _received(items, reading, line, sign_of_life)
    finally:
        line.hang_up()
        pool.shutdown(wait=False)  # looking a name up cannot be interrupted; all else ends now


def _read_all(
    read: Callable[[Line], Iterator[T]], line: Line, items: SimpleQueue[T | None]
) -> None:
    for item in read(line):
        if line.closed:
            return
        items.put(item)


def _received(
    items: SimpleQueue[T | None], reading: Future[None], line: Line, sign_of_life: T
) -> Iterator[T]:
    while True:
        try:
            item = items.get(timeout=min(BEAT, line.left))
        except Empty:
            if line.left <= 0:
                raise TimeoutError from None
            yield sign_of_life
            continue
        if item is None:
            reading.result()
            return
        yield item
