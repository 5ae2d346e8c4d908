"""From an article to a citation: what is stored, found and cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from rag.types.plain import plain

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
    modified: Moment | None = None
    """When the outlet says it last changed this text; a change of it alone makes no revision."""
    language: str | None = None
    locations: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """How each field was found, in words: ``{"published": "dateline in line 4"}``."""
    revision: int = 0
    """The ledger's revision that stored this text; 0 until it is stored."""

    @property
    def label(self) -> str:
        """What to call it: its title, else the name of the file it came from."""
        return label_of(self.title, self.location, self.id)

    def entry(self) -> dict[str, Any]:
        """As it stands in a list, such as ``rag list --json`` prints: all but the text."""
        return {name: value for name, value in plain(self).items() if name != "text"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list shows of an article: everything but its text and how it was found."""

    id: str
    revision: int
    title: str | None
    location: str
    url: str | None
    source: str | None
    credits: tuple[str, ...]
    authors: tuple[str, ...]
    published: Moment | None
    language: str | None

    @property
    def label(self) -> str:
        """What to call it, as :attr:`Article.label` does."""
        return label_of(self.title, self.location, self.id)


def label_of(title: str | None, location: str, article_id: str) -> str:
    """What to call an article of which no more is known than this."""
    return title or PurePosixPath(location).name or article_id


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
    rerank: float | None = None
    """What a reranker that the settings name gave it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that prints the same text, or nearly."""

    article_id: str
    title: str | None
    source: str | None
    credits: tuple[str, ...]
    published: Moment | None
    location: str
    share: float
    """Of the words looked at (of the shorter text, when whole articles are compared), how much
    stands in both, from 0 to 1."""


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
    copies: tuple[Copy, ...] = ()
    """Near copies of its article that hold these words too; they take no place of their own."""

    def to_dict(self) -> dict[str, Any]:
        return dict(plain(self))


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: ``text of that revision[start:end] == quote``."""

    article_id: str
    revision: int
    start: int
    end: int
    quote: str


class Speech(StrEnum):
    """How an article gives what somebody says."""

    DIRECT = "direct"
    """Between quotation marks: the speaker's own words."""
    REPORTED = "reported"
    """In the article's words."""


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
    copies: tuple[Copy, ...] = ()
    """Near copies of its article that hold the quote too, the earliest first."""
    speech: Speech | None = None
    """Whether somebody speaks in it, by his own words or the article's; None for its report."""

    def to_dict(self) -> dict[str, Any]:
        return dict(plain(self))
