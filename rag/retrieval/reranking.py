"""A reranker from elsewhere puts what was found into its own order, or leaves some of it out.

It is not trusted with more: its words, offsets and sources are not looked at, only which passages
it names, in which order and with which scores. What it names and was not given is dropped, and
the reader is told. It may take a set time; after that what was found stands as it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Protocol, runtime_checkable

from rag.errors import BylineError, RerankerError
from rag.types import Passage

_AT_ONCE = 16
"""Calls that run at the same time, those included that were given up: beyond it none is begun."""


Ranked = tuple[str, float | None]
"""The chunk id of a passage and a reranker's score for it; None where it gives none."""


@runtime_checkable
class Reranker(Protocol):
    """Puts passages into an order. It must be safe to call from several threads."""

    name: str
    """What to call it before the reader."""

    def order(self, question: str, passages: Sequence[Passage]) -> Sequence[Ranked]:
        """The passages it keeps, best first. Raises RerankerError."""
        ...


@dataclass(frozen=True)
class Reranked:
    """Passages in their new order, and what is to be told of it."""

    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    """Who ordered them, in words; empty where nobody did."""


class _LateError(Exception):
    pass


class Reranking:
    """One reranker with its time limit. Safe to use from several threads."""

    def __init__(self, reranker: Reranker, seconds: float) -> None:
        self._reranker, self._seconds = reranker, seconds
        self._free = threading.BoundedSemaphore(_AT_ONCE)

    def of(self, question: str, passages: Sequence[Passage]) -> Reranked:
        """Passages in the reranker's order. ``score.rerank`` is its own score; ``score.final``
        falls along the new order, so that several lists can be merged.

        Raises RerankerError when the reranker fails or gives no usable order.
        """
        given = tuple(passages)
        if not given:
            return Reranked(given)
        name = self._reranker.name
        try:
            ranked = self._in_time(lambda: self._reranker.order(question, given))
        except _LateError:
            late = f"The reranker {name} gave no order within {self._seconds:g} s"
            return Reranked(given, (f"{late}; the passages stand as they were found.",))
        kept, notes = _known(ranked, given, name)
        return Reranked(_placed(kept), notes, (f"passages put into order by {name}",))

    def _in_time(self, work: Callable[[], Sequence[Ranked]]) -> Sequence[Ranked]:
        """What the work returns or raises. Raises _LateError when it takes too long: a thread
        cannot be ended, so it is left alone, and what it comes to is dropped.
        """
        end = time.monotonic() + self._seconds
        if not self._free.acquire(timeout=self._seconds):
            raise _LateError
        done: SimpleQueue[Sequence[Ranked] | Exception] = SimpleQueue()

        def run() -> None:
            try:
                done.put(work())
            except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
                done.put(error)
            finally:
                self._free.release()

        threading.Thread(target=run, name="byline-reranker", daemon=True).start()
        try:
            result = done.get(timeout=max(end - time.monotonic(), 0.001))
        except Empty:
            raise _LateError from None
        if isinstance(result, BylineError):
            raise result
        if isinstance(result, Exception):
            raise RerankerError(
                f"the reranker {self._reranker.name} failed: {type(result).__name__}: {result}"
            ) from result
        return result


def _known(
    ranked: Sequence[Ranked], given: Sequence[Passage], name: str
) -> tuple[list[Passage], tuple[str, ...]]:
    """The passages that were given, each once, and what is to be said of the rest."""
    by_id = {each.chunk_id: each for each in given}
    kept: dict[str, Passage] = {}
    foreign = twice = 0
    for chunk_id, score in ranked:
        passage = by_id.get(chunk_id)
        if passage is None:
            foreign += 1
        elif chunk_id in kept:
            twice += 1
        else:
            kept[chunk_id] = replace(passage, score=replace(passage.score, rerank=score))
    notes = []
    if foreign:
        unknown = f"{_passages(foreign)} it was not given"
        notes.append(f"The reranker {name} returned {unknown}; dropped.")
    if twice:
        notes.append(f"The reranker {name} returned {_passages(twice)} twice; each counts once.")
    if not kept:
        notes.append(f"The reranker {name} kept none of the {_passages(len(given))} found.")
    return list(kept.values()), tuple(notes)


def _placed(kept: Sequence[Passage]) -> tuple[Passage, ...]:
    """With final scores that fall along the order: the highest for the first, and so on."""
    finals = sorted((each.score.final or 0.0 for each in kept), reverse=True)
    return tuple(
        replace(each, score=replace(each.score, final=final))
        for each, final in zip(kept, finals, strict=True)
    )


def _passages(count: int) -> str:
    return f"{count} passage{'s' if count > 1 else ''}"
