"""Which rows of a damaged ledger are as they were stored, and which articles they tell of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table

from rag.errors import LibraryDamaged
from rag.library import schema
from rag.library.remains import Remains, Row
from rag.library.rows import content_of, to_article

_LEAST = 200
"""Bytes that an article takes at least, where nothing else tells how many there may be."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """How much of a damaged ledger can be saved."""

    readable: int
    """Current articles whose text is as it was stored."""
    known: int
    """Current articles, as far as any part of the ledger names them."""

    @property
    def in_words(self) -> str:
        return f"{self.readable:,} of {self.known:,} articles can still be read"


def outlook(path: Path) -> Outlook:
    """Reads all of a damaged ledger, and changes nothing."""
    with Remains(path) as remains:
        found = Readable(remains)
        for row in found.texts():
            found.saved.setdefault(row["article_id"], []).append(row["revision"])
        kept = sum(found.current(each) is not None for each in found.saved)
        return Outlook(kept, len(found.known()))


@dataclass
class Readable:
    """What was read so far, and what it tells of the rest."""

    remains: Remains
    saved: dict[str, list[int]] = field(default_factory=dict)
    """By article, the revisions whose text is right."""
    lost: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state: Mapping[str, Any] = next(self.rows(schema.state, 1), {})
        self.most = number(self.state.get("revision"), self.remains.bytes // _LEAST)
        self.articles = {row["id"]: row for row in self.rows(schema.articles, self.most)}

    def rows(self, table: Table, most: int = 0) -> Iterator[Row]:
        """The readable rows of a table, those that have its columns."""
        return (row for row in self.remains.rows(table.name, most) if _fits(table, row))

    def having(self, table: Table, **values: object) -> list[Row]:
        """The same of those that an index finds, and rightly."""
        rows = self.remains.having(table.name, **values)
        return [row for row in rows if _fits(table, row) and values.items() <= row.items()]

    def texts(self) -> Iterator[Row]:
        """The rows of ``revisions`` that are as they were stored."""
        seen: set[tuple[str, int]] = set()
        for row in self.rows(schema.revisions, self.most):
            if _right(row) and (row["article_id"], row["revision"]) not in seen:
                seen.add((row["article_id"], row["revision"]))
                yield row

    def current(self, article_id: str) -> int | None:
        """The current revision of an article whose text of that revision was saved."""
        row = self.articles.get(article_id)
        if row is None:
            wanted = self._told(article_id)
        else:
            wanted = None if row["removed"] else row["revision"]
        # A later text than the row names is that of a row that is not as it was written.
        return wanted if wanted == max(self.saved.get(article_id, ()), default=None) else None

    def _told(self, article_id: str) -> int | None:
        """Of an article whose own row is lost, what its passages or its signature tell; a removed
        one has neither.
        """
        for table in (schema.chunks, schema.signatures):
            rows = self.having(table, article_id=article_id)
            if rows:
                return int(rows[0]["revision"])
        return None

    def known(self) -> set[str]:
        """The ids of all that seem to be current. Removed ones have neither places nor passages."""
        placed = self.remains.names("locations", "article_id")
        placed |= self.remains.names("chunks", "article_id")
        others = self.remains.names("articles", "id") - set(self.saved)
        there = {each for each, row in self.articles.items() if not row["removed"]}
        told = {each for each in self.saved if self.current(each) is not None}
        return there | told | ((placed | others) - set(self.articles))

    def unclear(self, known: set[str]) -> int:
        """Articles of which nothing tells whether they were removed."""
        return len(set(self.saved) - set(self.articles) - known)


def _fits(table: Table, row: Row) -> bool:
    """Whether a row has the columns of its table, and in each a value that can be there."""
    return all(_may_be(column, row.get(column.name)) for column in table.columns)


def _may_be(column: Column[Any], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    wanted = column.type.python_type
    return isinstance(value, int if wanted is bool else wanted)


def _right(row: Row) -> bool:
    """Whether a text is what it was when it was stored; of a purged one nothing is left."""
    try:
        if row["purged"]:
            return bool(row["text"] == "")
        return bool(content_of(to_article(row, ())) == row["content"])
    except (LibraryDamaged, TypeError, ValueError, AttributeError):
        return False


def number(value: object, otherwise: int) -> int:
    """What a damaged row says, if it is a number at all."""
    return value if isinstance(value, int) else otherwise
