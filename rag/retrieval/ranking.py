"""How candidates are ranked: a weighted sum of what speaks for each, the weights learned.

Two sums. The first needs no text, only what the searches and the catalog tell; it chooses which
passages are read. The second adds what their words tell. All evidence lies between 0 and 1 and no
weight is negative, so that every score can be explained as shares of one whole. The weights stand
in ``ranking.json`` beside this file, with how they were made (``make tune``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np

from rag.retrieval.pool import Floats, Pool
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.retrieval.reading import Read
from rag.terms import Spot, content_terms

FIRST = ("keyword", "vector", "article", "crowd")
"""Evidence that needs no text: BM25, cosine, the article's three best BM25 scores, and how much
else that fits was published within days of it."""
READ = ("body", "title", "either", "headline", "pairs", "lead")
"""Evidence that does: the share of the question's matter that the passage, the title, and the two
together hold; the share of the title that is the question's matter; neighbouring terms that stand
together; nearness to the article's beginning."""
NAMED = ("outlet", "day")
"""Of a question of many clauses: whether one of them names the outlet, the day of publication."""
CLOSE = ("days", "weeks", "months", "newest")
"""Closeness to the day of asking, at three paces, and to the newest article that fits
(:func:`rag.retrieval.freshness.closeness`)."""

_CROWD = 2.0
"""Days within which most reports of one event appear."""
_CROWD_FROM = 0.5
"""The share of the best score from which on an article counts in the crowd."""
_TOGETHER = 12
"""Signs between two words that still stand together: an article, a preposition."""
_LEAD = 1000.0
"""Signs after which half of a text's lead is behind."""
_LONG_TITLE = 2
"""Terms that a title of one word lacks to be about that word alone."""
_SPEAKS_FROM, _SPEAKS_FULLY = 0.45, 0.7
"""Closeness counts for what fits half as well as the best, not for what is merely new."""


@dataclass(frozen=True)
class Ranker:
    """The weights of both sums. Those of the evidence in the text and beside it add up to 1."""

    first: Mapping[str, float]
    final: Mapping[str, float]
    many: Mapping[str, float]
    """Those of a question of many clauses, which holds half sentences of several articles."""

    @classmethod
    def learned(cls) -> Ranker:
        return _stored()

    def rough(self, evidence: Mapping[str, Floats], close: Mapping[str, Floats]) -> Floats:
        """``(candidates,)``: scores by all that needs no text."""
        return _scored(self.first, evidence, close)

    def exact(self, evidence: Mapping[str, Floats], close: Mapping[str, Floats]) -> Floats:
        """Scores by everything."""
        return _scored(self.final, evidence, close)

    def of_clauses(self, evidence: Mapping[str, Floats]) -> Floats:
        """Scores by everything for a question of many clauses."""
        return _scored(self.many, evidence, {})


@lru_cache(maxsize=1)
def _stored() -> Ranker:
    stored = json.loads(resources.files(__package__).joinpath("ranking.json").read_text("utf-8"))
    return Ranker(stored["first"], stored["final"], stored["many"])


def first_evidence(pool: Pool) -> dict[str, Floats]:
    """Each of :data:`FIRST` as ``(candidates,)``."""
    return {
        "keyword": pool.keyword,
        "vector": pool.vector,
        "article": pool.article_keyword,
        "crowd": _crowd(pool),
    }


def read_evidence(question: Question, weights: Weights, reads: Sequence[Read]) -> dict[str, Floats]:
    """Each of :data:`READ` as ``(reads,)``."""
    titles: dict[str, tuple[frozenset[str], float]] = {}  # chunks share them
    pairs = _pairs(question)
    rows = []
    for read in reads:
        if read.title not in titles:
            titles[read.title] = held_terms(question, read.title), _about(read.title, question)
        in_title, about = titles[read.title]
        rows.append(
            (
                weights.share(read.held),
                weights.share(in_title),
                weights.share(read.held | in_title),
                about,
                _together(read.spots, pairs),
                1 / (1 + read.start / _LEAD),
            )
        )
    columns = np.array(rows, np.float32).reshape(len(rows), len(READ)).T
    return dict(zip(READ, columns, strict=True))


def speaking(content: Floats) -> Floats:
    """``(candidates,)``, from 0 to 1: how far closeness counts for each, by how well it fits."""
    share = content / max(float(content.max(initial=0.0)), 1e-9)
    gate: Floats = np.clip((share - _SPEAKS_FROM) / (_SPEAKS_FULLY - _SPEAKS_FROM), 0, 1)
    return gate


def _crowd(pool: Pool) -> Floats:
    """How much else that fits appeared on the same days: an event is reported more than once.

    Near copies are one report, that of the best of them; undated articles have no part in it.
    """
    rough = pool.best((pool.keyword + pool.vector) / np.float32(2))
    share = rough / max(float(rough.max(initial=0.0)), 1e-9)
    fitting = np.clip((share - _CROWD_FROM) / (1 - _CROWD_FROM), 0, 1) ** 2
    fitting[pool.article_days == 0] = 0
    best_first = np.argsort(-fitting, kind="stable")
    _, leading = np.unique(pool.texts[best_first], return_index=True)
    reports = best_first[leading]
    reports = reports[fitting[reports] > 0]
    apart = np.abs(pool.article_days[:, None] - pool.article_days[reports])
    others = np.exp(-apart / _CROWD) * (pool.texts[:, None] != pool.texts[reports])
    others[pool.article_days == 0] = 0
    crowd = others @ fitting[reports]
    told: Floats = (crowd / (1 + crowd))[pool.articles].astype(np.float32)
    return told


def _pairs(question: Question) -> frozenset[tuple[str, str]]:
    """Neighbouring terms of the question, either way around."""
    forward = list(zip(question.terms, question.terms[1:], strict=False))
    return frozenset([*forward, *((b, a) for a, b in forward)])


def _together(found: Sequence[Spot], pairs: frozenset[tuple[str, str]]) -> float:
    """The share of the neighbouring terms that stand together here too."""
    if not pairs:
        return 0.0
    near = {
        frozenset((one.term, other.term))
        for one, other in pairwise(found)
        if other.start - one.end <= _TOGETHER and (one.term, other.term) in pairs
    }
    return 2 * len(near) / len(pairs)


def _about(title: str, question: Question) -> float:
    """The share of a title's terms that the question has."""
    found = content_terms(title)
    return sum(term in question.emphasis for term in found) / (len(found) + _LONG_TITLE)


def _scored(
    weights: Mapping[str, float], evidence: Mapping[str, Floats], close: Mapping[str, Floats]
) -> Floats:
    content = _sum(weights, evidence)
    return content + speaking(content) * _sum(weights, close) if close else content


def _sum(weights: Mapping[str, float], evidence: Mapping[str, Floats]) -> Floats:
    columns = np.stack(list(evidence.values()), axis=1)
    total: Floats = columns @ np.array([weights[name] for name in evidence], np.float32)
    return total
