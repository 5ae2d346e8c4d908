"""From a question to ranked passages: two searches, one list, each score explained.

Keyword and vector scores are each divided by their best, then combined with what share of the
question's matter a passage holds. On 36,823 chunks of news a convex sum of the two searches beat
rank fusion (docs/decisions/0004-fusion.md); coverage adds what neither knows: which terms are
missing altogether.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from rag.library.embedding import Vectors
from rag.library.filters import Filter, instant_of
from rag.library.library import Library
from rag.retrieval.copies import with_copies, without_repeats
from rag.retrieval.dissent import dissent_first
from rag.retrieval.names import pattern
from rag.retrieval.question import Question
from rag.terms import held as terms_held
from rag.types import Passage, Score

POOL = 60
"""How many passages each search brings before they are ranked together."""
_WIDEST = 16 * POOL
"""And how many where near copies take up so many places that too little else is found."""
PER_TEXT, FIRST, SHOWN = 2, 5, 8
"""At most two passages of one article among the first five, and of several near copies of one
among the first eight, unless they alone answer."""

_ABSENT_VERB, _ABSENT = 0.5, 0.75
"""A word that no article uses, a verb above all, is likely said there in another word."""
_KEYWORD, _VECTOR, _COVERAGE, _TITLE = 0.35, 0.3, 0.25, 0.1


@dataclass(frozen=True)
class Weights:
    """How telling each term of a question is: rare terms more, by inverse document frequency.

    Robertson's idf, ``log(1 + (N - n + .5) / (n + .5))`` (Robertson & Zaragoza 2009, p. 352).
    """

    of: Mapping[str, float]
    absent: frozenset[str]
    """Terms that no passage of the library holds."""

    @classmethod
    def in_library(cls, question: Question, library: Library) -> Weights:
        total = max(library.chunk_count(), 1)
        counts = library.document_frequencies(question.terms)
        weights = {t: math.log1p((total - n + 0.5) / (n + 0.5)) for t, n in counts.items()}
        # In a small library a term that stands everywhere still carries some matter.
        floor = 0.3 * max(weights.values(), default=1.0)
        absent = frozenset(term for term, n in counts.items() if n == 0)
        return cls(
            {
                t: max(weight, floor)
                * question.emphasis[t]
                * (1.0 if t not in absent else _ABSENT_VERB if t in question.phrasing else _ABSENT)
                for t, weight in weights.items()
            },
            absent,
        )

    def share(self, terms: frozenset[str]) -> float:
        """The share of the question's weight that these terms carry, from 0 to 1."""
        if not self._total:
            return 0.0
        return sum(w for t, w in self.of.items() if t in terms) / self._total

    @cached_property
    def _total(self) -> float:
        return sum(self.of.values())


def held_terms(question: Question, text: str) -> frozenset[str]:
    """The question's terms that a text holds, a name's stand-ins included ("Moscow")."""
    held = set(terms_held(text, question.terms))
    for name in question.names:
        own = set(name.terms) & set(question.terms)
        if held >= own and not name.is_code:
            continue
        if name.occurs_in(text):
            held |= own
        elif name.is_code:
            held -= own
        elif own and name.terms[-1] in held:
            held |= own  # the surname alone
    return frozenset(held)


def find(
    library: Library, question: Question, filter: Filter, k: int, also: tuple[Filter, ...] = ()
) -> list[Passage]:
    """The k best passages that pass the filter, best first; near copies count once.

    What passes only a narrower filter of ``also`` is searched for itself, on the same scale.
    """
    vector = library.embed_query(question.text)
    pool = POOL
    while True:
        ranked = _ranked(library, question, vector, (filter, *also), pool)
        clusters = library.near.clusters(each.article_id for each in ranked)
        distinct = without_repeats(library, ranked, clusters)
        distinct = dissent_first(distinct, clusters, frozenset(question.terms))
        if len(distinct) >= k or len(distinct) == len(ranked) or pool >= _WIDEST:
            break
        pool *= 4
    found = diverse(distinct, clusters)[:k]
    again = library.near.printed_again(each.article_id for each in found)
    return [
        with_copies(library, each, filter) if each.article_id in again else each for each in found
    ]


