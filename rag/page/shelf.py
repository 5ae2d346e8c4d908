"""The articles of a library as a list to look through: what is found, page by page."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from rag.page.links import UNNAMED, Sought
from rag.types import Heading, Moment

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
    named: frozenset[str] = frozenset()
    """Outlet and credits, folded."""
    language: str | None = None
    added: int = 0
    """The revision that stored it: it grows with every change of the library."""


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
                self._entries = tuple(map(_entry, self._rag.headings()))
                self._made_for = revision
            return self._entries


def _entry(article: Heading) -> Entry:
    named = (article.label, article.source or "", *article.credits)
    return Entry(
        article.id,
        article.label,
        article.source,
        article.credits,
        article.authors,
        article.published,
        _folded(" ".join(named)),
        frozenset(map(_folded, named[1:])) - {""},
        article.language,
        article.revision,
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def found(entries: Sequence[Entry], sought: Sought) -> Sequence[Entry]:
    """Those that have each word of the query somewhere in title, outlet or credits, and all else
    that is sought, in the order that is wanted."""
    words, outlet = _folded(sought.query).split(), _folded(sought.outlet)
    kept = [
        each
        for each in entries
        if all(word in each.sought for word in words)
        and (not outlet or outlet in each.named or (outlet == UNNAMED and not each.named))
        and (not sought.language or language_of(each.language) == sought.language)
        and _dated(each, sought)
    ]
    return _ordered(kept, sought.order)


def left_out(entries: Sequence[Entry], sought: Sought) -> int:
    """How many undated ones only the days leave out."""
    if not (sought.since or sought.until) or sought.undated:
        return 0
    plain = replace(sought, since=None, until=None, undated="only")
    return len(found(entries, plain))


def language_of(written: str | None) -> str:
    """``en`` of ``en-GB``; empty when it is unknown."""
    return (written or "").casefold().partition("-")[0]


def _dated(entry: Entry, sought: Sought) -> bool:
    if entry.published is None:
        return sought.undated in ("too", "only") or not (sought.since or sought.until)
    day = _day(entry.published)
    if sought.undated == "only":
        return False
    return (sought.since or day) <= day <= (sought.until or day)


def _day(published: Moment) -> date:
    return published.date() if isinstance(published, datetime) else published


def _ordered(entries: list[Entry], order: str) -> Sequence[Entry]:
    if order == "oldest":
        dated = [each for each in entries if each.published is not None]
        return [*reversed(dated), *(each for each in entries if each.published is None)]
    if order == "title":
        return sorted(entries, key=lambda each: _folded(each.label))
    if order == "outlet":
        return sorted(entries, key=lambda each: _outlet(each))
    if order == "added":
        return sorted(entries, key=lambda each: -each.added)
    return entries


def _outlet(entry: Entry) -> tuple[bool, str]:
    name = entry.source or "".join(entry.credits[:1])
    return not name, _folded(name)


def window(items: Sequence[Item], number: int) -> Window[Item]:
    """One page of a list; a page beyond the last is the last."""
    pages = max(1, -(-len(items) // ON_A_PAGE))
    number = min(max(1, number), pages)
    start = (number - 1) * ON_A_PAGE
    return Window(items[start : start + ON_A_PAGE], number, pages, len(items))
