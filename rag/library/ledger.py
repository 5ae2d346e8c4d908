"""The ledger: every article, chunk and vector, and the revision of each change. The truth.

Reading is here; what changes an article is in :mod:`rag.library.entries`. A connection comes from
``database.read()`` and is one consistent view, however many of these are asked on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, FromClause, Select, func, select

from rag.errors import ArticleNotFound, LibraryDamaged, RevisionNotFound
from rag.library.history import History, signatures
from rag.library.queries import CURRENT, CURRENT_OF, LOCATIONS, LOCATIONS_OF, is_current
from rag.library.rows import Change, Embedding, Head, Span, to_article, to_change
from rag.library.schema import articles, chunks, embeddings, locations, revisions, state, vectors
from rag.types import Article

Vectors = NDArray[np.float32]
T = TypeVar("T")

_NONE: Vectors = np.empty((0, 0), np.float32)
_NO_VECTORS = "a vector in the ledger is not as it was stored; run `rag rebuild --embed`"
_HEAD = select(state.c.revision, state.c.fresh, state.c.embedding, signatures())
_MANY = 500
"""Values in one IN list; SQLite takes 32,766 parameters, PostgreSQL 65,535."""


def batches(items: Iterable[T], size: int = _MANY) -> Iterator[list[T]]:
    """Lists of at most ``size``, in order."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def head(connection: Connection) -> Head:
    """Where the ledger stands."""
    revision, fresh, made_with, signed = connection.execute(_HEAD).one()
    return Head(revision, fresh, made_with, History.read(signed))


def embedding(connection: Connection) -> Embedding | None:
    """The stamp of the current vectors; None while nothing was embedded."""
    row = connection.execute(
        select(embeddings).join(state, state.c.embedding == embeddings.c.id)
    ).one_or_none()
    return None if row is None else Embedding(row.id, row.name, row.dimension)


def changes(connection: Connection, since: int, limit: int | None = None) -> list[Change]:
    """The articles that changed after a revision, as they stand now, oldest change first.

    From the beginning (0), what was removed is left out.
    """
    query = (
        select(
            articles.c.id.label("article_id"),
            articles.c.revision,
            articles.c.removed,
            articles.c.day,
            revisions.c.source,
            revisions.c.credits,
            revisions.c.language,
            revisions.c.title,
        )
        .select_from(articles.outerjoin(revisions, is_current()))
        .where(articles.c.revision > since)
        .order_by(articles.c.revision)
        .limit(limit)
    )
    if since == 0:
        query = query.where(articles.c.removed.is_(False))
    return [to_change(row) for row in connection.execute(query).mappings()]


def stored_before(connection: Connection, changes: Iterable[Change]) -> list[str]:
    """Those of the articles that had an earlier revision, of which a follower may hold something.

    For a new one there is nothing to look for, which costs Chroma more than all else.
    """
    found: list[str] = []
    for some in batches(change.article_id for change in changes):
        query = (
            select(revisions.c.article_id)
            .join(articles, articles.c.id == revisions.c.article_id)
            .where(articles.c.id.in_(some), revisions.c.revision < articles.c.revision)
            .distinct()
        )
        found += connection.execute(query).scalars()
    return found


