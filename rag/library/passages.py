"""What every search reads of the ledger: chunks with what is shown of their articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select

from rag.library.embedding import Vectors
from rag.library.ledger import article, batches, chunk_vectors, embedding
from rag.library.queries import TEXTS_OF
from rag.library.rows import to_passage
from rag.library.schema import articles, chunks, revisions
from rag.types import Passage


def passages(connection: Connection, chunk_ids: Iterable[str]) -> dict[str, Passage]:
    """Those of the chunks that are current, in the order asked for."""
    wanted = list(dict.fromkeys(chunk_ids))
    found: dict[str, Passage] = {}
    for some in batches(wanted):
        rows = connection.execute(_PASSAGES, {"ids": some})
        found |= {row[0]: _whole(connection, to_passage(*row)) for row in rows}
    return {chunk_id: found[chunk_id] for chunk_id in wanted if chunk_id in found}


def embedded(connection: Connection) -> Iterator[tuple[Passage, Vectors]]:
    """Every current chunk with its vector, article by article; none of an empty library."""
    made_with = embedding(connection)
    ids = connection.execute(select(articles.c.id).where(articles.c.removed.is_(False)))
    some = sorted(ids.scalars())
    if made_with is None or not some:
        return
    for names, rows in chunk_vectors(connection, some, made_with.dimension):
        found = passages(connection, (name[0] for name in names))
        for name, row in zip(names, rows, strict=True):
            yield found[name[0]], row


def _whole(connection: Connection, passage: Passage) -> Passage:
    """SQLite's functions end a text at a NUL, which reading takes out and a program may bring."""
    if len(passage.text) == passage.end - passage.start:
        return passage
    text = article(connection, passage.article_id, passage.revision).text
    return replace(passage, text=text[passage.start : passage.end])


# Made once and in one statement, as every search waits for it. The words are cut out by the
# database, which counts code points too: an article is many times as long as a passage.
_PASSAGES: Select[Any] = (
    select(
        chunks.c.id,
        chunks.c.article_id,
        chunks.c.revision,
        revisions.c.title,
        func.substr(revisions.c.text, chunks.c.start + 1, chunks.c.end - chunks.c.start),
        chunks.c.start,
        chunks.c.end,
        revisions.c.source,
        revisions.c.credits,
        revisions.c.authors,
        revisions.c.published,
        revisions.c.url,
        revisions.c.language,
        revisions.c.location,
    )
    .join(articles, articles.c.id == chunks.c.article_id)
    .join(
        revisions,
        and_(
            revisions.c.article_id == chunks.c.article_id,
            revisions.c.revision == chunks.c.revision,
        ),
    )
    .where(
        chunks.c.id.in_(bindparam("ids", expanding=True)),
        articles.c.revision == chunks.c.revision,
        articles.c.removed.is_(False),
    )
)


def texts(connection: Connection, article_ids: Iterable[str]) -> dict[str, str]:
    """The texts of some articles as they stand, by id."""
    found: dict[str, str] = {}
    for some in batches(article_ids):
        rows = connection.execute(TEXTS_OF, {"ids": some})
        found |= {row.id: row.text for row in rows}
    return found
