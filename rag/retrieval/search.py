"""From a question to ranked passages: two searches, one list, each score explained.

All that the searches bring is ranked by what needs no text; the best of it is read and ranked by
everything (:mod:`rag.retrieval.ranking`).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.copies import with_copies, without_repeats
from rag.retrieval.dissent import dissent_first
from rag.retrieval.diversity import diverse
from rag.retrieval.freshness import closeness, recent
from rag.retrieval.joined import joined
from rag.retrieval.lengthy import Told
from rag.retrieval.names import pattern
from rag.retrieval.pool import Pool, pooled
from rag.retrieval.question import Question
from rag.retrieval.ranked import Ranked
from rag.retrieval.ranking import Ranker, first_evidence, read_evidence
from rag.retrieval.rarity import Weights
from rag.retrieval.reading import Reading
from rag.telemetry import step
from rag.types import Passage

POOL = 200
"""How many passages each search brings before they are ranked together."""
READ = 40
"""How many of them are read at least."""
_TWICE = 2
"""Of the passages that are wanted, near copies may take up as many again."""
_SPARE = 4
"""Passages read with those that are wanted: where a few of them repeat others, that is enough."""
_WIDEST = 16
"""How many times as much is read and searched where near copies leave too little else."""


def find(
    library: Library,
    question: Question,
    filter: Filter,
    k: int,
    also: tuple[Filter, ...] = (),
    *,
    fresh: date | None = None,
    told: Told | None = None,
) -> list[Passage]:
    """The k best passages that pass the filter, best first; near copies count once.

    What passes only a narrower filter of ``also`` is searched for itself, on the same scale.
    ``fresh`` is the day to which closeness counts, for a question that asks for news; ``told`` is
    what one of many clauses names of its articles.
    """
    lately = recent(filter, fresh) if fresh else None
    filters = (filter, *also, *([lately] if lately and library.article_ids(lately) else []))
    weights = Weights.in_library(question, library)
    ranked, clusters = _distinct(library, question, weights, filters, k, fresh, told)
    ranked = dissent_first(ranked, clusters, frozenset(question.terms))
    ranked = joined(library, question, weights, ranked)
    found = diverse(ranked, clusters)[:k]
    again = library.near.printed_again(each.article_id for each in found)
    return [
        with_copies(library, each, filter) if each.article_id in again else each for each in found
    ]


def _distinct(
    library: Library,
    question: Question,
    weights: Weights,
    filters: tuple[Filter, ...],
    k: int,
    fresh: date | None,
    told: Told | None,
) -> tuple[list[Passage], dict[str, str]]:
    """Passages that say what no better one says, best first, and the clusters of their articles.

    Where near copies leave too few, more is searched and read.
    """
    vector = library.embed_query(question.text)
    wider = 1
    while True:
        pool = pooled(library, widened(question), vector, filters, POOL * wider)
        size = max(READ, _TWICE * k) * wider
        with step("rank", candidates=len(pool), read=size):
            wanted = _TWICE * k + _SPARE
            ranked = _ranked(library, question, weights, pool, size, wanted, fresh, told)
        unknown = ranked.article_ids - pool.clusters.keys()
        clusters = {**pool.clusters, **(library.near.clusters(unknown) if unknown else {})}
        distinct, all_seen = without_repeats(library, ranked, clusters, _TWICE * k)
        few = all_seen and len(distinct) < k and len(distinct) < len(ranked)
        more = len(pool) >= POOL * wider or len(pool) > len(ranked)
        if not (few and more) or wider >= _WIDEST:
            return distinct, clusters
        wider *= 4


def _ranked(
    library: Library,
    question: Question,
    weights: Weights,
    pool: Pool,
    size: int,
    wanted: int,
    fresh: date | None,
    told: Told | None,
) -> Ranked:
    """The best of a pool by all that their words tell too."""
    ranker = Ranker.learned()
    close = closeness(pool.days, pool.keyword + pool.vector, fresh) if fresh else {}
    first = first_evidence(pool)
    best = np.argsort(-ranker.rough(first, close), kind="stable")[:size]
    reading = Reading(library, question, [pool.chunk_ids[at] for at in best])
    kept = np.array([at for at in best if pool.chunk_ids[at] in reading.of], np.intp)
    evidence = {name: values[kept] for name, values in first.items()}
    evidence |= read_evidence(question, weights, list(reading.of.values()))
    if told is not None:
        articles = [each.article_id for each in reading.of.values()]
        named = told.evidence(library, articles)
        evidence |= {name: np.array(values, np.float32) for name, values in named.items()}
        return Ranked(pool, reading, ranker.of_clauses(evidence), wanted)
    finals = ranker.exact(evidence, {name: values[kept] for name, values in close.items()})
    return Ranked(pool, reading, finals, wanted)


def widened(question: Question) -> str:
    """The question with the stand-ins of the names in it, each once."""
    held = question.text
    extra = [
        other
        for name in question.names
        for other in name.others
        if other not in held or pattern((other,)).search(held) is None
    ]
    return " ".join([held, *dict.fromkeys(extra)])
