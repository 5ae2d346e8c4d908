"""Exact search over the ledger's vectors: one matrix product, right at every moment.

Rows are appended as articles come and never moved, so that every search works on its own
:class:`Rows` while the next are made. A row whose article's slot is no longer alive does not
count. Products are shared and remembered (:mod:`rag.library.products`). Of many rows a product in
eight bits tells first which of them come into question (:mod:`rag.library.coarse`); the scores that
are returned are always exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from rag.library.catalog import Catalog, Mask
from rag.library.coarse import Coarse
from rag.library.filters import Filter, Hit
from rag.library.forward import Forward
from rag.library.ledger import Vectors
from rag.library.products import Products

_GATHER, _GATHER_COARSE = 0.15, 0.02
"""Below this share of rows a filter's rows are copied out; above it all are multiplied."""
_COARSE_FROM = 20_000
"""Rows from which on a first look in eight bits saves more than it costs to make."""
_GROUPED = 64
"""Scores of which the best is looked for first: a partition of all of them takes far longer."""


@dataclass(frozen=True)
class Rows:
    """The vectors of one catalog, in blocks, and whose they are."""

    catalog: Catalog
    chunk_ids: Sequence[str]
    """At least one name a row; the list may have grown since."""
    slots: NDArray[np.int32]
    """The slot of each row's article; -1 for none."""
    blocks: tuple[Vectors, ...]
    row_of: Mapping[str, int]
    """The row of each chunk; of one that came back, the latest. It may hold later ones."""
    coarse: Coarse | None = None
    """A first look at the first block, once it is ready."""
    forward: Forward | None = None
    """The terms of the first block's chunks."""

    def __len__(self) -> int:
        return len(self.slots)

    @cached_property
    def alive(self) -> Mask | None:
        """By row, whether it is current; None when all are."""
        by_slot = self.catalog.alive
        if by_slot.all() and (not len(self) or self.slots.min() >= 0):
            return None
        return self._by_row(by_slot)

    def mask(self, chosen: Filter) -> Mask | None:
        """By row, whether it may be found; None when every row may."""
        by_slot = None if chosen.empty else self.catalog.mask(chosen)
        return self.alive if by_slot is None else self._by_row(by_slot)

    def _by_row(self, by_slot: Mask) -> Mask:
        by_row: Mask = np.append(by_slot, False)[self.slots]
        return by_row

    def rows_of(self, chunk_ids: Sequence[str]) -> NDArray[np.intp]:
        """The row of each; -1 for one that has none here."""
        found = np.fromiter(map(self.row_of.get, chunk_ids, repeat(-1)), np.intp, len(chunk_ids))
        found[found >= len(self)] = -1
        return found

    def gathered(self, wanted: NDArray[np.intp]) -> Vectors:
        """The vectors of some rows, which are in ascending order, copied out."""
        parts, start = [], 0
        for block in self.blocks:
            end = start + len(block)
            first, past = np.searchsorted(wanted, (start, end))
            parts.append(block[wanted[first:past] - start])
            start = end
        return np.concatenate(parts)


class Matrix:
    """The rows of a growing library."""

    def __init__(
        self,
        dimension: int,
        base: Vectors | None = None,
        chunk_ids: Sequence[str] = (),
        slots: NDArray[np.int32] | None = None,
        forward: Forward | None = None,
    ) -> None:
        self._dimension, self._forward = dimension, forward
        self._base = np.empty((0, dimension), np.float32) if base is None else base
        self._coarse = Coarse(self._base) if len(self._base) >= _COARSE_FROM else None
        if self._coarse is not None:
            self._coarse.begin()
        self._chunk_ids = list(chunk_ids)
        self._row_of = {chunk_id: row for row, chunk_id in enumerate(self._chunk_ids)}
        self._slots = np.empty(0, np.int32) if slots is None else slots
        self._added = np.empty((0, dimension), np.float32)

    def __len__(self) -> int:
        return len(self._chunk_ids)

    @property
    def added(self) -> int:
        """Rows that came after the base."""
        return len(self) - len(self._base)

    def append(
        self, catalog: Catalog, names: Sequence[tuple[str, str, int]], vectors: Vectors
    ) -> None:
        """Adds chunks by id, article and revision; those the catalog does not have are left out."""
        slots = np.array([_slot(catalog, article, rev) for _, article, rev in names], np.int32)
        kept = np.flatnonzero(slots >= 0)
        start = self.added
        self.reserve(len(self) + len(kept))
        self._added[start : start + len(kept)] = vectors[kept]
        self._slots[len(self) : len(self) + len(kept)] = slots[kept]
        for i in kept.tolist():
            self._row_of[names[i][0]] = len(self._chunk_ids)
            self._chunk_ids.append(names[i][0])

    def reserve(self, rows: int) -> None:
        """Makes room for so many rows. What was handed out before keeps the arrays it has."""
        added = rows - len(self._base)
        if added > len(self._added):
            room = max(added, 2 * len(self._added), 256)
            grown = np.empty((room, self._dimension), np.float32)
            grown[: self.added] = self._added[: self.added]
            slots = np.full(len(self._base) + room, -1, np.int32)
            slots[: len(self)] = self._slots[: len(self)]
            self._added, self._slots = grown, slots

    def rows(self, catalog: Catalog) -> Rows:
        """What a search of this catalog works on."""
        blocks = tuple(b for b in (self._base, self._added[: self.added]) if len(b))
        slots = self._slots[: len(self)]
        return Rows(
            catalog, self._chunk_ids, slots, blocks, self._row_of, self._coarse, self._forward
        )


