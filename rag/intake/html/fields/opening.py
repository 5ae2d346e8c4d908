"""The lines that a body kept above its first sentence: the title again, a byline, a date."""

from __future__ import annotations

from collections.abc import Sequence

from rag.intake.html.fields.said import folded
from rag.intake.text.heading import Told, told
from rag.intake.text.plaintext import Line

_MOST = 8
_LONGEST = 200


def without_opening(paragraphs: Sequence[str], title: str | None) -> tuple[list[str], Told]:
    """The paragraphs from the first that is text, and what those above it say."""
    paragraphs = _parted(paragraphs, title)
    all_told, at = Told(), 0
    for number, paragraph in enumerate(paragraphs[:_MOST]):
        if len(paragraph) > _LONGEST or "\n" in paragraph:
            break
        # A sentence may stand in a heading by mistake: it is text all the same.
        if title and folded(paragraph) == folded(title) and not paragraph.endswith((".", "。")):
            at = number + 1
            continue
        read, left = told([Line(number + 1, paragraph)])
        if left:
            break
        all_told |= read
        at = number + 1
    return list(paragraphs[at:]), all_told


def _parted(paragraphs: Sequence[str], title: str | None) -> list[str]:
    """The paragraphs, the first in its lines where the title is the first of them."""
    lines = paragraphs[0].split("\n") if paragraphs else []
    if title and 1 < len(lines) <= _MOST and folded(lines[0]) == folded(title):
        return [*lines, *paragraphs[1:]]
    return list(paragraphs)
