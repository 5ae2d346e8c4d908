"""Retrieval as one step: the reader's filter, what the question itself asks for, the search.

A filter that the reader set is kept to. One that was read from the question is soft: when nothing
remains it is dropped, and the answer says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.errors import UnknownSource
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.asks import Asks
from rag.retrieval.dates import published_days
from rag.retrieval.question import Question
from rag.retrieval.search import find
from rag.types import Passage

_FROM_SOURCE = re.compile(
    r"\b(?:according to|reported by|published by|credited to)\s+(?:the )?"
    r"(?P<by>[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*)*)"
    r"|\b[Ww]hat (?:did|does|has) (?:the )?(?P<did>[A-Z][\w.&'’ -]*?)"
    r" (?:write|report|publish|written)\b"
)


@dataclass(frozen=True)
class Retrieved:
    """What was found for one question, and within which filter."""

    question: Question
    passages: tuple[Passage, ...]
    used: Filter
    notes: tuple[str, ...] = ()


def retrieve(library: Library, question: Question, chosen: Filter, k: int) -> Retrieved:
    """The k best passages. Notes tell what was left out or relaxed."""
    notes = _left_out(library, chosen)
    asked = _asked_filter(library, question, chosen)
    if asked.sources != chosen.sources:
        question = _without_outlet(question, asked.sources)
    if asked != chosen:
        passages = find(library, question, asked, k)
        if passages:
            return Retrieved(question, tuple(passages), asked, notes)
        notes += (f"Nothing here is {_in_words(asked)}; searched without that.",)
    passages = find(library, question, chosen, k)
    if not passages and not chosen.empty:
        notes += (_nothing_matches(library, chosen),)
    return Retrieved(question, tuple(passages), chosen, notes)


def _asked_filter(library: Library, question: Question, chosen: Filter) -> Filter:
    """The reader's filter, narrowed by outlets and days of publication in the question."""
    asked = chosen
    days = published_days(question.text)
    if not chosen.dated and (days.since or days.until):
        asked = replace(asked, since=days.since, until=days.until)
    match = _FROM_SOURCE.search(question.text)
    if match and not chosen.sources:
        try:
            source = library.resolve_source(match["by"] or match["did"])
        except UnknownSource:
            return asked  # a person or a country, whose words are asked for: not an outlet
        asked = replace(asked, sources=(source,))
    return asked


def _without_outlet(question: Question, sources: tuple[str, ...]) -> Question:
    """An outlet that is searched alone need not be named in its articles, nor speak in them."""
    outlets = {source.casefold() for source in sources}
    names = tuple(name for name in question.names if name.text.casefold() not in outlets)
    gone = {term for name in question.names if name not in names for term in name.terms}
    speaks = question.actor is not None and question.actor.casefold() in outlets
    return replace(
        question,
        names=names,
        terms=tuple(term for term in question.terms if term not in gone),
        emphasis={t: e for t, e in question.emphasis.items() if t not in gone},
        actor=None if speaks else question.actor,
        actors=() if speaks else question.actors,
        asks=Asks.ANYTHING if speaks else question.asks,
    )


def _left_out(library: Library, chosen: Filter) -> tuple[str, ...]:
    n = library.excluded_undated(chosen)
    if not n:
        return ()
    verb = "s were" if n > 1 else " was"
    return (f"{n} undated article{verb} left out by the dates you set.",)


def _nothing_matches(library: Library, chosen: Filter) -> str:
    first, last, undated = library.date_range()
    sources = ", ".join(sorted(library.sources())) or "none named"
    dates = f"{first.isoformat()} to {last.isoformat()}" if first and last else "no dates"
    return (
        f"No article is {_in_words(chosen)}. There are: sources {sources}; dates {dates}, "
        f"{undated} undated."
    )


def _in_words(chosen: Filter) -> str:
    words = []
    if chosen.sources:
        words.append("from " + " or ".join(chosen.sources))
    if chosen.since and chosen.until:
        words.append(f"dated {chosen.since.isoformat()} to {chosen.until.isoformat()}")
    elif chosen.since:
        words.append(f"dated {chosen.since.isoformat()} or later")
    elif chosen.until:
        words.append(f"dated {chosen.until.isoformat()} or earlier")
    return " and ".join(words) or "here"
