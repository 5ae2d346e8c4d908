"""What the keyword index does not hold yet: the latest articles, scored the same way here.

So a search finds an article the moment it is stored, whoever keeps the index.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.library.filters import Filter, Hit, language_key, source_key
from rag.library.keywords import TITLE_BOOST, Wanted, analysed, is_english
from rag.library.rows import Change, Span

# Tantivy's own, from Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009).
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class _Chunk:
    chunk_id: str
    change: Change
    keys: frozenset[str]
    body: Mapping[str, int]
    title: Mapping[str, int]


@dataclass(frozen=True)
class Overlay:
    """Chunks of the articles that changed after ``since``, up to ``revision``."""

    since: int
    revision: int
    stale: frozenset[str] = frozenset()
    """Every article that changed: what the index says of them is over."""
    chunks: tuple[_Chunk, ...] = ()
    means: tuple[float, float] = field(default=(1.0, 1.0))
    """Mean terms of a body and of a title."""

    @classmethod
    def of(
        cls, since: int, revision: int, changes: Sequence[Change], spans: Iterable[Span]
    ) -> Overlay:
        by_id = {change.article_id: change for change in changes}
        chunks = tuple(_chunk(span, by_id[span.article_id]) for span in spans)
        lengths = [(_length(chunk.body), _length(chunk.title)) for chunk in chunks]
        means = tuple(max(1.0, sum(each) / len(each)) for each in zip(*lengths, strict=True))
        return cls(since, revision, frozenset(by_id), chunks, means or (1.0, 1.0))

    def hits(
        self, wanted: Wanted, k: int, chosen: Filter, rarity: Callable[[str], float]
    ) -> list[Hit]:
        """The k best; ``rarity`` is a term's inverse document frequency."""
        found = [
            Hit(chunk.chunk_id, score)
            for chunk in self.chunks
            if _admits(chosen, chunk) and (score := self._score(chunk, wanted, rarity)) > 0
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def holding(self, term: str) -> list[Change]:
        """One change for each chunk whose body has the term."""
        return [chunk.change for chunk in self.chunks if term in chunk.body]

    def _score(self, chunk: _Chunk, wanted: Wanted, rarity: Callable[[str], float]) -> float:
        asked = wanted.stems if is_english(chunk.change.language) else wanted.words
        body = _bm25(asked, chunk.body, self.means[0], rarity)
        return body + TITLE_BOOST * _bm25(asked, chunk.title, self.means[1], rarity)


def _chunk(span: Span, change: Change) -> _Chunk:
    return _Chunk(
        span.chunk_id,
        change,
        frozenset(source_key(name) for name in change.sources),
        Counter(analysed(span.text, change.language)),
        Counter(analysed(span.title or "", change.language)),
    )


def _admits(chosen: Filter, chunk: _Chunk) -> bool:
    if chosen.sources and chunk.keys.isdisjoint(source_key(name) for name in chosen.sources):
        return False
    if chosen.articles and chunk.change.article_id not in chosen.articles:
        return False
    language = chunk.change.language
    if chosen.languages and (language is None or language_key(language) not in chosen.languages):
        return False
    return chosen.admits_day(chunk.change.day)


def _bm25(
    asked: Iterable[str], counts: Mapping[str, int], mean: float, rarity: Callable[[str], float]
) -> float:
    norm = _K1 * (1 - _B + _B * _length(counts) / mean)
    return sum(
        rarity(term) * (_K1 + 1) * counts[term] / (counts[term] + norm)
        for term in asked
        if term in counts
    )


def inverse_frequency(documents: int, holding: int) -> float:
    """How much a term tells, as Tantivy has it."""
    holding = min(holding, documents)
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def _length(counts: Mapping[str, int]) -> int:
    return sum(counts.values())
