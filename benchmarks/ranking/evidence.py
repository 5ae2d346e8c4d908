"""What speaks for each candidate of a question, taken by the search's own steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from rag.library.filters import EVERYTHING
from rag.library.library import Library
from rag.retrieval import ranking
from rag.retrieval.freshness import closeness, recent
from rag.retrieval.pool import pooled
from rag.retrieval.question import analyse
from rag.retrieval.rarity import Weights
from rag.retrieval.reading import of_passage
from rag.retrieval.search import POOL, widened
from rag.retrieval.wanted import Asking, wanted
from ranking.collection import Asked

Floats = NDArray[np.float64]
SHIFTS = (0, 30, 90, 365)
"""Days after the true day of asking at which every question is asked again."""
UNDATED = None


@dataclass(frozen=True)
class Example:
    """One question asked on one day: its candidates, and what speaks for each."""

    asked: Asked
    shift: int | None
    articles: tuple[str, ...]
    first: Floats
    """``(candidates, len(FIRST))``"""
    read: Floats
    """``(candidates, len(READ))``"""
    close: Floats
    """``(candidates, len(CLOSE))``; all 0 where dates play no part."""

    @property
    def gold(self) -> NDArray[np.bool_]:
        return np.array([each in self.asked.gold for each in self.articles])

    def content(self, names: str) -> Floats:
        return self.first if names == "first" else np.hstack([self.first, self.read])


def examples(library: Library, asked: Iterable[Asked]) -> list[Example]:
    """Each question at each shift, and without dates."""
    return [_example(library, each, shift) for each in asked for shift in (*SHIFTS, UNDATED)]


def _example(library: Library, asked: Asked, shift: int | None) -> Example:
    day = asked.day + timedelta(days=shift or 0)
    without = frozenset({"dates"}) if shift is UNDATED else frozenset()
    asks = wanted(analyse(asked.text), library, EVERYTHING, Asking(day, without))
    question, filters = asks.question, [EVERYTHING]
    if asks.fresh and (lately := recent(EVERYTHING, day)) and library.article_ids(lately):
        filters.append(lately)
    vector = library.embed_query(question.text)
    pool = pooled(library, widened(question), vector, filters, POOL)
    passages = library.passages(pool.chunk_ids)
    read = ranking.read_evidence(
        question,
        Weights.in_library(question, library),
        [of_passage(question, each) for each in passages.values()],
    )
    close = (
        closeness(pool.days, pool.keyword + pool.vector, asks.fresh)
        if asks.fresh
        else dict.fromkeys(ranking.CLOSE, 0 * pool.vector)
    )
    return Example(
        asked,
        shift,
        tuple(passage.article_id for passage in passages.values()),
        _matrix(ranking.first_evidence(pool), ranking.FIRST),
        _matrix(read, ranking.READ),
        _matrix(close, ranking.CLOSE),
    )


def _matrix(columns: dict[str, ranking.Floats], names: tuple[str, ...]) -> Floats:
    return np.stack([columns[name] for name in names], axis=1).astype(np.float64)
