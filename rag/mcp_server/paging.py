"""Results cut to what a context window can take, each with the way to the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from rag.errors import UsageError

T = TypeVar("T")

CHARACTERS = 8000
"""Of the JSON of one result's passages, sentences or events, about 2,000 tokens."""
ARTICLE, PASSAGE, QUOTE, LINE, TITLE, URL = 6000, 800, 500, 300, 200, 500
"""Characters of a page of an article, a passage, a quotation, a note, a title, and an address."""
LINES = 6
"""Notes of one result."""


def page(
    items: Sequence[T], after: int, limit: int, size: Callable[[T], int]
) -> tuple[list[T], int | None]:
    """At most ``limit`` items from ``after`` on, as many as :data:`CHARACTERS` allow and one at
    least; and where the next page begins, None behind the last. Raises UsageError."""
    if after and after >= len(items):
        raise UsageError(f"there are {len(items)}, none after {after}; next_after leads on")
    shown: list[T] = []
    taken = 0
    for item in items[after : after + limit]:
        taken += size(item)
        if shown and taken > CHARACTERS:
            break
        shown.append(item)
    end = after + len(shown)
    return shown, end if end < len(items) else None


def cut(text: str, most: int) -> str:
    """The beginning of a text, to the end of a word."""
    if len(text) <= most:
        return text
    end = text.rfind(" ", most * 3 // 4, most)
    return text[: end if end > 0 else most]


def dotted(text: str, most: int) -> str:
    """The same, with dots where something is left out."""
    return text if len(text) <= most else f"{cut(text, most)} ..."


def lines(texts: Iterable[str]) -> list[str]:
    """The first few of several notes."""
    return [dotted(each, LINE) for each in list(texts)[:LINES]]
