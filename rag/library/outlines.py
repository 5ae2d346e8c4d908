"""What ranking asks of some chunks' words, without reading the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.library import forward
from rag.library.matrix import Rows
from rag.terms import Spot


@dataclass(frozen=True, slots=True)
class Outline:
    """A chunk without its words."""

    article_id: str
    title: str | None
    start: int


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Of the chunks that the forward index holds."""

    of: Mapping[str, Outline]
    _terms: forward.Terms
    """Of all of them, one after the other."""
    _lengths: NDArray[np.int64]

    def looked_for(self, terms: Sequence[str]) -> dict[str, list[Spot]]:
        """Where some terms, each given once, stand in each chunk, in reading order."""
        wanted = np.array([forward.number_of(term) for term in terms], np.uint32)
        at, which = np.nonzero(forward.numbers(self._terms)[:, None] == wanted)
        owners = np.repeat(np.arange(len(self._lengths)), self._lengths)[at]
        starts, ends = forward.places(self._terms[at])
        ids = list(self.of)
        spots: list[list[Spot]] = [[] for _ in ids]
        columns = (owners.tolist(), which.tolist(), starts.tolist(), ends.tolist())
        for owner, term, start, end in zip(*columns, strict=True):
            spots[owner].append(Spot(terms[term], start, end))
        return dict(zip(ids, spots, strict=True))


def outlines(rows: Rows | None, chunk_ids: Sequence[str]) -> Outlines:
    """Of those of the chunks that are current and in the forward index; each given once."""
    of: dict[str, Outline] = {}
    parts: list[forward.Terms] = []
    held = None if rows is None else rows.forward
    if rows is not None and held is not None:
        at = rows.rows_of(chunk_ids)
        slots = rows.slots[at].tolist() if len(rows) else [-1] * len(at)
        for chunk_id, row, slot in zip(chunk_ids, at.tolist(), slots, strict=True):
            entry = held.entry(row)
            if entry is not None and slot >= 0 and rows.catalog.alive[slot]:
                article_id, _ = rows.catalog.articles[slot]
                of[chunk_id] = Outline(article_id, rows.catalog.titles[slot], entry.start)
                parts.append(entry.terms)
    terms = np.concatenate(parts) if parts else np.empty(0, np.uint64)
    return Outlines(of, terms, np.array([len(each) for each in parts], np.int64))
