"""An article as the ledger keeps it, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import RowMapping

from rag.errors import SAVE, LibraryDamaged
from rag.library.history import History, Mark
from rag.types import Article, Heading, Moment, Passage, plain
from rag.types.articles import label_of


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger stands."""

    revision: int
    fresh: int
    """Followers built from an earlier revision than this must be built anew."""
    embedding: int | None
    """Which of the ledger's embeddings is current; None while nothing was embedded."""
    history: History

    @property
    def mark(self) -> Mark:
        """What a follower notes that holds all of it."""
        return self.history.mark(self.revision)

    def passed(self, mark: Mark) -> bool:
        """Whether the ledger came by there: not when an older copy of it was put back since."""
        return mark.revision <= self.revision and self.history.mark(mark.revision) == mark


@dataclass(frozen=True, slots=True)
class Embedding:
    """The stamp of the vectors a ledger holds."""

    id: int
    name: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Change:
    """An article as it stands after a revision; what a filter asks of it."""

    article_id: str
    revision: int
    removed: bool
    day: int | None
    sources: tuple[str, ...]
    """Its outlet and its credits."""
    language: str | None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A current chunk with the words a keyword index needs."""

    chunk_id: str
    article_id: str
    revision: int
    start: int
    end: int
    text: str
    title: str | None


def digest(text: str) -> bytes:
    """Sixteen bytes that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def content_of(article: Article) -> bytes:
    """Equal for two inputs that are copies of one article: where they lay does not count."""
    parts = (article.title, article.text, article.source, article.credits, article.authors)
    return digest(json.dumps(plain((*parts, article.published)), ensure_ascii=False))


def to_row(article: Article, revision: int) -> dict[str, Any]:
    """A row of ``revisions``."""
    return {
        "article_id": article.id,
        "revision": revision,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "source": article.source,
        "credits": json.dumps(article.credits, ensure_ascii=False),
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "published": _iso(article.published),
        "modified": _iso(article.modified),
        "language": article.language,
        "location": article.location,
        "sha256": article.sha256,
        "content": content_of(article),
        "found": json.dumps(dict(article.found), ensure_ascii=False),
        "purged": False,
    }


def _iso(moment: Moment | None) -> str | None:
    return None if moment is None else moment.isoformat()


def to_article(row: RowMapping | Mapping[str, Any], locations: Iterable[str]) -> Article:
    """Raises LibraryDamaged when the row is not as it was written."""
    try:
        return _to_article(row, locations)
    except (ValueError, TypeError) as error:
        raise _unreadable(row["article_id"], error) from error


def _unreadable(article_id: str, error: Exception) -> LibraryDamaged:
    return LibraryDamaged(
        f"article '{article_id}' cannot be read from the ledger ({error}); put back a copy of the "
        f"library, or {SAVE}"
    )


def _to_article(row: RowMapping | Mapping[str, Any], locations: Iterable[str]) -> Article:
    found: Mapping[str, str] = MappingProxyType(json.loads(row["found"]))
    return Article(
        id=row["article_id"],
        title=row["title"],
        text=row["text"],
        location=row["location"],
        sha256=row["sha256"],
        url=row["url"],
        source=row["source"],
        credits=names(row["credits"]),
        authors=names(row["authors"]),
        published=moment(row["published"]),
        modified=moment(row["modified"]),
        language=row["language"],
        locations=tuple(locations),
        found=found,
        revision=row["revision"],
    )


def to_passage(
    chunk_id: str,
    article_id: str,
    revision: int,
    title: str | None,
    text: str,
    start: int,
    end: int,
    source: str | None,
    credits: str,
    authors: str,
    published: str | None,
    url: str | None,
    language: str | None,
    location: str,
) -> Passage:
    """From columns, in this order."""
    return Passage(
        chunk_id=chunk_id,
        article_id=article_id,
        revision=revision,
        title=title,
        label=label_of(title, location, article_id),
        text=text,
        start=start,
        end=end,
        source=source,
        credits=names(credits),
        authors=names(authors),
        published=moment(published),
        url=url,
        language=language,
        location=location,
    )


def to_heading(row: RowMapping) -> Heading:
    """Raises LibraryDamaged when the row is not as it was written."""
    try:
        return Heading(
            id=row["article_id"],
            revision=row["revision"],
            title=row["title"],
            location=row["location"],
            url=row["url"],
            source=row["source"],
            credits=names(row["credits"]),
            authors=names(row["authors"]),
            published=moment(row["published"]),
            language=row["language"],
        )
    except (ValueError, TypeError) as error:
        raise _unreadable(row["article_id"], error) from error


def to_change(row: RowMapping) -> Change:
    """Raises LibraryDamaged when the row is not as it was written."""
    source = () if row["source"] is None else (row["source"],)
    try:
        credited = names(row["credits"] or "[]")
    except (ValueError, TypeError) as error:
        raise _unreadable(row["article_id"], error) from error
    return Change(
        article_id=row["article_id"],
        revision=row["revision"],
        removed=row["removed"],
        day=row["day"],
        sources=(*source, *credited),
        language=row["language"],
        title=row["title"],
    )


def names(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.loads(stored))


def moment(stored: str | None) -> Moment | None:
    if stored is None:
        return None
    return date.fromisoformat(stored) if len(stored) == 10 else datetime.fromisoformat(stored)