def _ranked(
    library: Library, question: Question, vector: Vectors, filters: tuple[Filter, ...], pool: int
) -> list[Passage]:
    """All that the two searches bring, best first; of equals the earliest published."""
    words = _wide(question)
    keyword = {h.chunk_id: h.score for f in filters for h in library.keyword_hits(words, pool, f)}
    similar = {h.chunk_id: h.score for f in filters for h in library.vector_hits(vector, pool, f)}
    passages = library.passages([*keyword, *(c for c in similar if c not in keyword)])
    weights = Weights.in_library(question, library)
    best_keyword = max(keyword.values(), default=1.0) or 1.0
    best_vector = max(similar.values(), default=1.0) or 1.0
    titles: dict[str, float] = {}  # chunks share them
    scored = []
    for chunk_id, passage in passages.items():
        title = passage.title or ""
        if title not in titles:
            titles[title] = weights.share(held_terms(question, title))
        k_score, v_score = keyword.get(chunk_id), similar.get(chunk_id)
        final = (
            _KEYWORD * (k_score or 0.0) / best_keyword
            + _VECTOR * max(v_score or 0.0, 0.0) / best_vector
            + _COVERAGE * weights.share(held_terms(question, passage.text))
            + _TITLE * titles[title]
        )
        score = Score(keyword=k_score, vector=v_score, final=final)
        scored.append(replace(passage, score=score))
    return sorted(scored, key=_order)


def _order(passage: Passage) -> tuple[float, float, str, str]:
    instant = instant_of(passage.published)
    earliest = math.inf if instant is None else instant
    return (-(passage.score.final or 0.0), earliest, passage.article_id, passage.chunk_id)


def _wide(question: Question) -> str:
    """The question with the stand-ins of the names in it, each once."""
    held = question.text
    extra = [
        other
        for name in question.names
        for other in name.others
        if pattern((other,)).search(held) is None
    ]
    return " ".join([held, *dict.fromkeys(extra)])


def diverse(passages: list[Passage], clusters: Mapping[str, str]) -> list[Passage]:
    """At most two passages of one article among the first five, and at most two of several near
    copies among the first eight: they are one source. Others must come near, though.
    """
    several = _clusters_of_several(passages, clusters)
    spread = _capped(passages, {each: each for each in clusters}, FIRST)
    return _capped(spread, {a: c for a, c in clusters.items() if c in several}, SHOWN)


def _clusters_of_several(passages: list[Passage], clusters: Mapping[str, str]) -> frozenset[str]:
    counts = Counter(clusters[each] for each in {p.article_id for p in passages})
    return frozenset(cluster for cluster, count in counts.items() if count > 1)


def _capped(passages: list[Passage], texts: Mapping[str, str], places: int) -> list[Passage]:
    """Put a third passage of one text behind these places, where others come near it.

    "Near" is half its score: below that the text is the only one that answers. ``texts`` names
    the text of each article that is to be counted.
    """
    first: list[Passage] = []
    later: list[Passage] = []
    for at, passage in enumerate(passages):
        text = texts.get(passage.article_id)
        same = sum(texts.get(p.article_id) == text for p in first[:places])
        third = text is not None and len(first) < places and same >= PER_TEXT
        enough = (passage.score.final or 0.0) / 2
        if third and any(
            texts.get(p.article_id) != text and (p.score.final or 0.0) >= enough
            for p in passages[at + 1 :]
        ):
            later.append(passage)
        else:
            first.append(passage)
    rest = sorted([*later, *first[places:]], key=lambda p: -(p.score.final or 0.0))
    return [*first[:places], *rest]
