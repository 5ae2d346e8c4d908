"""Storing several new articles at once: what each would cost by itself is paid once for all.

Most of what storing one article costs is the number of its statements. Of articles that the
ledger has never met in any form, little must be asked, and that for all of them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from rag.library import alike_rows
from rag.library.entries import Prepared, chunk_rows, put_vectors
from rag.library.filters import day_of, instant_of
from rag.library.history import sign
from rag.library.ledger import batches, head
from rag.library.readings import note_new, noted
from rag.library.rows import content_of, to_row
from rag.library.schema import articles, chunks, locations, revisions, state
from rag.library.stamps import Stamped, adopt
from rag.types import Reading


def alone(prepared: Prepared) -> bool:
    """Whether its input gave this article and no other, or is not yet read whole."""
    reading = prepared.reading
    whole = reading is None or [id for id, _ in reading.articles] == [prepared.article.id]
    return whole and bool(prepared.chunks)


def all_new(connection: Connection, some: Sequence[Prepared]) -> bool:
    """Whether the ledger has met none of these articles (each :func:`alone`), by text, id or
    input, and none is met twice among them.
    """
    ids = [each.article.id for each in some]
    contents = [content_of(each.article) for each in some]
    inputs = [each.reading.location for each in some if each.reading is not None]
    if len({*ids}) < len(ids) or len({*contents}) < len(contents):
        return False
    return not (
        _any(connection, articles.c.id, ids)
        or _any(connection, locations.c.given_id, ids)
        or _any(connection, revisions.c.content, contents)
        or noted(connection, inputs)
    )


def _any(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> bool:
    queries = (select(column).where(column.in_(each)).limit(1) for each in batches(values))
    return any(connection.execute(query).first() is not None for query in queries)


def put_new(
    connection: Connection,
    some: Sequence[Prepared],
    fresh: Mapping[bytes, bytes],
    stamped: Stamped,
) -> None:
    """Stores articles that are :func:`all_new`, each with a revision of its own, in their order,
    and how their inputs were read. Raises VectorsGone and EmbeddingMismatch as ``put`` does.
    """
    current = adopt(connection, stamped).id if fresh else head(connection).embedding
    put_vectors(connection, [key for each in some for key in each.keys], fresh, current)
    first = _revisions(connection, len(some))
    numbered = list(enumerate(some, first))
    connection.execute(insert(articles), [_row(each, number) for number, each in numbered])
    rows = [to_row(each.article, number) for number, each in numbered]
    connection.execute(insert(revisions), rows)
    spans = [row for number, each in numbered for row in chunk_rows(each, number)]
    connection.execute(insert(chunks), spans)
    connection.execute(insert(locations), [_place(each) for each in some])
    alike_rows.note_new(connection, [(each.article, number) for number, each in numbered])
    readings: list[Reading] = [each.reading for each in some if each.reading is not None]
    note_new(connection, readings)


def _revisions(connection: Connection, count: int) -> int:
    """Takes so many; the first of them. Until this transaction ends no other can take one."""
    connection.execute(update(state).values(revision=state.c.revision + count))
    first = int(connection.execute(select(state.c.revision)).scalar_one()) - count + 1
    sign(connection, first)
    return first


def _row(prepared: Prepared, revision: int) -> dict[str, object]:
    article = prepared.article
    return {
        "id": article.id,
        "revision": revision,
        "removed": False,
        "day": day_of(article.published),
        "instant": instant_of(article.published),
    }


def _place(prepared: Prepared) -> dict[str, str]:
    article = prepared.article
    return {"location": article.location, "given_id": article.id, "article_id": article.id}
