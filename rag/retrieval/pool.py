"""What the two searches bring for a question, as arrays: enough to tell what is worth reading.

A keyword hit that the vectors did not bring gets its cosine all the same, so that a passage is
never ranked low only because one of two lists ended before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.library.embedding import Vectors
from rag.library.filters import Filter
from rag.library.library import Library

Floats = NDArray[np.float32]
_LEADING = 64
"""Articles whose near copies are looked up with the pool."""
_BEST_OF = 3
"""Keyword scores of one article that count together."""


@dataclass(frozen=True)
class Pool:
    """Candidates in no order; every array is of shape ``(candidates,)``."""

    chunk_ids: tuple[str, ...]
    keywords: Mapping[str, float]
    """BM25 of those that the keyword search brought."""
    vectors: Mapping[str, float]
    """The cosine of those that the vector search brought."""
    articles: NDArray[np.intp]
    """Articles, numbered from 0."""
    clusters: Mapping[str, str]
    """The cluster of near copies of the leading articles, by id."""
    texts: NDArray[np.intp]
    """``(articles,)``: the cluster of each, numbered; near copies are one text. An article that
    does not lead is one of its own."""
    days: NDArray[np.int32]
    """The day of publication, as :meth:`datetime.date.toordinal` counts; 0 for none."""
    keyword: Floats
    """BM25 as a share of the best; 0 for what the keyword search did not bring."""
    vector: Floats
    """The cosine as a share of the best, at least 0."""

    def __len__(self) -> int:
        return len(self.chunk_ids)

    @cached_property
    def article_count(self) -> int:
        return int(self.articles.max(initial=-1)) + 1

    def best(self, of: Floats) -> Floats:
        """``(articles,)``: the highest value among each article's candidates."""
        best = np.full(self.article_count, -np.inf, np.float32)
        np.maximum.at(best, self.articles, of)
        return best

    @cached_property
    def article_days(self) -> NDArray[np.int32]:
        """``(articles,)``: the day of each."""
        days = np.zeros(self.article_count, np.int32)
        days[self.articles] = self.days
        return days

    @cached_property
    def article_keyword(self) -> Floats:
        """By candidate, the mean of its article's three best keyword scores, 0 for each missing."""
        order = np.lexsort((-self.keyword, self.articles))
        articles = self.articles[order]
        starts = np.flatnonzero(np.r_[True, articles[1:] != articles[:-1]]) if len(order) else order
        rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
        kept = order[rank < _BEST_OF]
        sums = np.bincount(self.articles[kept], self.keyword[kept], self.article_count)
        shared: Floats = (sums[self.articles] / _BEST_OF).astype(np.float32)
        return shared


def pooled(
    library: Library, words: str, vector: Vectors, filters: Sequence[Filter], size: int
) -> Pool:
    """Up to ``size`` chunks of each search within each filter, each once."""
    keywords = {h.chunk_id: h.score for f in filters for h in library.keyword_hits(words, size, f)}
    vectors = {h.chunk_id: h.score for f in filters for h in library.vector_hits(vector, size, f)}
    ids = [*keywords, *(each for each in vectors if each not in keywords)]
    places = library.nearest.places(ids, vector)
    # One that the matrix does not have (yet) is an article of its own for the time being.
    apart = np.where(places.articles >= 0, places.articles, -1 - np.arange(len(ids)))
    keyword = np.zeros(len(ids), np.float32)
    keyword[: len(keywords)] = list(keywords.values())
    near = np.maximum(places.cosines, 0.0)
    numbers, articles = np.unique(apart, return_inverse=True)
    keyword, near = _share(keyword), _share(near)
    leading = _leading(articles, keyword + near)
    named = [places.ids.get(each, "") for each in numbers.tolist()]
    clusters = library.near.clusters(named[at] for at in leading if named[at])
    texts = [clusters.get(name, str(at)) for at, name in enumerate(named)]
    numbered = {text: number for number, text in enumerate(sorted(set(texts)))}
    return Pool(
        tuple(ids),
        keywords,
        vectors,
        articles,
        clusters,
        np.array([numbered[text] for text in texts], np.intp),
        places.days,
        keyword,
        near,
    )


def _leading(articles: NDArray[np.intp], scores: Floats) -> list[int]:
    """The articles with the best candidates; looking up the copies of all would cost too much."""
    best = np.full(int(articles.max(initial=-1)) + 1, -np.inf, np.float32)
    np.maximum.at(best, articles, scores)
    leading: list[int] = np.argsort(-best, kind="stable")[:_LEADING].tolist()
    return leading


def _share(scores: Floats) -> Floats:
    best = float(scores.max(initial=0.0))
    return scores / np.float32(best) if best > 0 else scores
