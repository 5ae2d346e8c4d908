"""One conversation as a value: questions, how far each answer has come, and what to show.

A stream's events are folded into an :class:`Exchange` one by one. Nothing here knows Gradio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rag.types import (
    Answer,
    Citation,
    Delta,
    Done,
    Event,
    Failed,
    Found,
    Removed,
    Sentence,
    SentenceDone,
    SentenceDropped,
    Turn,
)

MOST_EXCHANGES = 60
"""A conversation longer than this lets go of its beginning."""


class Phase(StrEnum):
    """How far an answer has come."""

    SEARCHING = "searching"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader set beside the question."""

    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    languages: tuple[str, ...] = ()
    undated: bool = False
    """Keep articles without a date although days are set."""
    articles: tuple[str, ...] = ()
    """Ids of the articles that were ticked: only they are asked."""

    def __bool__(self) -> bool:
        return bool(self.outlets or self.since or self.until or self.languages or self.articles)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer, finished or on its way."""

    question: str
    filters: Filters = Filters()
    phase: Phase = Phase.SEARCHING
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    removed: tuple[Removed, ...] = ()
    provisional: str = ""
    answer: Answer | None = None
    error: str | None = None
    key: str = ""
    """Tells one asking from another, so that the right one is stopped."""

    @property
    def running(self) -> bool:
        return self.phase in (Phase.SEARCHING, Phase.WRITING)

    def after(self, event: Event) -> Exchange:
        """This exchange once the event has happened."""
        match event:
            case Found():
                return replace(self, phase=Phase.WRITING)
            case Delta(text=text):
                return replace(self, provisional=self.provisional + text)
            case SentenceDone(sentence=sentence, citations=citations):
                return self._with(sentence, citations)
            case SentenceDropped(text=text, reason=reason):
                removed = (*self.removed, Removed(text, reason))
                return replace(self, removed=removed, provisional="")
            case Done(answer=answer):
                return replace(self, phase=Phase.DONE, answer=answer, provisional="")
            case Failed(error=error, answer=answer):
                return replace(self.failed(error), answer=answer)

    def _with(self, sentence: Sentence, citations: tuple[Citation, ...]) -> Exchange:
        known = {citation.n for citation in self.citations}
        fresh = tuple(citation for citation in citations if citation.n not in known)
        return replace(
            self,
            sentences=(*self.sentences, sentence),
            citations=(*self.citations, *fresh),
            provisional="",
        )

    def failed(self, error: str) -> Exchange:
        return replace(self, phase=Phase.FAILED, error=error, provisional="")

    def stopped(self) -> Exchange:
        """Cut off by the reader; what had been checked stays."""
        return replace(self, phase=Phase.STOPPED, provisional="") if self.running else self


@dataclass(frozen=True, slots=True)
class Talk:
    """A whole conversation. It belongs to one reader's page and is kept nowhere else."""

    exchanges: tuple[Exchange, ...] = ()

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    @property
    def earlier(self) -> tuple[Exchange, ...]:
        return self.exchanges[:-1]

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns of the last answer there was before the question now asked."""
        answers = (exchange.answer for exchange in reversed(self.earlier))
        return next((answer.turns for answer in answers if answer is not None), ())

    def asking(self, question: str, filters: Filters, key: str = "") -> Talk:
        """A new question at the end; an answer still under way has ended with it."""
        kept = (exchange.stopped() for exchange in self.exchanges[-(MOST_EXCHANGES - 1) :])
        return Talk((*kept, Exchange(question, filters, key=key)))

    def again(self, key: str = "") -> Talk:
        """The last question once more, in place of its answer."""
        if self.last is None:
            return self
        return self.with_last(Exchange(self.last.question, self.last.filters, key=key))

    def with_last(self, exchange: Exchange) -> Talk:
        return Talk((*self.earlier, exchange))


def followed(exchange: Exchange, events: Iterable[Event]) -> Iterator[Exchange]:
    """The exchange after each event."""
    for event in events:
        exchange = exchange.after(event)
        yield exchange


def paced(
    exchanges: Iterable[Exchange], clock: Callable[[], float], every: float = 0.1
) -> Iterator[Exchange]:
    """At most one in ``every`` seconds, and always the last: a page that flickers is not read."""
    shown: Exchange | None = None
    latest: Exchange | None = None
    since = clock()
    for latest in exchanges:
        if clock() - since >= every:
            since, shown = clock(), latest
            yield latest
    if latest is not None and latest is not shown:
        yield latest
