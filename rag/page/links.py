"""Links to exact words: which article, which revision, which characters.

A link carries everything needed to show a span again, so an answer on the page keeps opening its
own sources whatever is asked after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlencode

from rag.documents.spans import READ as READ
from rag.documents.spans import is_web as is_web
from rag.types import Citation, Passage

LIBRARY = "/library"
NOT_READ = "/not-read"
COVERAGE = "/coverage"
STATEMENTS = "/statements"
ADDING = "/adding"
ADD_FILES, ADD_ADDRESS, SYNC, VERIFY, REMOVE, PURGE = (
    "/add-files",
    "/add-address",
    "/sync",
    "/verify",
    "/remove",
    "/purge",
)
COLLECTIONS, COLLECTION = "/collections", "/collection"
COLLECTION_ADD, COLLECTION_RENAME, COLLECTION_REMOVE = (
    "/collection-add",
    "/collection-rename",
    "/collection-remove",
)
_MARK = re.compile(r"(?:(\d{1,4}):)?(\d{1,9})-(\d{1,9})", re.ASCII)
MOST_MARKS = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters ``start`` to ``end`` of a text, and the number they are cited by, if any."""

    start: int
    end: int
    n: int | None = None

    def __str__(self) -> str:
        span = f"{self.start}-{self.end}"
        return span if self.n is None else f"{self.n}:{span}"


def of_citation(citation: Citation, cited: Sequence[Citation] = ()) -> str:
    """Opens a citation, with the other spans the same answer cites of that article."""
    also = [
        Mark(other.start, other.end, other.n)
        for other in cited
        if (other.article_id, other.revision) == (citation.article_id, citation.revision)
        and other.n != citation.n
    ]
    mark = Mark(citation.start, citation.end, citation.n)
    return _link(citation.article_id, citation.revision, mark, also)


def of_passage(passage: Passage) -> str:
    """Opens a passage that was found but not cited."""
    return _link(passage.article_id, passage.revision, Mark(passage.start, passage.end), ())


def of_article(article_id: str, revision: int | None = None) -> str:
    """Opens an article as it stands now, or an older text of it."""
    query = [("article", article_id)] + ([("revision", str(revision))] if revision else [])
    return f"{READ}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader looks for in the list of articles, and in which order it stands."""

    query: str = ""
    outlet: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None
    undated: str = ""
    """``too`` keeps undated articles although days are set, ``only`` leaves all others out."""
    order: str = ""
    """One of :data:`ORDERS`; empty is the first."""

    def __bool__(self) -> bool:
        return self != Sought(order=self.order)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """As a link carries it."""
        days = (("since", self.since), ("until", self.until))
        given = (
            ("q", self.query),
            ("outlet", self.outlet),
            ("language", self.language),
            *((name, day.isoformat() if day else "") for name, day in days),
            ("undated", self.undated),
            ("order", self.order),
        )
        return tuple((name, value) for name, value in given if value)


UNNAMED = "-"
"""The outlet of articles that name none and credit nobody."""
ORDERS = ("newest", "oldest", "title", "outlet", "added")
ALL = Sought()


def of_library(page: int = 1, sought: Sought = ALL) -> str:
    """Opens the list of articles."""
    return f"{LIBRARY}?{urlencode([*sought.pairs, ('page', str(page))])}"


def of_coverage() -> str:
    """Opens the articles by day and outlet."""
    return f"{COVERAGE}?{urlencode({'by': 'day'})}"


def of_collections() -> str:
    """Opens the collections, by name."""
    return f"{COLLECTIONS}?{urlencode({'show': 'all'})}"


def of_adding() -> str:
    """Opens the form for new articles, and how far earlier ones are."""
    return f"{ADDING}?{urlencode({'show': 'all'})}"


@dataclass(frozen=True, slots=True)
class Heard:
    """Which sentences of a speaker are listed: of a matter, and of which articles."""

    about: str = ""
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    languages: tuple[str, ...] = ()
    undated: bool = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """As a link carries it."""
        days = (("since", self.since), ("until", self.until))
        given = (
            ("about", self.about),
            *(("source", each) for each in self.sources),
            *((name, day.isoformat() if day else "") for name, day in days),
            *(("language", each) for each in self.languages),
            ("undated", "too" if self.undated else ""),
        )
        return tuple((name, value) for name, value in given if value)


ALL_HEARD = Heard()


def of_statements(speaker: str = "", after: str = "", heard: Heard = ALL_HEARD) -> str:
    """Opens every sentence in which somebody speaks, from a place on."""
    at = [("after", after)] if after else []
    return f"{STATEMENTS}?{urlencode([('speaker', speaker), *heard.pairs, *at])}"


def name_of(location: str) -> str:
    """What a place is called when nothing else is known of it."""
    return PurePosixPath(location).name or location


def of_not_read(page: int = 1) -> str:
    """Opens the list of inputs that were refused."""
    return f"{NOT_READ}?{urlencode({'page': page})}"


def _link(article_id: str, revision: int, mark: Mark, also: Iterable[Mark]) -> str:
    query = [("article", article_id), ("revision", str(revision)), ("mark", str(mark))]
    return f"{READ}?{urlencode([*query, *(('also', str(other)) for other in also)])}"


def marks(written: Iterable[str]) -> tuple[Mark, ...]:
    """The marks of a link; what is not one is passed over."""
    found = (_MARK.fullmatch(item) for item in list(written)[:MOST_MARKS])
    return tuple(
        Mark(int(m[2]), int(m[3]), int(m[1]) if m[1] else None) for m in found if m is not None
    )
