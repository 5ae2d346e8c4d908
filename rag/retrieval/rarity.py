"""How telling the terms of a question are, and which of them a text holds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from rag.library.library import Library
from rag.retrieval.amounts import amounts
from rag.retrieval.named import Name
from rag.retrieval.question import Question
from rag.terms import content_terms
from rag.terms import held as terms_held

_PIECE = re.compile(r"\d+|[^\W\d]+")
_ABSENT_VERB, _ABSENT = 0.5, 0.75
"""A word that no article uses, a verb above all, is likely said there in another word."""


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
        share = self._shares.get(terms)
        if share is None:
            share = sum(w for t, w in self.of.items() if t in terms) / self._total
            self._shares[terms] = share
        return share

    @cached_property
    def _shares(self) -> dict[frozenset[str], float]:
        """Those that were asked for: a search asks for few, each of many passages."""
        return {}

    @cached_property
    def _total(self) -> float:
        return sum(self.of.values())


def held_terms(question: Question, text: str) -> frozenset[str]:
    """The question's terms that a text holds, a name's stand-ins included ("Moscow"), and an
    amount's other spellings ("$2m").
    """
    return by_meaning(question, text, terms_held(text, question.terms))


def by_meaning(question: Question, text: str, terms: frozenset[str]) -> frozenset[str]:
    """Those terms of a text that count, once names are looked at as names and amounts by value."""
    held = set(terms)
    for value, words in amounts(question.text).items():
        if value in amounts(text):
            # The question's grammar may have read "2m" as two words.
            apart = content_terms(" ".join(_PIECE.findall(words)))
            held.update({*content_terms(words), *apart} & question.emphasis.keys())
    counted = by_names(question, held, lambda name: name.occurs_in(text))
    return frozenset() if counted is None else counted


def by_names(
    question: Question, terms: AbstractSet[str], occurs: Callable[[Name], bool | None]
) -> frozenset[str] | None:
    """Those terms that count once names are looked at as names; ``occurs`` tells whether the text
    holds one. None where it cannot tell and it matters.
    """
    held = set(terms)
    for name in question.names:
        own = set(name.terms) & set(question.terms)
        if held >= own and not name.is_code:
            continue
        there = occurs(name)
        if there is None:
            return None
        if there:
            held |= own
        elif name.is_code:
            held -= own
        elif own and name.terms[-1] in held:
            held |= own  # the surname alone
    return frozenset(held)
