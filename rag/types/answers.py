"""What is said: sentences, answers, and the conversation they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, overload

from rag.types.articles import Citation, Moment, Passage, Place, Rejected
from rag.types.coverage import Coverage
from rag.types.news import Account, Conflict, DatedEvent, Development, Support
from rag.types.plain import SCHEMA, plain
from rag.types.statements import Spoken
from rag.types.usage import Usage


class Verdict(StrEnum):
    """How a sentence stands to the spans it cites."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


class Status(StrEnum):
    """Whether the articles answer the question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"


MARKS = {Verdict.WEAK: "(partly in the source)", Verdict.UNSUPPORTED: "(not in the source)"}
"""What stands behind a sentence that does not hold in full, wherever its text goes."""
STRUCK = "~~"
"""On either side of an unsupported sentence, where such sentences are struck through."""


FITS = ((0.6, "fits well"), (0.35, "fits in part"), (0.0, "fits poorly"))
"""From which confidence on the passages are said to fit the question so: held out, nine of ten such
questions are answerable, then six, then one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. ``text`` ends with its marks: ``... capacity. [1]``, and behind
    them ``(partly in the source)`` where the verdict is weak. An unsupported one is struck
    through: ``~~...~~ (not in the source)``."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict

    @property
    def words(self) -> str:
        """The sentence without its marks."""
        text = self.text.removesuffix(MARKS.get(self.verdict, "")).rstrip()
        for n in reversed(self.citations):
            text = text.removesuffix(f"[{n}]").rstrip()
        if self.verdict is Verdict.UNSUPPORTED:
            text = text.removeprefix(STRUCK).removesuffix(STRUCK)
        return text

    @property
    def span(self) -> str:
        """The words without names inserted in brackets: what ``verbatim`` tells of."""
        return re.sub(r" \[(?!\d)[^\[\]]*\]", "", self.words)


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that did not hold, and why."""

    text: str
    reason: str
    cited: tuple[Place, ...] = ()
    """What it cited of what was shown, where it came to be checked."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several whom or what a question may mean, and the whole question with it."""

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What Byline took the question to mean; every step is shown to the reader."""

    text: str
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    asked_at: Moment | None = None
    read: tuple[str, ...] = ()
    """What was read from the question, step by step: what a word that points back stands for,
    parts, dates, sources, quoted phrases; each in its words and what they mean."""
    candidates: tuple[Candidate, ...] = ()
    """Whom or what it may mean where that is open: then the text asks which, and nothing is
    searched. Empty when it is clear."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One side of a conversation. Histories are passed in, never kept."""

    role: str
    text: str
    understood: str | None = None
    article_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and all it rests on. ``text`` is its sentences joined by single spaces."""

    question: str
    understood: Understood
    status: Status
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    mode: str
    """``quotes``, or the name of the model that wrote it."""
    lead: str | None = None
    """The line above the answer that counts ("2 of 5 articles report ..."); not part of text."""
    short_answer: str | None = None
    """An exact span of a cited sentence, or None."""
    removed: tuple[Removed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    developments: tuple[Development, ...] = ()
    accounts: tuple[Account, ...] = ()
    """Where speakers are compared: the sentences by who speaks, each in one of them. That they
    differ is a conflict of the kind ``accounts``."""
    as_of: date | None = None
    """The day of the newest article cited, where the question asks for a later state."""
    support: Support | None = None
    """None when nothing is cited from a text."""
    timeline: tuple[DatedEvent, ...] = ()
    """The cited sentences by the day of what they tell; undated ones last."""
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader should know of the search: a date that was relaxed, undated left out."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    usage: Usage | None = None
    trace_id: str = ""
    turns: tuple[Turn, ...] = ()
    confidence: float | None = None
    """How likely it is that the passages answer the question, from 0 to 1, calibrated; of several
    questions in one the least. None where nothing was searched."""
    instead: tuple[Citation, ...] = ()
    """Where nothing answers: the exact sentences whose words ``gaps`` quotes. Numbered for
    themselves, since no sentence rests on them."""

    spoken: Spoken | None = None
    """Where all that somebody says is asked for: how much that is, and how to list it."""

    @property
    def fit(self) -> str | None:
        """The confidence as a word for a reader: a number would promise too much."""
        if self.confidence is None:
            return None
        return next(word for least, word in FITS if self.confidence >= least)

    @property
    def accounts_differ(self) -> bool:
        """Whether those who speak take different sides of what is asked."""
        return any(each.kind == "accounts" for each in self.conflicts)

    @property
    def coverage(self) -> Coverage:
        """The articles read for it by day and outlet, the cited ones marked."""
        return Coverage.of_answer(self)

    def citation(self, n: int) -> Citation:
        """The citation numbered n. Raises KeyError when there is none."""
        for citation in self.citations:
            if citation.n == n:
                return citation
        raise KeyError(n)

    def to_dict(self) -> dict[str, Any]:
        """The object that ``rag ask --json`` prints; its schema is ``rag/answer.schema.json``."""
        return {"schema": SCHEMA, **plain(self)}


@dataclass(frozen=True, slots=True)
class SearchResult(Sequence[Passage]):
    """Ranked passages, how the question was understood, and what to know of the search."""

    passages: tuple[Passage, ...]
    understood: Understood
    notes: tuple[str, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Passage: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Passage]: ...
    def __getitem__(self, index: int | slice) -> Passage | Sequence[Passage]:
        return self.passages[index]

    def __len__(self) -> int:
        return len(self.passages)

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.passages)

    def to_dict(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **plain(self)}


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingest or sync did, by article id; rejected inputs carry their reasons."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **plain(self)}
