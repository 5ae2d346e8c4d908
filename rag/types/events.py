"""What a stream of an answer tells, in order: Found, text and sentences, Done or Failed."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types.answers import Answer, Sentence
from rag.types.articles import Citation, Passage


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
