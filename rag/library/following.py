"""The chunk that goes on where another ends, in the same article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from rag.library.database import Database
from rag.library.ledger import article, batches
from rag.library.schema import articles, chunks, revisions


@dataclass(frozen=True, slots=True)
class Following:
    """The next chunk, and the article's text from the beginning of the first to its end."""

    chunk_id: str
    start: int
    """Where the next chunk begins."""
    end: int
    text: str
    """Of both, and of what stands between them."""


class Neighbours:
    """Which chunks stand next to each other. Safe to use from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, chunk_ids: Iterable[str]) -> dict[str, Following]:
        """What follows each of some current chunks; the last of an article has none."""
        found: dict[str, Following] = {}
        with self._database.read() as connection:
            for some in batches(chunk_ids):
                for row in connection.execute(_NEXT, {"ids": some}):
                    text = row.text
                    if len(text) != row.end - row.first:  # SQLite ends a text at a NUL
                        whole = article(connection, row.article_id, row.revision).text
                        text = whole[row.first : row.end]
                    found[row.before] = Following(row.id, row.start, row.end, text)
        return found


_BEFORE = chunks.alias("before")
_NEXT: Select[Any] = (
    select(
        _BEFORE.c.id.label("before"),
        _BEFORE.c.start.label("first"),
        chunks.c.id,
        chunks.c.article_id,
        chunks.c.revision,
        chunks.c.start,
        chunks.c.end,
        func.substr(revisions.c.text, _BEFORE.c.start + 1, chunks.c.end - _BEFORE.c.start).label(
            "text"
        ),
    )
    .join(
        chunks,
        and_(
            chunks.c.article_id == _BEFORE.c.article_id,
            chunks.c.revision == _BEFORE.c.revision,
            chunks.c.position == _BEFORE.c.position + 1,
        ),
    )
    .join(
        articles,
        and_(articles.c.id == chunks.c.article_id, articles.c.revision == chunks.c.revision),
    )
    .join(
        revisions,
        and_(
            revisions.c.article_id == chunks.c.article_id,
            revisions.c.revision == chunks.c.revision,
        ),
    )
    .where(_BEFORE.c.id.in_(bindparam("ids", expanding=True)), articles.c.removed.is_(False))
)
