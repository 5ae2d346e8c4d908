"""The language of an article: its text's own, where that is sure; else what the page says."""

from __future__ import annotations

from collections.abc import Iterator

from rag.intake import language
from rag.intake.html.fields.about import About
from rag.intake.html.fields.said import Said


def tongue(about: About, text: str) -> Said[str] | None:
    """The language; a page in Spanish that calls itself English is Spanish."""
    claimed = next(_claimed(about), None)
    spoken = language.detected(text)
    if spoken is None or (claimed and claimed.value == spoken):
        return claimed
    how = "the text's letter statistics"
    return Said(spoken, f"{how}, against {claimed.how}" if claimed else how)


def _claimed(about: About) -> Iterator[Said[str]]:
    signals = about.signals
    given: list[tuple[object, str]] = [
        (value, "JSON-LD inLanguage") for value in about.values("inLanguage")[:1]
    ]
    given.append((signals.language, "html lang"))
    for name in ("og:locale", "content-language", "dc.language", "dcterms.language", "language"):
        given += [(text, f"meta {name}") for text in signals.said(name)[:1]]
    for value, how in given:
        tag = language.named(value) if isinstance(value, str) and len(value) < 40 else None
        if tag:
            yield Said(tag, how)
