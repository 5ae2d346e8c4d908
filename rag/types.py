"""The values that travel through Byline, from an article to an answer.

Each stage makes the next value and changes none: intake makes :class:`Article`, the library
:class:`Chunk`, retrieval :class:`Passage`, answering :class:`Citation`, :class:`Sentence` and
:class:`Answer`. All offsets count Unicode code points of ``Article.text``. What is not known is
``None``, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, overload

SCHEMA = 1
"""Version of every JSON object that Byline prints."""

Moment = date | datetime
"""A publication time: a bare ``date`` stays a date, a ``datetime`` always carries its offset."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Article:
    """One published text. ``text`` is canonical, cleaned, and immutable for its revision."""

    id: str
    title: str | None
    text: str
    location: str
    """The path or URL it first came from."""
    sha256: str
    """Of everything a reader could see: title, text and metadata, so that a correction shows."""
    url: str | None = None
    source: str | None = None
    """The outlet that published it; None when unknown. A credited agency is not the publisher."""
    credits: tuple[str, ...] = ()
    """Agencies or papers the article attributes itself to, such as TASS."""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    language: str | None = None
    locations: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """How each field was found, in words: ``{"published": "dateline in line 4"}``."""
    revision: int = 0
    """The ledger's revision that stored this text; 0 until it is stored."""

    @property
    def label(self) -> str:
        """What to call it: its title, else the name of the file it came from."""
        return self.title or PurePosixPath(self.location).name or self.id


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that was not stored, where, and why, in words for a person."""

    location: str
    reason: str
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"location": self.location, "line": self.line, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of one article: ``article.text[start:end] == text`` always."""

    id: str
    article_id: str
    revision: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """Why a passage was found. None means "not scored this way", never zero."""

    keyword: float | None = None
    vector: float | None = None
    date: float | None = None
    final: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a question, with enough of its article to cite from."""

    chunk_id: str
    article_id: str
    revision: int
    title: str | None
    label: str
    text: str
    start: int
    end: int
    source: str | None
    credits: tuple[str, ...]
    authors: tuple[str, ...]
    published: Moment | None
    url: str | None
    language: str | None
    location: str
    score: Score = Score()

    def to_dict(self) -> dict[str, Any]:
        return dict(plain(self))


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact span: ``text of that revision[start:end] == quote``, checked when it is made."""

    n: int
    article_id: str
    revision: int
    title: str | None
    label: str
    source: str | None
    credits: tuple[str, ...]
    authors: tuple[str, ...]
    published: Moment | None
    url: str | None
    speaker: str | None
    """Who says it, in the article's own words; None when the text names nobody."""
    start: int
    end: int
    quote: str

    def to_dict(self) -> dict[str, Any]:
        return dict(plain(self))


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. ``text`` ends with its citation marks: ``... capacity. [1]``."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict

    @property
    def words(self) -> str:
        """The sentence without its marks."""
        text = self.text
        for n in reversed(self.citations):
            text = text.removesuffix(f"[{n}]").rstrip()
        return text


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that did not hold, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Passages that disagree: ``about`` names the matter, ``citations`` the n values."""

    about: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What Byline took the question to mean; every step is shown to the reader."""

    text: str
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    asked_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One side of a conversation. Histories are passed in, never kept."""

    role: str
    text: str
    understood: str | None = None
    article_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens a model reports for one answer."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


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
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader should know of the search: a date that was relaxed, undated left out."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    usage: Usage | None = None
    trace_id: str = ""
    turns: tuple[Turn, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Found:
    """The first event of a stream: the passages an answer will be made from."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """Provisional text, to be shown as such."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceDone:
    """A sentence that was checked and stays, with the citations it brings."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SentenceDropped:
    """A sentence that did not hold."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """The last event of an answer that was completed."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The last event of an answer that was cut short: what was found so far, and why it ended."""

    error: str
    answer: Answer


Event = Found | Delta | SentenceDone | SentenceDropped | Done | Failed


def plain(value: Any) -> Any:
    """Dataclasses, tuples and dates as JSON has them; dates in ISO 8601."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    names = getattr(value, "__dataclass_fields__", None)
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    return value
