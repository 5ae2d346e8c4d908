"""A sound ledger out of what can still be read of a damaged one.

An article is kept when its text is what the digest beside it says. What can be made again is made
again: near copies, and passages that cannot be read. A passage whose vector is lost leaves the
library without an embedding of record, so that whoever imports it embeds what is missing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert, text

from rag.errors import LibraryDamaged
from rag.library import alike_rows, schema
from rag.library.chunking import chunk
from rag.library.entries import Prepared, put_chunks
from rag.library.filters import day_of, instant_of
from rag.library.readable import Readable, number
from rag.library.remains import Remains, Row
from rag.library.rows import digest, to_article
from rag.library.sqlite import SqliteDatabase
from rag.library.storing import key_of
from rag.progress import Progress
from rag.types import Article


def salvage(path: Path, fresh: Path, progress: Progress) -> tuple[str, ...]:
    """Writes what can be read of a damaged ledger as a new one; what was lost, in words.

    Raises LibraryDamaged when that is everything.
    """
    with Remains(path) as remains:
        found = Readable(remains)
        database = SqliteDatabase(fresh)
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
class _Saving:
    """One transaction that writes the new ledger."""

    connection: Connection
    found: Readable
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
        revision = max(newest, number(self.found.state.get("revision"), 0))
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
        unclear = self.found.unclear(known)
        if unclear:
            self.found.lost.append(
                f"whether {unclear:,} articles were removed; they are kept hidden"
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
