"""``Apart``: a few children that parse, given one job at a time, replaced when they fail."""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from rag.intake.apart.parsers import PARSERS, Parser
from rag.intake.apart.worker import STOPPED, Lost, Worker
from rag.intake.draft import Hints, Limits, Unreadable

T = TypeVar("T")

_AHEAD = 2  # jobs read for each worker beyond the one it has


@dataclass(frozen=True, slots=True)
class Job:
    """One document for one parser."""

    parser: str
    """``html``, ``pdf``, ``word`` or ``feed``."""
    data: bytes
    hints: Hints = field(default_factory=Hints)


class Apart:
    """Parsing in child processes; a context manager. Any thread may use it.

    Children start when first needed. One that hangs, takes too much memory or crashes is replaced,
    and only its own job fails.
    """

    def __init__(
        self,
        limits: Limits,
        workers: int | None = None,
        parsers: Mapping[str, Parser] = PARSERS,
    ) -> None:
        """``workers`` children at most; by default as many as processors, but two at most."""
        self._limits, self._parsers = limits, parsers
        self._count = workers or min(2, os.cpu_count() or 1)
        self._slots: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(self._count):
            self._slots.put(None)
        self._lock = threading.Lock()
        self._living: set[Worker] = set()
        self._threads: ThreadPoolExecutor | None = None
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def parsed(self, job: Job) -> dict[str, Any]:
        """What the job's parser makes of its bytes; a draft's values are for ``serial.from_dict``.

        Waits for a free child. Raises Unreadable with the parser's own reason, or with how the
        child failed: "took over 20 s", "needs over 200 MB", "crashed on it (signal 11)".
        """
        if self._closed.is_set():
            raise RuntimeError("asked to parse after it was closed")
        try:
            return self._parsed(job)
        except Lost:
            pass
        try:
            return self._parsed(job)
        except Lost:
            raise Unreadable("the parser's process ended before it began; try again") from None

    def _parsed(self, job: Job) -> dict[str, Any]:
        worker = self._slots.get()
        try:
            if worker is None or not worker.alive():
                self._ended(worker)
                worker = None
                worker = self._started()
            return worker.parsed(job.parser, job.data, job.hints)
        except BaseException as error:
            if worker and not isinstance(error, (Unreadable, Lost)):
                worker.stop()  # it may be in the middle of an answer that nobody waits for
            raise
        finally:
            if worker and not worker.usable:
                self._ended(worker)
                worker = None
            self._slots.put(worker)

    def each(
        self, jobs: Iterable[tuple[T, Job]]
    ) -> Iterator[tuple[T, dict[str, Any] | Unreadable]]:
        """Every job's result, or why it has none, in the order given, each with its own mark.

        All children are kept busy; jobs are drawn from the iterable only a few ahead.
        """
        threads = self._pool()
        waiting: deque[tuple[T, Future[dict[str, Any] | Unreadable]]] = deque()
        try:
            for mark, job in jobs:
                waiting.append((mark, threads.submit(self._outcome, job)))
                if len(waiting) >= self._count * (1 + _AHEAD):
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)
        finally:
            for _, future in waiting:
                future.cancel()

    def close(self) -> None:
        """Ends all children, also those at work; may be called again."""
        with self._lock:
            self._closed.set()
            living, threads = list(self._living), self._threads
        for worker in living:
            worker.stop()
        if threads:
            threads.shutdown(cancel_futures=True)
        for idle in [self._slots.get() for _ in range(self._count)]:
            self._ended(idle)
            self._slots.put(None)

    def _outcome(self, job: Job) -> dict[str, Any] | Unreadable:
        try:
            return self.parsed(job)
        except Unreadable as error:
            return error

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._closed.is_set():
                raise RuntimeError("asked to parse after it was closed")
            if self._threads is None:
                self._threads = ThreadPoolExecutor(self._count, "apart")
            return self._threads

    def _started(self) -> Worker:
        if self._closed.is_set():
            raise Unreadable(STOPPED)
        worker = Worker(self._limits, self._parsers)
        with self._lock:
            self._living.add(worker)
            if self._closed.is_set():
                worker.stop()
        return worker

    def _ended(self, worker: Worker | None) -> None:
        if worker:
            worker.end()
            with self._lock:
                self._living.discard(worker)


def _first(
    waiting: deque[tuple[T, Future[dict[str, Any] | Unreadable]]],
) -> tuple[T, dict[str, Any] | Unreadable]:
    mark, future = waiting.popleft()
    try:
        return mark, future.result()
    except CancelledError:
        return mark, Unreadable(STOPPED)
