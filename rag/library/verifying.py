"""Looking at everything a library holds, and saying what is wrong with it in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from rag.errors import LibraryDamaged
from rag.library import ledger
from rag.library.checksums import whole
from rag.library.database import Database
from rag.library.indexes import Indexes
from rag.library.readable import outlook
from rag.library.rows import Embedding, content_of, digest
from rag.library.schema import chunks
from rag.types import Article

_LOOKS = 5
"""How often to look again while others go on changing the library."""
_REBUILD = "run `rag rebuild`"
_AGAIN = "ingest it again, or restore a copy of the library"


def faults(database: Database, indexes: Indexes, seconds: float) -> list[str]:
    """Everything that is wrong; nothing when the library is sound.

    Waits so long for the followers, if this process keeps them.
    """
    wrong = _damage_told(database)
    for _ in range(_LOOKS):
        before = indexes.view.head()
        wrong = wrong or _followers(database, indexes, seconds)
        if not wrong or indexes.view.head() == before:
            break
        wrong = _ledger(database)  # it changed meanwhile: look again
    return wrong


def damage(database: Database, *, embedded: bool = True) -> list[str]:
    """What is wrong with the ledger itself, looked at whole. Without ``embedded``, passages may
    wait for their vectors.
    """
    return database.faults() or _ledger(database, embedded=embedded)


def _ledger(database: Database, *, embedded: bool = True) -> list[str]:
    with database.read() as connection:
        wrong = list(_articles(connection))
        stamp = ledger.embedding(connection)
        if stamp is not None:
            wrong += _vectors(connection, stamp)
        elif embedded and ledger.count(connection, chunks):
            wrong.append("the ledger has passages but names no embedding; restore a copy of it")
    return wrong


def _damage_told(database: Database) -> list[str]:
    """With how much of it can be saved."""
    try:
        wrong = damage(database)
    except LibraryDamaged as error:
        wrong = [str(error)]
    return [*wrong, saving(database.file)] if wrong else []


def saving(path: Path | None) -> str:
    """What can be saved of a damaged ledger, and how."""
    if path is None:
        return "restore a backup of the database, or ingest these articles again"
    found = outlook(path)
    if not found.readable:
        return "no article can be read any more; put back a copy, or ingest the articles again"
    return (
        f"{found.in_words}: `rag export FILE` saves them, and `rag import FILE --index FOLDER` "
        "makes a library of them"
    )


def _followers(database: Database, indexes: Indexes, seconds: float) -> list[str]:
    if indexes.keeper.owns:
        indexes.chroma.want()
        indexes.keeper.try_again()
        indexes.keeper.settled(seconds)
    return [*_keywords(database, indexes), *_matrix(database, indexes), *_chroma(database, indexes)]


def _articles(connection: Connection) -> Iterator[str]:
    ids = [change.article_id for change in ledger.changes(connection, 0)]
    for some in ledger.batches(ids):
        contents = ledger.contents(connection, some)
        rows = _rows(connection, some)
        for article in ledger.current_articles(connection, some):
            yield from _article(article, rows[article.id], contents[article.id])


def _rows(connection: Connection, ids: list[str]) -> dict[str, list[Any]]:
    query = select(chunks).where(chunks.c.article_id.in_(ids)).order_by(chunks.c.position)
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        rows[row.article_id].append(row)
    return rows


def _article(article: Article, rows: list[Any], content: bytes) -> Iterator[str]:
    if content_of(article) != content:
        yield f"article '{article.id}' is not what was stored; {_AGAIN}"
    if not rows:
        yield f"article '{article.id}' has no passages; {_AGAIN}"
    if not article.locations:
        yield f"article '{article.id}' has no location; {_AGAIN}"
    for row in rows:
        if row.revision != article.revision:
            yield f"passage {row.id} is of another revision of '{article.id}'; {_AGAIN}"
        elif digest(article.text[row.start : row.end]) != row.digest:
            yield f"passage {row.id} is not its span of '{article.id}'; {_AGAIN}"


def _vectors(connection: Connection, stamp: Embedding) -> Iterator[str]:
    known = ledger.chunk_revisions(connection)
    for some in ledger.batches(known):
        found = ledger.blobs(connection, some)
        for chunk_id in some:
            fault = _vector_fault(found.get(chunk_id), stamp.dimension)
            if fault:
                yield f"the vector of passage {chunk_id} {fault}; run `rag rebuild --embed`"


def _vector_fault(blob: bytes | None, dimension: int) -> str | None:
    if blob is None:
        return "is missing"
    if len(blob) != 4 * dimension:
        return f"has {len(blob)} bytes, not {4 * dimension}"
    length = float(np.linalg.norm(np.frombuffer(blob, "<f4")))
    return None if abs(length - 1) < 0.01 else "is not of length 1"


def _keywords(database: Database, indexes: Indexes) -> list[str]:
    files = indexes.files["keywords"].current()
    if files is not None and not whole(files.path):
        return [f"keyword index: its files are not as they were written; {_REBUILD}"]
    held = indexes.reader.stored()
    with database.read() as connection:
        known = ledger.chunk_revisions(connection)
    return _compared("keyword", set(known), held)


def _matrix(database: Database, indexes: Indexes) -> list[str]:
    """The mapped file, row for row, beside the ledger's vectors."""
    rows = indexes.view.rows()
    if rows is None:
        return []
    wrong: list[str] = []
    with database.read() as connection:
        current = np.arange(len(rows)) if rows.alive is None else np.flatnonzero(rows.alive)
        names = [rows.chunk_ids[i] for i in current.tolist()]
        if rows.catalog.revision == ledger.head(connection).revision:
            wrong = _compared("matrix", set(ledger.chunk_revisions(connection)), set(names))
        at = dict(zip(names, current.tolist(), strict=True))
        for some in ledger.batches(sorted(names)):
            blobs = ledger.blobs(connection, some)
            ids = [chunk_id for chunk_id in some if chunk_id in blobs]
            for chunk_id in ids:
                row = rows.gathered(np.array([at[chunk_id]]))
                if row.astype("<f4").tobytes() != blobs[chunk_id]:
                    wrong.append(f"matrix: passage {chunk_id} has another vector; {_REBUILD}")
    if rows.forward is not None and not rows.forward.is_whole():
        wrong.append(f"matrix: the terms of its passages are not as they were written; {_REBUILD}")
    return wrong


def _chroma(database: Database, indexes: Indexes) -> list[str]:
    """Only the owner may look: elsewhere it is the owner's to say."""
    with database.read() as connection:
        stamp = ledger.embedding(connection)
        if stamp is None or not indexes.keeps_vectors():
            return []
        known = ledger.chunk_revisions(connection)
        ids = [change.article_id for change in ledger.changes(connection, 0)]
        vectors = (
            ([chunk_id for chunk_id, _, _ in names], some)
            for names, some in ledger.chunk_vectors(connection, ids, stamp.dimension)
        )
        told = indexes.chroma.faults(known, vectors)
    return [f"vector index: {each}; {_REBUILD}" for each in told]


def _compared(name: str, known: set[str], held: set[str]) -> list[str]:
    wrong = []
    if known - held:
        wrong.append(f"{name} index: {len(known - held)} passages are missing; {_REBUILD}")
    if held - known:
        wrong.append(f"{name} index: {len(held - known)} passages are gone; {_REBUILD}")
    return wrong
