"""A reader's conversation as it is kept: questions, their answers, and what became of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rag.types.answers import Answer, Removed, Sentence, Turn
from rag.types.articles import Citation, Moment
from rag.types.feedback import Opinion
from rag.types.plain import SCHEMA, plain


class Ending(StrEnum):
    """How an asking ended."""

    ANSWERED = "answered"
    STOPPED = "stopped"
    """By the reader; the sentences checked until then are kept."""
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """The server went while the question was answered."""


class Fate(StrEnum):
    """What became of an article since it was quoted."""

    CHANGED = "changed"
    """It has a newer text; the one that was quoted still opens."""
    REMOVED = "removed"
    """It is no longer in the library; the text that was quoted still opens."""
    ERASED = "erased"
    """Its words were purged, here too."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """An article that an answer quotes, by its metadata, and what became of it since."""

    n: int
    """Of the first citation that quotes it."""
    article_id: str
    revision: int
    label: str
    source: str | None
    credits: tuple[str, ...]
    published: Moment | None
    fate: Fate


@dataclass(frozen=True, slots=True)
class PastExchange:
    """One question and what came of it. Without an ``answer`` the ``sentences`` are what had been
    checked of one that never became whole."""

    question: str
    ending: Ending
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    answer: Answer | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    removed: tuple[Removed, ...] = ()
    error: str | None = None
    opinion: Opinion | None = None
    note: str = ""
    """What the reader added to the opinion."""
    fates: tuple[Quoted, ...] = ()
    """Articles it quotes that are no longer as they were."""
    languages: tuple[str, ...] = ()
    undated: bool = False
    """Whether articles without a date were kept although days were set."""
    articles: tuple[str, ...] = ()
    """Ids of the only articles that were asked."""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Of the conversation up to here; empty where nothing was answered."""
        return self.answer.turns if self.answer else ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with all its exchanges, in the order asked."""

    id: str
    name: str
    begun: datetime
    touched: datetime
    exchanges: tuple[PastExchange, ...]

    def to_dict(self) -> dict[str, Any]:
        """What an export as JSON holds; each answer in it as ``rag ask --json`` prints it."""
        return {"schema": SCHEMA, **plain(self)}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words by which a conversation was found, and some around them."""

    n: int
    """Of the exchange that has them, from 0."""
    answer: bool
    """Whether they stand in its answer, not in its question."""
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """What a list tells of a conversation."""

    id: str
    name: str
    touched: datetime
    questions: int
    found: Excerpt | None = None
    """Where what was looked for stands; None where the name has it, or nothing was looked for."""


def quoted_of(citation: Citation, fate: Fate) -> Quoted:
    """The metadata of what a citation quotes."""
    named: Mapping[str, Any] = {
        name: getattr(citation, name)
        for name in "n article_id revision label source credits published".split()
    }
    return Quoted(**named, fate=fate)
