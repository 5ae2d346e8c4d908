"""Work on a few hosts side by side, one piece at a time for one host, results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

HOSTS = 4
"""Hosts that are asked at the same time."""
AHEAD = 64
"""How far a fast host may run ahead of a slow one."""
HELD = 50_000_000
"""Bytes of results that may wait for a slow host before it; more wait to be started."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True)
class _Job(Generic[Item, Result]):
    item: Item
    host: str
    future: Future[Result] | None = None


def in_order(
    items: Iterable[Item],
    host: Callable[[Item], str],
    work: Callable[[Item], Result],
    weight: Callable[[Result], int],
    end: Callable[[], None],
) -> Generator[tuple[Item, Result], None, None]:
    """Each item with its result. ``items`` is read as it is needed.

    Closing the iterator, or an interrupt, calls ``end``, which makes the work under way return
    soon; what was not started is dropped.
    """
    rest, jobs = iter(items), deque[_Job[Item, Result]]()
    pool = ThreadPoolExecutor(HOSTS, thread_name_prefix="fetch")
    try:
        while True:
            while len(jobs) < AHEAD and (item := next(rest, None)) is not None:
                jobs.append(_Job(item, host(item)))
                _start(jobs, pool, work, weight)
            if not jobs:
                return
            _start(jobs, pool, work, weight)
            first = jobs[0]
            if first.future and first.future.done():
                jobs.popleft()
                yield first.item, first.future.result()
            else:
                running = [job.future for job in jobs if job.future and not job.future.done()]
                wait(running, return_when=FIRST_COMPLETED)
    finally:
        end()
        pool.shutdown(wait=True, cancel_futures=True)


def _start(
    jobs: Iterable[_Job[Item, Result]],
    pool: ThreadPoolExecutor,
    work: Callable[[Item], Result],
    weight: Callable[[Result], int],
) -> None:
    """Starts what may run: one job of a host, a few hosts, and no more than can be held."""
    busy = {job.host for job in jobs if job.future and not job.future.done()}
    held = sum(
        weight(job.future.result())
        for job in jobs
        if job.future and job.future.done() and not job.future.exception()
    )
    for number, job in enumerate(jobs):
        if len(busy) == HOSTS or (number and held > HELD):
            return
        if job.future is None and job.host not in busy:
            job.future = pool.submit(work, job.item)
            busy.add(job.host)
