"""What a system said to a question, in one form for every system.

Metrics see nothing else of a system, so Byline, another library and somebody's answers in a file
are measured alike. What a system does not tell is None or empty, and is then not scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article. ``start`` and ``end`` count code points of its text; None: not told."""

    article_id: str
    text: str
    start: int | None = None
    end: int | None = None
    revision: int | None = None
    source: str | None = None
    credits: tuple[str, ...] = ()
    published: str | None = None
    """As ISO 8601."""
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, with the places in ``citations`` (from 0) that it cites."""

    text: str
    cites: tuple[int, ...] = ()
    verdict: str | None = None
    """Byline's own, of what stands in the answer; None from systems that give none."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One answer. ``silent`` is true where the system said that it has no answer."""

    text: str
    silent: bool
    sentences: tuple[Said, ...] = ()
    citations: tuple[Span, ...] = ()
    passages: tuple[Span, ...] = ()
    """What was retrieved, best first."""
    removed: tuple[Said, ...] = ()
    """Sentences that the system's own checks took out. What they cite has its places behind those
    of ``citations``, in ``removed_citations``."""
    removed_citations: tuple[Span, ...] = ()
    short_answer: str | None = None
    lead: str | None = None
    confidence: float | None = None
    mode: str | None = None
    seconds: float | None = None
    first_token_seconds: float | None = None
    tokens: int | None = None
    cost: float | None = None
    tells_passages: bool = True
    """False where the system does not say what it retrieved; retrieval is then not scored."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The whole answer as JSON, for the report and for marking again."""

    @property
    def whole(self) -> str:
        """All that a reader sees: the lead, the short answer and the text."""
        return "\n".join(each for each in (self.lead, self.short_answer, self.text) if each)