def _slot(catalog: Catalog, article_id: str, revision: int) -> int:
    slot = catalog.slots.get(article_id, -1)
    return slot if slot >= 0 and catalog.articles[slot][1] == revision else -1


def search(products: Products, rows: Rows, vector: Vectors, k: int, chosen: Filter) -> list[Hit]:
    """The k rows most similar to a unit vector; the score is the cosine. Ties go by id."""
    mask = rows.mask(chosen)
    if not len(rows) or k <= 0:
        return []
    wanted = np.arange(len(rows)) if mask is None else np.flatnonzero(mask)
    if _are_few(rows, len(wanted)):
        return _best(rows, wanted, rows.gathered(wanted) @ vector, k)
    scores = products.scores(rows, vector)
    of = scores.of if mask is None else scores.of[wanted]
    if not scores.error:
        return _best(rows, wanted, of, k)
    near = wanted[_near(of, k, scores.error)]
    return _best(rows, near, rows.gathered(near) @ vector, k)


def _are_few(rows: Rows, count: int) -> bool:
    """Whether so many rows are sooner copied out than all are multiplied."""
    return count < (_GATHER if rows.coarse is None else _GATHER_COARSE) * len(rows)


def begin(products: Products, rows: Rows, vector: Vectors, chosen: Filter) -> None:
    """Makes the product that :func:`search` will need of these rows, if it will need one."""
    mask = rows.mask(chosen)
    wanted = len(rows) if mask is None else int(np.count_nonzero(mask))
    if len(rows) and len(vector) == rows.blocks[0].shape[1] and not _are_few(rows, wanted):
        products.scores(rows, np.ascontiguousarray(vector, dtype=np.float32))


def _near(scores: NDArray[np.float32], k: int, error: float) -> NDArray[np.intp]:
    """Where the k best may be, in ascending order."""
    if k >= len(scores):
        return np.arange(len(scores))
    return np.flatnonzero(scores >= _kth(scores, k) - np.float32(error))


def _kth(scores: NDArray[np.float32], k: int) -> np.float32:
    """The k-th best. The best of k groups are k scores: what is less than all of them is not it."""
    count = len(scores) // _GROUPED
    if count > k:
        best = scores[: count * _GROUPED].reshape(_GROUPED, count).max(axis=0)
        scores = scores[scores >= np.partition(best, -k)[-k]]
    least: np.float32 = np.partition(scores, -k)[-k]
    return least


def rescored(rows: Rows, chunk_ids: Sequence[str], vector: Vectors) -> list[Hit] | None:
    """Hits of another search with their exact scores; None when it found what is not here."""
    wanted = np.sort(rows.rows_of(chunk_ids))
    if len(wanted) and wanted[0] < 0:
        return None
    return _best(rows, wanted, rows.gathered(wanted) @ vector, len(wanted))


def _best(rows: Rows, wanted: NDArray[np.intp], scores: NDArray[np.float32], k: int) -> list[Hit]:
    top = np.argpartition(scores, -k)[-k:] if k < len(scores) else np.arange(len(scores))
    of = rows.chunk_ids
    found = zip((-scores[top]).tolist(), [of[row] for row in wanted[top].tolist()], strict=True)
    return [Hit(chunk_id, -negative) for negative, chunk_id in sorted(found)]
