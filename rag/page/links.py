"""Links to exact words: which article, which revision, which characters.

A link carries everything needed to show a span again, so an answer on the page keeps opening its
own sources whatever is asked after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from rag.documents.spans import READ as READ
from rag.documents.spans import is_web as is_web
from rag.types import Citation, Passage

LIBRARY = "/library"
NOT_READ = "/not-read"
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


def of_library(page: int = 1, query: str = "") -> str:
    """Opens the list of articles."""
    sought = [("q", query)] if query else []
    return f"{LIBRARY}?{urlencode([*sought, ('page', str(page))])}"


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
