"""The articles of a library as a list to look through: what is found, page by page."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from rag.types import Article, Moment

if TYPE_CHECKING:
    from rag.assistant import Rag

ON_A_PAGE = 100
LONGEST_QUERY = 200

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article without its text."""

    id: str
    label: str
    source: str | None
    credits: tuple[str, ...]
    authors: tuple[str, ...]
    published: Moment | None
    sought: str
    """What a search looks through: title, outlet and credits, folded."""


@dataclass(frozen=True, slots=True)
class Window(Generic[Item]):
    """One page of a list."""

    items: Sequence[Item]
    number: int
    """From 1."""
    pages: int
    total: int

    @property
    def first(self) -> int:
        """The place of its first item in the list, from 1."""
        return (self.number - 1) * ON_A_PAGE + 1


class Shelf:
    """The entries of one library, made once for each of its revisions."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._guard = threading.Lock()
        self._made_for: int | None = None
        self._entries: tuple[Entry, ...] = ()

    def entries(self) -> tuple[Entry, ...]:
        """All of them, newest first, undated last. Raises what Rag raises."""
        with self._guard:
            revision = self._rag.status().revision
            if revision != self._made_for:
                self._entries = tuple(map(_entry, self._rag.articles()))
                self._made_for = revision
            return self._entries


def _entry(article: Article) -> Entry:
    named = (article.label, article.source or "", *article.credits)
    return Entry(
        article.id,
        article.label,
        article.source,
        article.credits,
        article.authors,
        article.published,
        _folded(" ".join(named)),
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def found(entries: Sequence[Entry], query: str) -> Sequence[Entry]:
    """Those that have each word of the query somewhere in title, outlet or credits."""
    wanted = _folded(query).split()
    if not wanted:
        return entries
    return [each for each in entries if all(word in each.sought for word in wanted)]


def window(items: Sequence[Item], number: int) -> Window[Item]:
    """One page of a list; a page beyond the last is the last."""
    pages = max(1, -(-len(items) // ON_A_PAGE))
    number = min(max(1, number), pages)
    start = (number - 1) * ON_A_PAGE
    return Window(items[start : start + ON_A_PAGE], number, pages, len(items))