def article(connection: Connection, article_id: str, revision: int | None) -> Article:
    """An article as it stands, or as a revision had it (also when it was removed since).

    Raises ArticleNotFound and RevisionNotFound; the latter too for what was purged.
    """
    known = _resolve(connection, article_id)
    if known is None or (revision is None and known.removed):
        raise ArticleNotFound(article_id)
    wanted = known.revision if revision is None else revision
    query = select(revisions).where(
        revisions.c.article_id == known.id,
        revisions.c.revision == wanted,
        revisions.c.purged.is_(False),
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise RevisionNotFound(article_id, wanted)
    return to_article(row, _locations(connection, [known.id]).get(known.id, ()))


def revisions_of(connection: Connection, article_id: str) -> list[Article]:
    """Every text of an article that is not purged, newest first. Raises ArticleNotFound."""
    known = _resolve(connection, article_id)
    if known is None:
        raise ArticleNotFound(article_id)
    query = (
        select(revisions)
        .where(revisions.c.article_id == known.id, revisions.c.purged.is_(False))
        .order_by(revisions.c.revision.desc())
    )
    places = _locations(connection, [known.id]).get(known.id, ())
    return [to_article(row, places) for row in connection.execute(query).mappings()]


def _resolve(connection: Connection, article_id: str) -> Any | None:
    """The row of ``articles`` by its id, else by the id that a copy of it was given."""
    query = select(articles).where(articles.c.id == article_id)
    row = connection.execute(query).one_or_none()
    if row is not None and not row.removed:
        return row
    copy = (
        select(articles)
        .join(locations, locations.c.article_id == articles.c.id)
        .where(locations.c.given_id == article_id)
    )
    return connection.execute(copy).first() or row


def knows(connection: Connection, article_id: str) -> bool:
    """Whether an article has or had this id, or one that is a copy of it."""
    return _resolve(connection, article_id) is not None


def resolve(connection: Connection, article_id: str) -> str:
    """The id of the article that is meant. Raises ArticleNotFound, also when it was removed."""
    row = _resolve(connection, article_id)
    if row is None or row.removed:
        raise ArticleNotFound(article_id)
    return str(row.id)


def current_articles(connection: Connection, ids: Sequence[str] | None = None) -> list[Article]:
    """Whole articles, newest first, then the undated by id. All, or those of ``ids``."""
    wanted = [None] if ids is None else list(batches(ids))
    rows: list[Any] = []
    where: dict[str, tuple[str, ...]] = {}
    for some in wanted:
        found = connection.execute(CURRENT if some is None else CURRENT_OF, {"ids": some})
        rows += found.mappings().all()
        where |= _locations(connection, some)
    rows.sort(key=lambda r: (-(r["day"] or 0), -(r["instant"] or 0), r["article_id"]))
    return [to_article(row, where.get(row["article_id"], ())) for row in rows]


def _locations(connection: Connection, ids: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(LOCATIONS if ids is None else LOCATIONS_OF, {"ids": ids}):
        found[row.article_id] = (*found.get(row.article_id, ()), row.location)
    return found


def _current_texts(connection: Connection, ids: Iterable[str]) -> dict[str, Article]:
    query = (
        select(revisions)
        .join(articles, is_current())
        .where(articles.c.id.in_(list(ids)), articles.c.removed.is_(False))
    )
    return {row["article_id"]: to_article(row, ()) for row in connection.execute(query).mappings()}


def spans(connection: Connection, article_ids: Sequence[str]) -> list[Span]:
    """The current chunks of some articles with their words, in reading order."""
    found: list[Span] = []
    for some in batches(article_ids):
        texts = _current_texts(connection, some)
        query = (
            select(chunks.c.id, chunks.c.article_id, chunks.c.start, chunks.c.end)
            .where(chunks.c.article_id.in_(some))
            .order_by(chunks.c.article_id, chunks.c.position)
        )
        for row in connection.execute(query):
            of = texts[row.article_id]
            words = of.text[row.start : row.end]
            found.append(Span(row.id, of.id, of.revision, row.start, row.end, words, of.title))
    return found


def chunk_vectors(
    connection: Connection, article_ids: Iterable[str], dimension: int
) -> Iterator[tuple[list[tuple[str, str, int]], Vectors]]:
    """Chunk id, article id and revision of the articles' current chunks, and their vectors row
    for row, some articles at a time: all of a large library's would be held twice otherwise.
    """
    for some in batches(article_ids):
        query: Select[Any] = (
            select(chunks.c.id, chunks.c.article_id, chunks.c.revision, chunks.c.key)
            .where(chunks.c.article_id.in_(some))
            .order_by(chunks.c.article_id, chunks.c.position)
        )
        rows = connection.execute(query).all()
        held = _data(connection, [row.key for row in rows])
        names = [(row.id, row.article_id, row.revision) for row in rows if row.key in held]
        data = [held[row.key] for row in rows if row.key in held]
        if any(len(each) != 4 * dimension for each in data):
            raise LibraryDamaged(_NO_VECTORS)
        yield names, np.frombuffer(b"".join(data), "<f4").reshape(len(data), dimension)


def _data(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, bytes]:
    """The current vectors by their keys. Asked for by themselves: joined to their chunks, SQLite
    goes through all vectors there are to find those of some.
    """
    current = select(state.c.embedding).scalar_subquery()
    found: dict[bytes, bytes] = {}
    for some in batches(dict.fromkeys(keys)):
        query = select(vectors.c.key, vectors.c.data).where(
            vectors.c.embedding == current, vectors.c.key.in_(some)
        )
        found |= {row.key: row.data for row in connection.execute(query)}
    return found


def blobs(connection: Connection, chunk_ids: Sequence[str]) -> dict[str, bytes]:
    """The current vectors of some chunks as they are stored."""
    found: dict[str, bytes] = {}
    for some in batches(chunk_ids):
        rows = connection.execute(select(chunks.c.id, chunks.c.key).where(chunks.c.id.in_(some)))
        key_of = {row.id: row.key for row in rows}
        held = _data(connection, key_of.values())
        found |= {chunk_id: held[key] for chunk_id, key in key_of.items() if key in held}
    return found


def vectors_of(connection: Connection, chunk_ids: Sequence[str]) -> Vectors:
    """The current vectors of some chunks, in no order."""
    data = list(blobs(connection, chunk_ids).values())
    return np.stack([np.frombuffer(each, "<f4") for each in data]) if data else _NONE


def keys(connection: Connection, article_ids: Sequence[str]) -> dict[str, bytes]:
    """By chunk id, the key of its vector."""
    query = select(chunks.c.id, chunks.c.key).where(chunks.c.article_id.in_(article_ids))
    return {row.id: row.key for row in connection.execute(query)}


def contents(connection: Connection, article_ids: Sequence[str]) -> dict[str, bytes]:
    """By current article, the digest of what it said when it was stored."""
    query = (
        select(articles.c.id, revisions.c.content)
        .join(revisions, is_current())
        .where(articles.c.id.in_(article_ids))
    )
    return {row.id: row.content for row in connection.execute(query)}


def chunk_revisions(connection: Connection) -> dict[str, int]:
    """Every current chunk's id and its article's revision: what a follower must hold."""
    query = select(chunks.c.id, chunks.c.revision)
    return {row.id: row.revision for row in connection.execute(query)}


def count(connection: Connection, table: FromClause) -> int:
    """Current articles, or the rows of any other table."""
    query = select(func.count()).select_from(table)
    if table is articles:
        query = query.where(articles.c.removed.is_(False))
    return int(connection.execute(query).scalar_one())
