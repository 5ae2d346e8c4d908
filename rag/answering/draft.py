"""An answer while it is made: sentences as they come, then the whole."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from rag.answering.citations import marked
from rag.answering.recording import Tape
from rag.library.filters import Filter
from rag.retrieval.wanted import Asking
from rag.types import (
    Account,
    Answer,
    Citation,
    Conflict,
    DatedEvent,
    Delta,
    Development,
    Event,
    Moment,
    Passage,
    Removed,
    Sentence,
    SentenceDone,
    Spoken,
    Status,
    Support,
    Turn,
    Understood,
    Usage,
    Verdict,
)


def now() -> datetime:
    """This moment with its offset: what a question counts from unless told otherwise."""
    return datetime.now().astimezone()


@dataclass(frozen=True)
class Request:
    """One question and all that bounds its answer."""

    question: str
    history: tuple[Turn, ...] = ()
    chosen: Filter = field(default_factory=Filter)
    """What the reader set; what the question itself asks for is added softly."""
    asked_at: Moment = field(default_factory=now)
    k: int = 8
    without: frozenset[str] = frozenset()
    """Steps that are left out, of :data:`rag.asking.STEPS`."""
    tape: Tape | None = None
    """Where the requests to a model are written down, for the answer's trace."""

    @property
    def asking(self) -> Asking:
        """When it is asked, in the asker's own zone, and what of it is not read."""
        at = self.asked_at
        return Asking(at.date() if isinstance(at, datetime) else at, self.without)


@dataclass
class Draft:
    """Collects what the steps find; :meth:`finished` is the answer."""

    request: Request
    understood: Understood
    mode: str
    status: Status = Status.ANSWERED
    lead: str | None = None
    short: str | None = None
    sentences: list[Sentence] = field(default_factory=list)
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    removed: tuple[Removed, ...] = ()
    refused: bool = False
    """Whether a model found no answer, although the rules did."""
    conflicts: tuple[Conflict, ...] = ()
    developments: tuple[Development, ...] = ()
    accounts: tuple[Account, ...] = ()
    as_of: date | None = None
    support: Support | None = None
    timeline: tuple[DatedEvent, ...] = ()
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    usage: Usage | None = None
    confidence: float | None = None
    instead: tuple[Citation, ...] = ()
    spoken: Spoken | None = None
    silence: str = ""
    """The text when there are no sentences."""
    begun: float = field(default_factory=time.perf_counter)
    """When it was begun, by the performance counter."""
    _last: float = field(init=False)
    _timings: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._last = self.begun

    def clock(self, step: str) -> None:
        """Note how long the step that ends here took, in milliseconds."""
        at = time.perf_counter()
        self._timings[step] = round(1000 * (at - self._last), 2)
        self._last = at

    def say(
        self, words: str, numbers: tuple[int, ...], verdict: Verdict, new: tuple[Citation, ...]
    ) -> Iterator[Event]:
        """Add a sentence that needs no further check, and tell of it."""
        sentence = Sentence(marked(words, numbers), numbers, verdict)
        self.sentences.append(sentence)
        yield Delta(sentence.text if len(self.sentences) == 1 else f" {sentence.text}")
        yield SentenceDone(sentence, new)

    def finished(self) -> Answer:
        """The whole answer, with this question and answer added to the turns."""
        asked = self.request
        text = " ".join(s.text for s in self.sentences) or self.silence
        cited = tuple(dict.fromkeys(c.article_id for c in self.citations))
        self._timings["total"] = round(1000 * (time.perf_counter() - self.begun), 2)
        return Answer(
            question=asked.question,
            understood=self.understood,
            status=self.status,
            text=text,
            sentences=tuple(self.sentences),
            citations=self.citations,
            passages=self.passages,
            mode=self.mode,
            lead=self.lead,
            short_answer=self.short,
            removed=self.removed,
            conflicts=self.conflicts,
            developments=self.developments,
            accounts=self.accounts,
            as_of=self.as_of,
            support=self.support,
            timeline=self.timeline,
            gaps=self.gaps,
            notes=self.notes,
            timings_ms=dict(self._timings),
            usage=self.usage,
            trace_id=uuid.uuid4().hex,
            confidence=self.confidence,
            instead=self.instead,
            spoken=self.spoken,
            turns=(
                *asked.history,
                Turn("user", asked.question, self.understood.text),
                Turn("assistant", text, None, cited),
            ),
        )


def together(first: Usage | None, second: Usage | None) -> Usage | None:
    """What two requests took; None when neither told."""
    if first is None or second is None:
        return first or second
    return Usage(
        first.prompt_tokens + second.prompt_tokens,
        first.completion_tokens + second.completion_tokens,
    )
