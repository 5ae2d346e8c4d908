"""One conversation as a value: questions, how far each answer has come, and what to show.

A stream's events are folded into an :class:`Exchange` one by one. Nothing here knows Gradio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rag.types import (
    Answer,
    Citation,
    Delta,
    Done,
    Event,
    Failed,
    Found,
    Opinion,
    Quoted,
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

    WAITING = "waiting"
    """For those who asked before."""
    SEARCHING = "searching"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


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
    ahead: int = 0
    """How many others are served before it, while it waits."""
    key: str = ""
    """Tells one asking from another, so that the right one is stopped."""
    opinion: Opinion | None = None
    note: str = ""
    fates: tuple[Quoted, ...] = ()
    """What became of the articles it quotes, where it was kept and is shown again."""

    @property
    def running(self) -> bool:
        return self.phase in (Phase.WAITING, Phase.SEARCHING, Phase.WRITING)

    @property
    def asks_back(self) -> bool:
        """Whether the answer offers readings of the question: nothing else is offered then."""
        return self.answer is not None and bool(self.answer.understood.candidates)

    @property
    def leads_on(self) -> bool:
        """Whether other questions may follow from what was found, be it near or no answer."""
        return self.answer is not None and self.phase is Phase.DONE and not self.asks_back

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

    def waits(self, ahead: int) -> Exchange:
        """Not yet searched for: so many are served before."""
        return replace(self, phase=Phase.WAITING, ahead=ahead)

    def failed(self, error: str) -> Exchange:
        return replace(self, phase=Phase.FAILED, error=error, provisional="")

    def stopped(self) -> Exchange:
        """Cut off by the reader; what had been checked stays."""
        return replace(self, phase=Phase.STOPPED, provisional="") if self.running else self


class Place(NamedTuple):
    """Where an exchange is kept: its conversation, and its number there, from 0."""

    talk: str
    n: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A whole conversation, as one reader's page shows it."""

    exchanges: tuple[Exchange, ...] = ()
    id: str = ""
    """Where it is kept; empty where it is not."""
    dropped: int = 0
    """Exchanges at its beginning that are kept and no longer shown."""

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    @property
    def earlier(self) -> tuple[Exchange, ...]:
        return self.exchanges[:-1]

    def place(self, index: int) -> Place | None:
        """Of one of its exchanges; None where it is not kept."""
        return Place(self.id, self.dropped + index) if self.id else None

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns of the last answer there was before the question now asked."""
        answers = (exchange.answer for exchange in reversed(self.earlier))
        return next((answer.turns for answer in answers if answer is not None), ())

    def asking(self, question: str, filters: Filters, key: str = "") -> Talk:
        """A new question at the end; an answer still under way has ended with it."""
        kept = tuple(exchange.stopped() for exchange in self.exchanges[-(MOST_EXCHANGES - 1) :])
        dropped = self.dropped + len(self.exchanges) - len(kept)
        return Talk((*kept, Exchange(question, filters, key=key)), self.id, dropped)

    def instead(self, question: str, filters: Filters, key: str = "") -> Talk:
        """Another question in place of the last one."""
        return Talk(self.earlier, self.id, self.dropped).asking(question, filters, key)

    def named(self, conversation: str) -> Talk:
        """The same, kept under an id."""
        return replace(self, id=conversation)

    def again(self, key: str = "") -> Talk:
        """The last question once more, in place of its answer."""
        if self.last is None:
            return self
        return self.with_last(Exchange(self.last.question, self.last.filters, key=key))

    def with_last(self, exchange: Exchange) -> Talk:
        return replace(self, exchanges=(*self.earlier, exchange))


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
