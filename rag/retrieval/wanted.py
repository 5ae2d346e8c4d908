"""What a question wants beside its matter: whose articles, of which days.

Each step can be left out by name, and each says in words what it read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.asks import Asks
from rag.retrieval.authors import asked_author
from rag.retrieval.freshness import asks_news, just_now
from rag.retrieval.lengthy import SHORT, Told, is_lengthy
from rag.retrieval.named import Name
from rag.retrieval.outlets import Asked, asked_source
from rag.retrieval.question import Question
from rag.retrieval.when.asked import About, AskedDate, Binding, asked_dates
from rag.sentences import sentence_spans
from rag.terms import content_terms


@dataclass(frozen=True)
class Asking:
    """When a question is asked, in the asker's own zone, and which steps are left out."""

    day: date = field(default_factory=date.today)
    without: frozenset[str] = frozenset()
    clause: bool = False
    """Whether it is a clause of a longer question: no outlet and no day binds it alone."""


@dataclass(frozen=True)
class Wanted:
    """A question without the words that are read here, and what they say."""

    question: Question
    """As it is searched."""
    matter: Question
    """As sentences are held against it: without every word that only tells a day."""
    source: Asked | None = None
    author: str | None = None
    dates: tuple[AskedDate, ...] = ()
    fresh: date | None = None
    """The day to which closeness counts, if it asks for what has just happened."""
    clause: bool = False

    @property
    def governed(self) -> bool:
        """Whether one outlet is the source of all that is asked. Where several are named, or in a
        question of many clauses, each is the source of its own clause.
        """
        alone = self.source is not None and not self.source.others and not self.clause
        return alone and len(self.question.text.split()) <= SHORT

    def told_by(self, chosen: Filter) -> Told | None:
        """What a question of many clauses that does not ask for news names of its articles."""
        if self.fresh is not None or not (self.clause or is_lengthy(self.question.text)):
            return None
        printed = (each.period for each in self.dates if each.about is About.PUBLICATION)
        return Told(
            tuple(replace(chosen, sources=each) for each in self.outlets),
            tuple(
                replace(chosen, since=period.since, until=period.until, undated=False)
                for period in printed
                if period.since and period.until and not chosen.dated
            ),
        )

    @property
    def outlets(self) -> tuple[tuple[str, ...], ...]:
        """What each of the outlets is called here that are named for a part of the question
        alone."""
        if self.source is None or self.governed:
            return ()
        return tuple(each.sources for each in self.source.each if each.sources)

    @property
    def demanded(self) -> tuple[AskedDate, ...]:
        return tuple(each for each in self.dates if each.binding is Binding.DEMANDED)

    @property
    def suggested(self) -> bool:
        return any(each.binding is Binding.SUGGESTED for each in self.dates)

    def explained(self) -> tuple[str, ...]:
        """What was read, in words for the reader."""
        told = [each.explained() for each in self.dates if each.binding is not Binding.NONE]
        told += [
            f"“{each.words}”: articles from {' or '.join(each.sources)}"
            for each in (self.source.each if self.source is not None else ())
            if each.sources
        ]
        if self.author is not None:
            told.append(f"“{self.author}”: articles by this author, if there are any")
        return tuple(told)


def wanted(question: Question, library: Library, chosen: Filter, asking: Asking) -> Wanted:
    """Read a question's sources and dates. What the reader set is not read again."""
    source = author = None
    dates: tuple[AskedDate, ...] = ()
    fresh = None
    if "sources" not in asking.without and not chosen.sources:
        source = asked_source(question.text, library.sources())
        author = None if source else asked_author(question.text)
    if "dates" not in asking.without:
        dates = asked_dates(question.text, asking.day, when=question.asks is Asks.TIME)
        dates = tuple(_of_its_clause(each, question.text) for each in dates)
        fresh = asking.day if asks_news(question.text, dates) and not asking.clause else None
        if asking.clause or len(question.text.split()) > SHORT:
            dates = tuple(_loosened(each) for each in dates)
    # The words of a day of publication, or of one long before asking, stand in no article; but
    # "this week" and "on Tuesday" stand in those of the same week.
    aside = [each.words for each in dates if _aside(each)]
    lately = [each.words for each in dates if just_now(each, asking.day)]
    searched = without_words(question, (words for words in aside if words not in lately))
    matter = without_words(question, aside)
    searched, matter = _of_outlet(searched, source), _of_outlet(matter, source)
    return Wanted(searched, matter, source, author, dates, fresh, asking.clause)


def _of_outlet(question: Question, source: Asked | None) -> Question:
    """The question once it is known which outlet is meant."""
    if source is None:
        return question
    if not source.sources:
        return _with_name(question, source.words)
    said = tuple(each.words for each in source.each)
    return without_outlet(question, (*said, *source.all_sources))


def _of_its_clause(date: AskedDate, text: str) -> AskedDate:
    """ "Recently" in a sentence of many clauses is said of one of them, not of what is asked."""
    if date.binding is not Binding.SUGGESTED:
        return date
    spans = (text[span.start : span.end] for span in sentence_spans(text))
    sentence = next((each for each in spans if date.words in each), text)
    return replace(date, binding=Binding.NONE) if len(sentence.split()) > SHORT else date


def _loosened(date: AskedDate) -> AskedDate:
    """In a question of many clauses a date is that of one of them."""
    return replace(date, binding=Binding.NONE) if date.binding is Binding.DEMANDED else date


def _aside(date: AskedDate) -> bool:
    if date.binding is Binding.SUGGESTED:
        return not date.words.lower().startswith("what")
    return date.counted or date.about is About.PUBLICATION


def _with_name(question: Question, outlet: str) -> Question:
    """An outlet is one name: "Washington Post" is no post of Washington's."""
    parts = outlet.split()
    others = tuple(n for n in question.names if not set(n.text.split()) <= set(parts))
    return replace(question, names=(*others, Name(outlet, (outlet,))))


def without_words(question: Question, phrases: Iterable[str]) -> Question:
    """The question without phrases that are no matter to be found in a text."""
    text = question.text
    for phrase in phrases:
        text = " ".join(re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE).split())
    if text == question.text or not content_terms(text):
        return question
    left = set(content_terms(text))
    return replace(_without_terms(question, set(question.terms) - left), text=text)


def without_outlet(question: Question, outlets: tuple[str, ...]) -> Question:
    """An outlet that is searched alone need not be named in its articles, nor speak in them."""
    called = {_bare(outlet) for outlet in outlets}
    gone_names = [name for name in question.names if _bare(name.text) in called]
    gone = {term for name in gone_names for term in name.terms}
    speaks = question.actor is not None and _bare(question.actor) in called
    kept = tuple(name for name in question.names if name not in gone_names)
    return replace(
        _without_terms(question, gone),
        names=kept,
        actor=None if speaks else question.actor,
        actors=() if speaks else question.actors,
        asks=Asks.ANYTHING if speaks else question.asks,
    )


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _without_terms(question: Question, gone: set[str]) -> Question:
    return replace(
        question,
        terms=tuple(term for term in question.terms if term not in gone),
        emphasis={t: e for t, e in question.emphasis.items() if t not in gone},
    )
