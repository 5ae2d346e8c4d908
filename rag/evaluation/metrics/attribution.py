"""Is what a citation tells of its article so: who published it, when, and who speaks?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from rag.evaluation.marking import normalized
from rag.evaluation.metrics.metric import UNSCORED, Score, Texts
from rag.evaluation.observed import Observed, Span
from rag.evaluation.questions import Gold


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an article besides its text."""

    source: str | None
    credits: tuple[str, ...]
    published: str | None
    """As ISO 8601."""


@runtime_checkable
class Shelf(Protocol):
    """Texts that also know of what their articles are."""

    def about(self, article_id: str, revision: int | None = None) -> About | None: ...


def attribution(gold: Gold, observed: Observed, texts: Texts) -> Score:
    """Each outlet, day and speaker told counts once; what is not told is no claim."""
    told = [each for span in observed.citations for each in _claims(span, texts)]
    if not told:
        return UNSCORED
    off = [what for what, holds in told if not holds]
    reason = f"wrong: {', '.join(off)}" if off else ""
    return Score(1 - len(off) / len(told), reason)


def _claims(span: Span, texts: Texts) -> Iterator[tuple[str, bool]]:
    text = texts(span.article_id, span.revision)
    about = texts.about(span.article_id, span.revision) if isinstance(texts, Shelf) else None
    if about is not None:
        known = {normalized(name) for name in (about.source, *about.credits) if name}
        for name in (span.source, *span.credits):
            if name:
                yield name, normalized(name) in known
        if span.published:
            yield span.published, _day(span.published) == _day(about.published)
    if text is not None and span.speaker:
        yield span.speaker, _named(span.speaker, text)


def _day(moment: str | None) -> str | None:
    try:
        return datetime.fromisoformat(moment).date().isoformat() if moment else None
    except ValueError:
        return moment


def _named(speaker: str, text: str) -> bool:
    """Whether the text has the name, or its last word: "Prime Minister Kishida" is Kishida."""
    last = re.findall(r"\w+", normalized(speaker))[-1:]
    return normalized(speaker) in normalized(text) or any(
        word in re.findall(r"\w+", normalized(text)) for word in last
    )
