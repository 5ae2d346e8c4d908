"""Embedding a whole library again: resumable, and the old vectors stay until the new are whole.

New vectors are written beside the old as an embedding of their own, window by window. One
transaction then makes it the current one; it refuses while any chunk lacks its new vector.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from rag.library import ledger
from rag.library.chunking import embedding_text
from rag.library.database import Database
from rag.library.entries import held
from rag.library.removing import ask_for_fresh
from rag.library.rows import Embedding
from rag.library.schema import chunks, embeddings, state, vectors
from rag.library.stamps import Stamped, new_embedding
from rag.library.storing import WINDOW
from rag.progress import Progress


def reembed(database: Database, stamped: Stamped, progress: Progress) -> None:
    """Embeds every current chunk with this embedder, then makes its vectors the library's."""
    with database.write() as connection:
        made = _unfinished(connection, stamped) or new_embedding(connection, stamped.embedder)
    while True:
        _fill(database, stamped, made, progress)
        with database.write() as connection:
            if not _lacking(connection, made):
                connection.execute(update(state).values(embedding=made.id))
                ask_for_fresh(connection)
                break
    with database.write() as connection:
        connection.execute(delete(vectors).where(vectors.c.embedding != made.id))
        connection.execute(delete(embeddings).where(embeddings.c.id != made.id))


def _unfinished(connection: Connection, stamped: Stamped) -> Embedding | None:
    """An embedding that was begun with this embedder and never became current."""
    current = ledger.head(connection).embedding or 0
    embedder = stamped.embedder
    row = connection.execute(
        select(embeddings).where(
            embeddings.c.id > current,
            embeddings.c.name == embedder.name,
            embeddings.c.dimension == embedder.dimension,
        )
    ).first()
    return None if row is None else Embedding(row.id, row.name, row.dimension)


def _fill(database: Database, stamped: Stamped, made: Embedding, progress: Progress) -> None:
    with database.read() as connection:
        total = ledger.count(connection, chunks)
    done = 0
    for some in ledger.batches(_texts(database), WINDOW):
        texts = dict(some)
        with database.read() as connection:
            have = held(connection, list(texts), made.id)
        missing = {key: text for key, text in texts.items() if key not in have}
        if missing:
            _add(database, made, stamped.embed(missing))
        done += len(some)
        progress("embedding", min(done, total), total)


def _add(database: Database, made: Embedding, fresh: dict[bytes, bytes]) -> None:
    with database.write() as connection:
        have = held(connection, list(fresh), made.id)
        rows = [
            {"embedding": made.id, "key": key, "data": data}
            for key, data in fresh.items()
            if key not in have
        ]
        if rows:
            connection.execute(insert(vectors), rows)


def _texts(database: Database) -> Iterator[tuple[bytes, str]]:
    """What is embedded for every current chunk, by its key."""
    with database.read() as connection:
        ids = [change.article_id for change in ledger.changes(connection, 0)]
    for some in ledger.batches(ids):
        with database.read() as connection:
            spans = ledger.spans(connection, some)
            keys = ledger.keys(connection, some)
        for span in spans:
            yield keys[span.chunk_id], embedding_text(span.title, span.text)


def _lacking(connection: Connection, made: Embedding) -> int:
    present = exists().where(vectors.c.key == chunks.c.key, vectors.c.embedding == made.id)
    query = select(func.count()).select_from(chunks).where(~present)
    return int(connection.execute(query).scalar_one())
