"""Which of the sentences that may answer promises most: a weighted sum of what speaks for each.

A sentence qualifies by the gates and the score of :mod:`rag.answering.weighing`; their order is
learned. All clues lie between 0 and 1 and no weight is negative, so that every promise can be
explained as shares of one whole. The weights stand in ``promise.json`` beside this file, with how
they were made (``make tune-answers``).
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from rag.retrieval.asks import Asks
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.terms import content_terms

Floats = NDArray[np.float64]
CLUES = (
    *("score", "own", "around", "meaning", "rank", "lead", "kind", "new", "beside", "agreed"),
    *("titled", "several", "instance"),
)
"""The score that qualifies it; the share of the question's matter in the sentence, and in it with
its title and the two before; likeness of meaning; its passage's rank; nearness to the article's
beginning; whether it holds the kind asked for; a name or number that the question lacks; one
beside the noun asked for; how many other articles name the same."""

_FULL_SCORE = 1.1
_PACE = 3.0
"""Sentences after which half of an article's lead is behind."""
_REACH = 3
"""Words between the noun asked for and a name that belongs to it."""
_MANY = 2.0
"""Other articles after which more of them say little more."""
_SEVERAL = 3.0
_KNOWN_AS = 1.5
"""Articles after which more of them that call a name what is asked for say little more."""
_NAME = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_QUOTED = re.compile(r"[“\"]([^”\"]{2,60})[”\"]")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_COUNTING = (Asks.NUMBER, Asks.DURATION, Asks.TIME)


@dataclass(frozen=True)
class Told:
    """A sentence, where it stands, and what the earlier steps found of it."""

    article_id: str
    title: str
    index: int
    before: str
    text: str
    similarity: float
    score: float
    fits: bool
    rank: float
    """The score of its passage as a share of the best."""


@dataclass(frozen=True)
class Found:
    """A passage that was found, with its title; its rank is as a sentence's."""

    article_id: str
    text: str
    rank: float


def clues(
    question: Question, weights: Weights, told: Sequence[Told], found: Sequence[Found] = ()
) -> Floats:
    """``(sentences, len(CLUES))``: what speaks for each, of :data:`CLUES`."""
    known = frozenset(content_terms(question.text))
    new = [_new(question, known, each.text) for each in told]
    agreed = _agreed(told, new)
    called = _called(question, found)
    rows = [
        (
            min(1.0, max(0.0, each.score / _FULL_SCORE)),
            weights.share(held_terms(question, each.text)),
            weights.share(held_terms(question, f"{each.title}\n{each.before}\n{each.text}")),
            min(1.0, max(0.0, each.similarity)),
            min(1.0, max(0.0, each.rank)),
            1 / (1 + each.index / _PACE),
            float(each.fits),
            float(bool(names)),
            float(_beside(question, each.text, names)),
            shared,
            weights.share(held_terms(question, each.title)),
            min(1.0, len(names) / _SEVERAL),
            max((called.get(part, 0.0) for name in names for part in name.split()), default=0.0),
        )
        for each, names, shared in zip(told, new, agreed, strict=True)
    ]
    return np.array(rows, np.float64).reshape(len(rows), len(CLUES))


@dataclass(frozen=True)
class Promise:
    """The learned weights; they add up to 1."""

    weights: Mapping[str, float]

    @classmethod
    def learned(cls) -> Promise:
        return _stored()

    def of(self, found: Floats) -> Floats:
        """``(sentences,)``, from 0 to 1."""
        promised: Floats = found @ np.array([self.weights[name] for name in CLUES])
        return promised


@lru_cache(maxsize=1)
def _stored() -> Promise:
    stored = json.loads(resources.files(__package__).joinpath("promise.json").read_text("utf-8"))
    return Promise(stored["weights"])


def _new(question: Question, known: frozenset[str], text: str) -> frozenset[str]:
    """Names and numbers of a sentence that the question lacks, as terms."""
    if question.asks in _COUNTING:
        found = _NUMBER.findall(text)
    else:
        body = text[1:]  # a capital at the beginning tells nothing
        found = [*_NAME.findall(body), *_QUOTED.findall(text)]
    named = [content_terms(each) for each in found]
    return frozenset(" ".join(terms) for terms in named if terms and not known >= set(terms))


def _beside(question: Question, text: str, names: frozenset[str]) -> bool:
    """Whether one of them stands beside the noun asked for: "Pacific Ocean" for "which ocean"."""
    focus = content_terms(question.focus or "")
    if not focus or not names:
        return False
    words = content_terms(text)
    places = [at for at, word in enumerate(words) if word == focus[-1]]
    parts = {part for name in names for part in name.split()} - set(focus)
    return any(parts.intersection(words[max(0, at - _REACH) : at + _REACH + 1]) for at in places)


def _called(question: Question, found: Sequence[Found]) -> dict[str, float]:
    """For each word how far articles have it beside the noun asked for: "app" and "TikTok"."""
    focus = content_terms(question.focus or "")
    if not focus:
        return {}
    known = frozenset(content_terms(question.text)) | set(focus)
    holders: dict[str, dict[str, float]] = defaultdict(dict)
    for each in found:
        words = content_terms(each.text)
        for at in (at for at, word in enumerate(words) if word == focus[-1]):
            for near in set(words[max(0, at - _REACH) : at + _REACH + 1]) - known:
                held = holders[near]
                held[each.article_id] = max(held.get(each.article_id, 0.0), max(0.0, each.rank))
    return {word: 1 - math.exp(-sum(by.values()) / _KNOWN_AS) for word, by in holders.items()}


def _agreed(told: Sequence[Told], new: Sequence[frozenset[str]]) -> list[float]:
    """How far other articles name the same new thing, by the best of them and its rank."""
    holders: dict[str, dict[str, float]] = defaultdict(dict)
    for each, names in zip(told, new, strict=True):
        for part in {part for name in names for part in name.split()}:
            held = holders[part]
            held[each.article_id] = max(held.get(each.article_id, 0.0), each.rank)
    found = []
    for each, names in zip(told, new, strict=True):
        others = [
            sum(rank for article, rank in holders[part].items() if article != each.article_id)
            for name in names
            for part in name.split()
        ]
        found.append(1 - math.exp(-max(others, default=0.0) / _MANY))
    return found
