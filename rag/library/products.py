"""The product of all rows with a question's vector: one at a time, for all who wait for one.

Searches that wait for one another share one product: two cores do not get faster by being asked
sixteen times at once. The newest are remembered, since a search asks again within another filter,
and since a question's product may have been begun beside its grammar.
"""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.library.ledger import Vectors

if TYPE_CHECKING:
    from rag.library.matrix import Rows

_AT_ONCE = 32
"""Queries in one product at most: their scores are held for every row."""
_REMEMBERED, _SCORES = 16, 4_000_000
"""Products that are remembered, and scores in all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """One a row. Those that lie further apart than ``error`` are in the right order."""

    of: NDArray[np.float32]
    error: float = 0.0


@dataclass(eq=False)
class _Query:
    rows: Rows
    vector: Vectors
    scores: Scores | None = None


class Products:
    """What is multiplied for the searches of one library. Safe to use from many threads."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._waiting: deque[_Query] = deque()
        self._newest = _Newest()

    def scores(self, rows: Rows, vector: Vectors) -> Scores:
        """The dot product of every row with the vector, or nearly."""
        known = self._newest.get(rows, vector)
        if known is not None:
            return known
        query = _Query(rows, vector)
        self._waiting.append(query)
        while True:
            with self._gate:
                if query.scores is not None:
                    return query.scores
                self._next()

    def _next(self) -> None:
        """Answers the one who waits longest, and who else waits for the same rows."""
        first = self._waiting.popleft()
        # It may have been made by the one who was let in before.
        first.scores = self._newest.get(first.rows, first.vector)
        if first.scores is not None:
            return
        together = [first]
        while self._waiting and self._waiting[0].rows is first.rows and len(together) < _AT_ONCE:
            together.append(self._waiting.popleft())
        products = _product(first.rows, [query.vector for query in together])
        for query, scores in zip(together, products, strict=True):
            query.scores = scores
            self._newest.put(query.rows, query.vector, scores)


class _Newest:
    """The newest products. Rows are not kept for it: what was purged goes with them."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: dict[bytes, tuple[weakref.ref[Rows], Scores]] = {}

    def get(self, rows: Rows, vector: Vectors) -> Scores | None:
        with self._guard:
            of, scores = self._kept.get(vector.tobytes(), (None, None))
            return scores if of is not None and of() is rows else None

    def put(self, rows: Rows, vector: Vectors, scores: Scores) -> None:
        most = min(_REMEMBERED, _SCORES // max(len(rows), 1))
        if not most:
            return
        # What is one of several is a part of one array, which would be kept whole.
        own = Scores(scores.of.copy(), scores.error) if scores.of.base is not None else scores
        with self._guard:
            gone = [key for key, (of, _) in self._kept.items() if of() is not rows]
            for key in (*gone, vector.tobytes()):
                self._kept.pop(key, None)
            while len(self._kept) >= most:
                del self._kept[next(iter(self._kept))]
            self._kept[vector.tobytes()] = weakref.ref(rows), own


def _product(rows: Rows, queries: Sequence[Vectors]) -> list[Scores]:
    if rows.coarse is not None and rows.coarse.ready:
        matrix = np.stack(queries)
        first, error = rows.coarse.scores(matrix)
        products = _joined([first, *(matrix @ block.T for block in rows.blocks[1:])])
        return [Scores(each, error) for each in products]
    if len(queries) == 1:
        return [Scores(_joined([block @ queries[0] for block in rows.blocks]))]
    matrix = np.stack(queries)
    return [Scores(each) for each in _joined([matrix @ block.T for block in rows.blocks])]


def _joined(parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
