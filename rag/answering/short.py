"""The short answer: an exact span of a cited sentence, where the question has one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from rag.answering.comprehension.bundled import bundled
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
_LEAST_ODDS, _MARGIN = 3.0, 1.0
"""Log-odds from which the model of comprehension is taken at its word, and by how much the next
must be less likely."""
_MOST_WORDS = 4
_IN_A_NAME = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))
_ENDS_A_NAME = frozenset(("NOUN", "PROPN"))
_COUNTED = ("CARDINAL",)
"""How many there are is no percentage and no sum of money."""
_TRAILING = re.compile(
    r"(?:[\s,;:]+(?:to|and|or|of|in|on|at|by|for|from|with|per|the|an?|between|than))+$",
    re.IGNORECASE,
)
_SUM = (
    r"(?:\b[A-Z]{1,3})?[$€£¥]\s?\d+(?:[.,]\d+)*"
    r"(?:[\s-]?(?:thousand|(?:m|b|tr)illion|bn|m|k)\b)?"
)
_MONEY = re.compile(
    r"(?:(?i:about|around|roughly|approximately|nearly|almost|some|an estimated|over|under|up to"
    rf"|at least|at most|more than|less than|as much as)\s)?{_SUM}(?:\s(?:an?|per)\s\w+)?"
)
"""A sum, how exact it is, and what it is for: "nearly $5 million", "$22 an hour"."""
_NEGATED = re.compile(r"\b(?:not|never|no|without|nobody|none)\b|n't", re.IGNORECASE)
_BARE = re.compile(r"^(?:about|around|nearly|almost|some|over|more than|up to|a period of)\s+")


def short_answer(question: Question, quotes: Sequence[Quote]) -> str | None:
    """The one name, date or number asked for, or what of its kind: the one that fits, else the one
    in which the model of comprehension surely finds the answer. None where there is none, or more
    than one.

    Raises WeightsDamaged, EmbeddingError.
    """
    if not quotes or question.asks_for_words or _NEGATED.search(question.text):
        return None
    if _NEGATED.search(quotes[0].text):
        return None
    return _alone(question, quotes[0]) or _likeliest(question, quotes)


def _fitting(question: Question, said: str) -> list[Entity]:
    """All that are of a kind asked for and say something new, in the order of their kinds."""
    entities = parse(said).entities
    return [
        each
        for label in _wanted(question)
        for each in entities
        if each.label == label and _answers(each, question) and not _is_a_thing(each, said)
    ]


def _alone(question: Question, first: Quote) -> str | None:
    """The only one of the best kind, in a quote that surely meets the question."""
    evidence, fitting = first.evidence, _fitting(question, first.text)
    unsure = evidence.match.whole < _SURE or (evidence.match.matter or 1.0) < _SURE_OF_MATTER
    if unsure or not evidence.fits or not fitting:
        return None
    best = [each for each in fitting if each.label == fitting[0].label]
    return _the_one([_trimmed(_with_unit(each, first.text)) for each in best])


def _likeliest(question: Question, quotes: Sequence[Quote]) -> str | None:
    """The one in the first quote that is surely the answer. None where another one, there or in
    what else is quoted, is as likely."""
    if not (_wanted(question) or _is_of_no_kind(question)):
        return None
    first = _weighed(question, quotes[0])
    best = max((odds for odds, _ in first), default=-math.inf)
    if best < _LEAST_ODDS:
        return None
    own = _the_one([words for odds, words in first if odds > best - _MARGIN])
    others = chain.from_iterable(_weighed(question, each) for each in quotes[1:])
    if own is None or any(odds > best - _MARGIN and not _the_one((own, o)) for odds, o in others):
        return None
    return own


def _weighed(question: Question, quote: Quote) -> list[tuple[float, str]]:
    """What in a quote may be the answer, with the log-odds that it is."""
    said = quote.text
    if _is_of_no_kind(question):
        spans = list(_named_things(question, said))
        words = [said[start:end] for start, end in spans]
    else:
        fitting = _fitting(question, said)
        spans = [(each.start, each.end) for each in fitting]
        words = [_trimmed(_with_unit(each, said)) for each in fitting]
    if not spans:
        return []
    odds = bundled().odds_of(question.text, said, spans, quote.article.title or "")
    return list(zip(odds, words, strict=True))


def _is_of_no_kind(question: Question) -> bool:
    """Whether a thing is asked for that no kind of name tells: "which ocean"."""
    return not _wanted(question) and question.asks is Asks.ANYTHING and question.focus is not None


def _named_things(question: Question, said: str) -> Iterator[tuple[int, int]]:
    """Runs of a few nouns and adjectives that say something new."""
    tokens = parse(said).tokens
    for is_name, run in groupby(tokens, lambda token: token.pos in _IN_A_NAME):
        held = list(run) if is_name else []
        if held and held[-1].pos in _ENDS_A_NAME and len(held) <= _MOST_WORDS:
            start, end = held[0].start, held[-1].end
            if not set(content_terms(said[start:end])) <= set(content_terms(question.text)):
                yield start, end


def _with_unit(entity: Entity, said: str) -> str:
    """The words of an amount with its unit, where grammar left that out: "$233,610"."""
    for quantity in figures(said).quantities if entity.label in _LABELS[Asks.NUMBER] else ():
        start = said.find(quantity.text)
        end = start + len(quantity.text)
        if quantity.unit and start >= 0 and start < entity.end and end > entity.start:
            return said[min(start, entity.start) : max(end, entity.end)]
    return entity.text


def _trimmed(words: str) -> str:
    """Without what grammar took along: "couple $233,610 early", "12 million to", "Lund's"."""
    sums = list(_MONEY.finditer(words))
    if len(sums) == 1:  # of a range both ends are told
        return sums[0][0]
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
