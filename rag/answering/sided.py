"""The sentences in which people take a side of what is asked: "Is Japan abandoning pacifism?".

No single sentence answers such a question. What is told for and against is looked for in all that
was found, in the words of leaving and of keeping, and both are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest

from rag.answering.accounts import line
from rag.answering.disagreement.stances import asks_for_sides, side_of
from rag.answering.matching import Match
from rag.answering.nearness import WordVectors
from rag.answering.quoting import MOST_SENTENCES, MOST_WORDS, Quote
from rag.answering.spans import span_of
from rag.answering.speakers import same_speaker
from rag.answering.weighing import Evidence
from rag.grammar import parse
from rag.library.library import Library
from rag.retrieval.asks import Asks
from rag.retrieval.question import Question
from rag.retrieval.retriever import Retrieved
from rag.sentences import sentence_spans
from rag.terms import terms

_NEAR = 0.6
"""Cosine of two words that are of one matter: "pacifism" and "pacifist" have .89."""
_OF_ONE_MATTER = """
pacifism pacifist pacifists peaceful demilitarised demilitarized
neutrality neutral nonaligned
secularism secular
austerity thrift
democracy democratic
isolationism isolationist
"""
_OF_THE_PAST = re.compile(r"(?:did|was|were|had)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z][\w-]+")
_MET = Match(1.0, 1.0)


@dataclass(frozen=True)
class Taken:
    """A sentence in which somebody, or its article, takes a side."""

    evidence: Evidence
    speaker: str | None
    yes: bool


def sided(found: Retrieved, library: Library, words: WordVectors) -> list[Evidence]:
    """Sentences on either side, the sides in turn, those in which somebody speaks first; none
    unless both are told, and by somebody."""
    question = found.question
    matter = _matter(question)
    asks = question.asks is Asks.YES_OR_NO and not _OF_THE_PAST.match(question.text)
    if not asks or not matter or not asks_for_sides(question.verb):
        return []
    told = sorted(_taken(found, library, words, matter), key=lambda each: each.speaker is None)
    yes, no = ([each for each in told if each.yes is side] for side in (True, False))
    if not yes or not no or not _are_two(yes, no):
        return []
    turns = chain.from_iterable(zip_longest(*sorted((yes, no), key=_first_speaks)))
    return [each.evidence for each in turns if each is not None]


def quotes_of(evidence: Sequence[Evidence]) -> list[Quote]:
    """As many as an answer holds, one of each speaker."""
    quotes: list[Quote] = []
    words = 0
    for each in evidence:
        span = span_of(each.article, each.line, each.index)
        quote = Quote(
            each.article, span.start, span.end, span.speaker, each, inserted=span.inserted
        )
        words += len(quote.text.split())
        heard = any(
            same_speaker(one.speaker, quote.speaker)
            for one in quotes
            if one.speaker and quote.speaker
        )
        if len(quotes) < MOST_SENTENCES and not heard and (words <= MOST_WORDS or len(quotes) < 2):
            quotes.append(quote)
    return quotes


def _first_speaks(side: Sequence[Taken]) -> bool:
    return side[0].speaker is None


def _are_two(yes: Sequence[Taken], no: Sequence[Taken]) -> bool:
    """Whether somebody speaks, and another than the first of the other side."""
    one, other = yes[0].speaker, no[0].speaker
    return bool(one or other) and not (one and other and same_speaker(one, other))


def _matter(question: Question) -> tuple[str, ...]:
    """The words for what is left or kept."""
    named = {term for name in question.names for term in name.terms} | set(terms(question.verb))
    return tuple(word for term, word in question.words.items() if term not in named)


def _taken(
    found: Retrieved, library: Library, words: WordVectors, matter: tuple[str, ...]
) -> Iterator[Taken]:
    question, seen = found.question, set[tuple[str, int]]()
    for passage in found.passages:
        article = library.article(passage.article_id, passage.revision)
        if not all(name.occurs_in(article.text) for name in question.binding):
            continue
        for index, span in enumerate(sentence_spans(article.text)):
            text = article.text[span.start : span.end]
            inside = span.start < passage.end and span.end > passage.start
            if not inside or (article.id, index) in seen or not _is_on(matter, text, words):
                continue
            seen.add((article.id, index))
            side = side_of(question.verb, parse(text))
            if side is not None:
                read = line(article, index)
                who = read.speaker.subject if read.speaker else None
                evidence = Evidence(article, index, read, _MET, 1.0, True, 1.0, 1.0)
                yield Taken(evidence, who, side)


def _is_on(matter: tuple[str, ...], text: str, words: WordVectors) -> bool:
    """Whether a sentence has a word for all that is left or kept. Names do not count: the Pacific
    is not pacifism, though their stems are the same."""
    own = sorted(set(_WORD.findall(text)))
    if not own:
        return False
    near = words.of(list(matter)) @ words.of(own).T
    kin = [any(_are_kin(word, each) for each in own) for word in matter]
    best = near.max(axis=1) >= _NEAR
    met = sum(bool(one) or alike for one, alike in zip(best, kin, strict=True))
    return met >= max(1, len(matter) / 2)


def _are_kin(one: str, other: str) -> bool:
    return bool(_rows().get(one, frozenset()) & _rows().get(other, frozenset()))


@lru_cache(maxsize=1)
def _rows() -> dict[str, frozenset[int]]:
    rows: dict[str, frozenset[int]] = {}
    for number, row in enumerate(filter(None, _OF_ONE_MATTER.splitlines())):
        for word in row.split():
            rows[word] = rows.get(word, frozenset()) | {number}
    return rows
