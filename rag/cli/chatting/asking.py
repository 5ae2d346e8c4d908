"""An answer under way: its steps run beside the terminal, so that Ctrl+C ends it and harms nothing.

A signal is met by the thread that prints. The library's own work is never cut in two by it: the
step under way ends, and no other begins.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rag.types import Event


class Asking:
    """One answer at a time. To be left by ``with``: the step under way is waited for."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(1, "byline-chat")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._worker.shutdown()

    def events(self, begin: Callable[[], Iterator[Event]]) -> Generator[Event]:
        """The events of a stream that ``begin`` opens. Left early, it is closed."""
        stream = self._worker.submit(begin)
        try:
            while (event := self._worker.submit(_next, stream).result()) is not None:
                yield event
        finally:
            self._worker.submit(_close, stream)


def _next(stream: Future[Iterator[Event]]) -> Event | None:
    return next(stream.result(), None)


def _close(stream: Future[Iterator[Event]]) -> None:
    close = None if stream.exception() else getattr(stream.result(), "close", None)
    if close is not None:
        close()
