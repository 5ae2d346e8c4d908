"""The short answer: an exact span of a cited sentence, where the question has one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.figures import figures
from rag.answering.measures import LASTING
from rag.answering.quoting import Quote
from rag.grammar import Entity, parse
from rag.retrieval.asks import Asks
from rag.retrieval.names import country_of
from rag.retrieval.question import Question
from rag.terms import content_terms

_LABELS = {
    Asks.PERSON: ("PERSON",),
    Asks.TIME: ("DATE", "TIME"),
    Asks.DURATION: ("DATE", "TIME"),
    Asks.PLACE: ("GPE", "LOC", "FAC"),
    Asks.NUMBER: ("PERCENT", "MONEY", "QUANTITY", "CARDINAL"),
}
_NAMED = {
    word: labels
    for words, labels in (
        ("country nation state city town capital county province", ("GPE",)),
        ("company firm manufacturer operator bank airline retailer contractor", ("ORG",)),
        ("party organisation organization agency ministry team club university", ("ORG",)),
        ("person man woman politician minister president star actor actress singer", ("PERSON",)),
        ("billionaire celebrity lawmaker scientist analyst", ("PERSON",)),
    )
    for word in words.split()
}
"""By the noun of "which company ...": what can be its name."""
_COUNTRIES = frozenset(("country", "nation"))

_SURE = 0.85
"""Share of the question that the first quote must meet before one span of it is put forward."""
_SURE_OF_MATTER = 0.75
_COUNTED = ("CARDINAL",)
"""How many there are is no percentage and no sum of money."""
_TRAILING = re.compile(
    r"(?:[\s,;:]+(?:to|and|or|of|in|on|at|by|for|from|with|per|the|an?|between|than))+$",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|never|no|without|nobody|none)\b|n't", re.IGNORECASE)
_BARE = re.compile(r"^(?:about|around|nearly|almost|some|over|more than|up to|a period of)\s+")


def short_answer(question: Question, quotes: Sequence[Quote]) -> str | None:
    """The one name, date or number asked for; None unless just one such span fits."""
    labels = _wanted(question)
    if not labels or not quotes or _NEGATED.search(question.text):
        return None
    evidence = quotes[0].evidence
    unsure = evidence.match.whole < _SURE or (evidence.match.matter or 1.0) < _SURE_OF_MATTER
    denied = _NEGATED.search(quotes[0].text) is not None
    if unsure or denied or not evidence.fits:
        return None
    said = quotes[0].text
    entities = parse(said).entities
    for label in labels:
        fitting = [
            e
            for e in entities
            if e.label == label and _answers(e, question) and not _is_a_thing(e, said)
        ]
        if fitting:
            return _the_one([_trimmed(_with_unit(e, said)) for e in fitting])
    return None


def _with_unit(entity: Entity, said: str) -> str:
    """The words of an amount with its unit, where grammar left that out: "$233,610"."""
    for quantity in figures(said).quantities if entity.label in _LABELS[Asks.NUMBER] else ():
        start = said.find(quantity.text)
        end = start + len(quantity.text)
        if quantity.unit and start >= 0 and start < entity.end and end > entity.start:
            return said[min(start, entity.start) : max(end, entity.end)]
    return entity.text


def _trimmed(words: str) -> str:
    """Without what grammar took along: "$233,610 to", "Lund's"."""
    return _TRAILING.sub("", re.sub(r"['’]s?$", "", words))


def _wanted(question: Question) -> tuple[str, ...]:
    """The labels of what is asked for, best first; none where no span can be the answer."""
    named = _NAMED.get(question.focus or "")
    if named and question.asks in (Asks.ANYTHING, Asks.PLACE):
        return named
    if question.asks is Asks.NUMBER and question.measure == "many":
        return _COUNTED
    return _LABELS.get(question.asks, ())


def _the_one(texts: Sequence[str]) -> str | None:
    """The fullest of several words for one thing ("Kishida", "Fumio Kishida"), else None."""
    fullest = max(texts, key=len)
    words = set(fullest.split())
    return fullest if all(set(text.split()) <= words for text in texts) else None


def _is_a_thing(entity: Entity, said: str) -> bool:
    """ "The Boskalis group" is nobody, whatever grammar takes the name for."""
    return entity.label == "PERSON" and said[: entity.start].lower().endswith("the ")


def _answers(entity: Entity, question: Question) -> bool:
    """Whether it says something the question does not say itself."""
    if question.asks is Asks.DURATION and not LASTING.fullmatch(_BARE.sub("", entity.text)):
        return False
    if question.focus in _COUNTRIES and country_of(re.sub(r"^the ", "", entity.text)) is None:
        return False
    if entity.text.lower() == "one":
        return False  # "one of them" counts nothing
    return not set(content_terms(entity.text)) <= set(content_terms(question.text))
