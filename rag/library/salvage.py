"""A sound ledger out of what can still be read of a damaged one.

An article is kept when its text is what the digest beside it says. What can be made again is made
again: near copies, and passages that cannot be read. A passage whose vector is lost leaves the
library without an embedding of record, so that whoever imports it embeds what is missing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Column, Connection, Table, insert, text

from rag.errors import LibraryDamaged
from rag.library import alike_rows, schema
from rag.library.chunking import chunk
from rag.library.database import Database
from rag.library.entries import Prepared, put_chunks
from rag.library.filters import day_of, instant_of
from rag.library.remains import Remains, Row
from rag.library.rows import content_of, digest, to_article
from rag.library.storing import key_of
from rag.progress import Progress
from rag.types import Article

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
        found = _Found(remains)
        for row in found.texts():
            found.saved.setdefault(row["article_id"], []).append(row["revision"])
        kept = sum(found.current(each) is not None for each in found.saved)
        return Outlook(kept, len(found.known()))


def salvage(path: Path, fresh: Path, progress: Progress) -> tuple[str, ...]:
    """Writes what can be read of a damaged ledger as a new one; what was lost, in words.

    Raises LibraryDamaged when that is everything.
    """
    with Remains(path) as remains:
        found = _Found(remains)
        database = Database(fresh)
        try:
            with database.write() as connection:
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
                schema.tables.create_all(connection)
                _Saving(connection, found, progress).run()
        finally:
            database.close()
        if not found.saved:
            raise LibraryDamaged(
                f"nothing of the ledger '{path}' can be read; put back a copy of the library, or "
                "move the folder away and ingest the articles again"
            )
        return tuple(found.lost)


@dataclass
class _Found:
    """What was read so far, and what it tells of the rest."""

    remains: Remains
    saved: dict[str, list[int]] = field(default_factory=dict)
    """By article, the revisions whose text is right."""
    lost: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state: Mapping[str, Any] = next(self.rows(schema.state, 1), {})
        self.most = _number(self.state.get("revision"), self.remains.bytes // _LEAST)
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
        """Of an article whose own row is lost, what its passages and places tell; a removed one
        has none.
        """
        rows = self.having(schema.chunks, article_id=article_id)
        if rows:
            return int(rows[0]["revision"])
        placed = self.having(schema.locations, article_id=article_id)
        return max(self.saved.get(article_id, ()), default=None) if placed else None

    def unclear(self) -> int:
        """Articles of which nothing tells whether they were removed."""
        return sum(id not in self.articles and self.current(id) is None for id in self.saved)

    def known(self) -> set[str]:
        """The ids of all that seem to be current."""
        ids = self.remains.names("articles", "id") | set(self.saved)
        there = {each for each, row in self.articles.items() if not row["removed"]}
        return there | {
            each
            for each in ids - set(self.articles)
            if each not in self.saved or self.current(each) is not None
        }


@dataclass
class _Saving:
    """One transaction that writes the new ledger."""

    connection: Connection
    found: _Found
    progress: Progress
    without: int = 0
    """Passages whose vector is lost."""

    def run(self) -> None:
        stamp = self._embedding()
        for row in self.found.texts():
            self._insert(schema.revisions, row)
            self.found.saved.setdefault(row["article_id"], []).append(row["revision"])
        known = self.found.known()
        for done, article_id in enumerate(self.found.saved):
            self._article(article_id, stamp)
            self.progress("saving articles", done + 1, len(self.found.saved))
        for table in (schema.readings, schema.refusals):
            for row in self.found.rows(table):
                self._insert(table, row)
        alike_rows.fill(self.connection)
        self._state(stamp)
        self._tell(known)

    def _article(self, article_id: str, stamp: Mapping[str, Any] | None) -> None:
        current = self.found.current(article_id)
        newest = max(self.found.saved[article_id]) if current is None else current
        article = _article_of(self.connection, article_id, newest)
        row = {
            "id": article_id,
            "revision": newest,
            "removed": current is None,
            "day": None if article is None else day_of(article.published),
            "instant": None if article is None else instant_of(article.published),
        }
        self._insert(schema.articles, row)
        if current is not None and article is not None:
            self._locations(article)
            self._passages(article, stamp)

    def _locations(self, article: Article) -> None:
        rows = self.found.having(schema.locations, article_id=article.id)
        own = {"location": article.location, "given_id": article.id, "article_id": article.id}
        for row in rows or [own]:
            self._insert(schema.locations, row)

    def _passages(self, article: Article, stamp: Mapping[str, Any] | None) -> None:
        rows = self.found.having(schema.chunks, article_id=article.id)
        if rows and all(_is_span(row, article) for row in rows):
            for row in rows:
                self._insert(schema.chunks, row)
            keys = [row["key"] for row in rows]
        else:
            made = chunk(article)
            keys = [key_of(article, each) for each in made]
            put_chunks(self.connection, Prepared(article, made, tuple(keys)), article.revision)
        for key in dict.fromkeys(keys):
            self._vector(key, stamp)

    def _vector(self, key: bytes, stamp: Mapping[str, Any] | None) -> None:
        if stamp is not None:
            rows = self.found.having(schema.vectors, embedding=stamp["id"], key=key)
            if rows and _is_unit(rows[0]["data"], stamp["dimension"]):
                self._insert(schema.vectors, {**rows[0], "id": None})
                return
        self.without += 1

    def _insert(self, table: Table, row: Mapping[str, Any]) -> None:
        names = {column.name for column in table.columns}
        values = {name: value for name, value in row.items() if name in names and value is not None}
        ignoring = insert(table).prefix_with("OR IGNORE", dialect="sqlite")
        self.connection.execute(ignoring.values(values))

    def _embedding(self) -> Mapping[str, Any] | None:
        rows = list(self.found.rows(schema.embeddings, 10))
        current = self.found.state.get("embedding")
        fit = [row for row in rows if row["id"] == current] or (rows if len(rows) == 1 else [])
        for row in fit:
            self._insert(schema.embeddings, row)
        return fit[0] if fit else None

    def _state(self, stamp: Mapping[str, Any] | None) -> None:
        newest = max((max(each) for each in self.found.saved.values()), default=0)
        revision = max(newest, _number(self.found.state.get("revision"), 0))
        whole = stamp["id"] if stamp is not None and not self.without else None
        self._insert(schema.state, {"id": 1, "revision": revision, "fresh": 0, "embedding": whole})
        facts = {
            "schema_version": str(schema.SCHEMA_VERSION),
            "library_id": secrets.token_hex(16),
        }
        for name, value in facts.items():
            self._insert(schema.facts, {"name": name, "value": value})

    def _tell(self, known: set[str]) -> None:
        lost = sorted(each for each in known if self.found.current(each) is None)
        self.found.lost += [f"article '{each}' cannot be read" for each in lost]
        if self.found.unclear():
            self.found.lost.append(
                f"whether {self.found.unclear():,} articles were removed; they are kept hidden"
            )
        if self.without:
            self.found.lost.append(
                f"the vectors of {self.without:,} passages, which `rag import` makes again"
            )


def _article_of(connection: Connection, article_id: str, revision: int) -> Article | None:
    query = schema.revisions.select().where(
        schema.revisions.c.article_id == article_id, schema.revisions.c.revision == revision
    )
    row = connection.execute(query).mappings().one()
    return None if row["purged"] else to_article(row, (row["location"],))


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


def _is_span(row: Row, article: Article) -> bool:
    try:
        words = article.text[row["start"] : row["end"]]
        return bool(row["revision"] == article.revision and digest(words) == row["digest"])
    except TypeError:
        return False


def _is_unit(data: object, dimension: int) -> bool:
    if not isinstance(data, bytes) or len(data) != 4 * dimension:
        return False
    return abs(float(np.linalg.norm(np.frombuffer(data, "<f4"))) - 1) < 0.01


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise
