"""Signs that passages answer a question, each from 0 to 1, each with a meaning for a reader.

What they weigh together is learned (:mod:`rag.answering.confidence`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.accounts import line
from rag.answering.comprehension.closely import scaled
from rag.answering.evidence import Likeliest, Reading
from rag.answering.kinds import holds_kind
from rag.answering.matching import Match
from rag.answering.weighing import TYPED, Candidate, Evidence, around, told_once
from rag.grammar import parse
from rag.library.embedding import Vectors
from rag.retrieval.asks import Asks
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.types import Passage

SIGNS = {
    "rules": "how well the sentence answers that the rules put first, as far as it is above half",
    "sentence": "nearness in meaning of the nearest sentence",
    "measured": "whether the sentence that fits best holds the number, time or duration asked for",
    "passage": "nearness in meaning of the nearest passage",
    "names": "the share of the question's names and numbers that some passage mentions",
    "read": "how likely the model of comprehension finds that some sentence answers",
    "clauses": "whether the question has many clauses: no sentence is as near to such a one",
}
"""What each sign tells."""

NEAREST = 8
"""Sentences whose nearness to the question as it stands is measured: the nearest is among them."""
_HALF = 0.5
"""Below such a score the rules say nothing for an answer: half of a question is met by chance."""
_MEASURED = (Asks.NUMBER, Asks.DURATION, Asks.TIME)
_COUNTED = (Asks.NUMBER, Asks.DURATION)
PLAIN = (*_COUNTED, Asks.TIME, Asks.REASON)
"""Kinds that are plainly there or not: a number, a date, a reason."""
_UNTAUGHT = 0.5
"""What the model of comprehension says at least where it is asked what it was not taught to find:
somebody's own words, or whatever an outlet reported."""
_NEAR = 0.4
"""Cosine, names taken out, from which a sentence may answer with no other word of the question."""
_VERY_NEAR, _PASSAGE_NEAR = 0.55, 0.5
"""Cosines from which a sentence and its passage fit a question, whatever its words."""
_FOUND = -1.5
"""Log-odds from which the model of comprehension has found what may be an answer. Where it is not
taught to find one, as of long explanations, it is doubtful of right sentences too."""
_SURELY = 1.0
"""The same where a time need not be told by its form."""
_TOLD_BY = 0.6
"""The same for a time that is told by no date: "soon after the fire", "every spring"."""
_OF_TIME = re.compile(
    r"\b(?:after|afterwards|before|during|when|while|until|once|soon|later|then|every|each|annual(?:ly)?"
    r"|age|seasons?|episodes?|spring|summer|autumn|winter|hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_SAID_OVER = 0.5
"""Share of a "why" that a sentence holds which gives no reason by its form: it says it over."""
_FROM, _FULL = 0.1, 0.8
"""Cosines of the bundled embedder between which a text comes nearer to a question."""


@dataclass(frozen=True)
class Nearest:
    """Sentences that come nearest to a question."""

    candidates: tuple[Candidate, ...]
    similarities: Vectors
    """``(candidates,)``: cosines with the question, both as they are."""

    @classmethod
    def of(cls, question: Question, reading: Reading, weights: Weights, count: int) -> Nearest:
        """As many by the words they hold, with those around them, and by their matter."""
        worth = [
            _held_by(question, weights, each) + max(0.0, float(alike))
            for each, alike in zip(reading.candidates, reading.likenesses, strict=True)
        ]
        order = sorted(range(len(worth)), key=lambda at: -worth[at])[:count]
        some = tuple(reading.candidates[at] for at in order)
        return cls(some, reading.similarities(some) if some else np.zeros(0, np.float32))

    def best(self, question: Question, weights: Weights) -> Candidate | None:
        """The one that comes nearest in words and meaning together."""
        rated = zip(self.candidates, self.similarities, strict=True)
        worth = [
            (_held_by(question, weights, each) + min(1.0, max(0.0, float(alike))), -at, each)
            for at, (each, alike) in enumerate(rated)
        ]
        return max(worth, key=lambda each: each[:2])[2] if worth else None


def signs(
    question: Question,
    passages: Sequence[Passage],
    evidence: Sequence[Evidence],
    near: Nearest,
    found: Likeliest | None,
    weights: Weights,
    *,
    clauses: bool,
    outlet: bool = False,
) -> dict[str, float]:
    """Each of :data:`SIGNS`; ``evidence`` are the sentences that may be quoted, ``found`` is the
    one that the model of comprehension finds likeliest to answer, ``clauses`` says whether the
    question has many of them, ``outlet`` whether it asks what an outlet told."""
    vectors = _scaled(np.array([p.score.vector or 0.0 for p in passages], np.float32))
    best = near.best(question, weights)
    untaught = question.asks_for_words or (outlet and not clauses)
    read = scaled(found.odds) if found else 0.0
    values = {
        "rules": (max((each.score for each in evidence), default=0.0) - _HALF) / (1 - _HALF),
        "sentence": float(near.similarities.max(initial=0.0)),
        "measured": float(_is_measured(question, best, evidence)),
        "passage": float(vectors.max(initial=0.0)),
        "names": _mentioned(question, passages),
        "read": max(read, _UNTAUGHT) if untaught else read,
        "clauses": float(clauses),
    }
    return {name: min(1.0, max(0.0, value)) for name, value in values.items()}


def nearest(question: Question, reading: Reading, weights: Weights) -> Evidence | None:
    """The sentence that meets most of the question in words and meaning, of the articles that
    hold its names; None where there is none, or where somebody's own words are asked for. One that
    shares names alone with the question has to come near it in meaning without them.
    """
    if question.asks_for_words:
        return None
    matter = set(question.terms) - {term for name in question.names for term in name.terms}
    named = [
        each
        for each, likeness in zip(reading.candidates, reading.likenesses, strict=True)
        if _holds_names(question, each)
        and (not matter or likeness >= _NEAR or matter & held_terms(question, each.text))
    ]
    if not named:
        return None
    similarities = reading.similarities(named)
    found: list[tuple[float, float, float, Candidate]] = []
    for each, alike, near in zip(named, similarities, _scaled(similarities), strict=True):
        own = weights.share(held_terms(question, each.text))
        found.append(((own + float(near)) / 2, own, float(alike), each))
    joint, own, alike, best = max(found, key=lambda each: each[0])
    told = line(best.article, best.index)
    met = Match(own, None)
    return Evidence(
        best.article, best.index, told, met, alike, fits=False, score=joint, potential=joint
    )


def very_near(question: Question, near: Nearest, weights: Weights) -> Evidence | None:
    """The sentence that comes nearest in meaning, where it is so near, in a passage so near, that
    it may say in other words what is asked. Its article holds every name, and it gives whom or
    which place is asked for; a time only by words of time. Never for a number or somebody's
    own words.
    """
    if question.asks_for_words or question.asks in _COUNTED or not near.candidates:
        return None
    at = int(near.similarities.argmax())
    each, alike = near.candidates[at], float(near.similarities[at])
    if (
        alike < (_TOLD_BY if question.asks is Asks.TIME else _VERY_NEAR)
        or (each.passage.score.vector or 0.0) < _PASSAGE_NEAR
    ):
        return None
    own = weights.share(held_terms(question, each.text))
    if not _may_say_it(question, each, own):
        return None
    told = line(each.article, each.index)
    joint = (own + float(_scaled(near.similarities)[at])) / 2
    return Evidence(each.article, each.index, told, Match(own, None), alike, False, joint, joint)


def comprehended(
    question: Question, found: Likeliest | None, reading: Reading, weights: Weights
) -> Evidence | None:
    """The sentence in which the model of comprehension finds the answer, whatever its words, where
    its article holds every name as the nearest sentence's has to. A number, a length of time or a
    reason must be there, a time where it is not sure.
    """
    if found is None or found.odds < _FOUND or not _holds_names(question, found.candidate):
        return None
    each = found.candidate
    told = line(each.article, each.index)
    own = weights.share(held_terms(question, each.text))
    any_form = question.asks is Asks.TIME and found.odds >= _SURELY
    plain = question.asks in PLAIN and not any_form
    if plain and not holds_kind(question, parse(each.text), told):
        return None
    alike = float(reading.similarities([each])[0])
    joint = (own + scaled(found.odds)) / 2
    return Evidence(each.article, each.index, told, Match(own, None), alike, False, joint, joint)


def _may_say_it(question: Question, each: Candidate, own: float) -> bool:
    """Whether the article holds every name, and the sentence the kind that shows by its form. A
    reason may have any; but what has the question's words tells only that it is so."""
    text = f"{each.article.title or ''}\n{each.article.text}"
    if not all(name.occurs_in(text) for name in question.names):
        return False
    if question.asks is Asks.REASON:
        return own < _SAID_OVER
    if question.asks is Asks.TIME:
        return _OF_TIME.search(each.text) is not None
    told = line(each.article, each.index)
    return question.asks not in TYPED or holds_kind(question, parse(each.text), told)


def _holds_names(question: Question, each: Candidate) -> bool:
    """Whether its article holds every name, and none of them only once and elsewhere."""
    text, near = f"{each.article.title or ''}\n{each.article.text}", around(each)
    return all(
        name.occurs_in(near) or (name.occurs_in(text) and not told_once(name, each.article))
        for name in question.names
    )


def _scaled(cosines: Vectors) -> Vectors:
    scaled: Vectors = np.clip((cosines - _FROM) / (_FULL - _FROM), 0, 1)
    return scaled


def _held_by(question: Question, weights: Weights, each: Candidate) -> float:
    """The share of the question that a sentence holds, and the same with what is around it."""
    around = f"{each.article.title or ''}\n{each.before}\n{each.text}"
    own = weights.share(held_terms(question, each.text))
    return (own + weights.share(held_terms(question, around))) / 2


def _is_measured(question: Question, best: Candidate | None, evidence: Sequence[Evidence]) -> bool:
    """Of persons, places and reasons it says little whether a sentence holds some. Of "how far" it
    says much that the sentence which the rules put first holds a length, whichever fits best."""
    if question.asks not in _MEASURED or best is None:
        return True
    first = max(evidence, key=lambda each: each.score, default=None)
    if question.measure and first is not None and first.fits:
        return True
    return holds_kind(question, parse(best.text), line(best.article, best.index))


def _mentioned(question: Question, passages: Sequence[Passage]) -> float:
    texts = [f"{p.title or ''}\n{p.text}\n{p.source or ''}\n{p.published or ''}" for p in passages]
    held = [any(name.occurs_in(text) for text in texts) for name in question.names]
    held += [any(number in text.replace(",", "") for text in texts) for number in question.numbers]
    return sum(held) / len(held) if held else 1.0
