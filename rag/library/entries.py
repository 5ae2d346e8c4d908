"""Changing the ledger: one article, one transaction, one new revision.

Every function here takes the connection of a write transaction, which no other writer shares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from rag.library import alike_rows
from rag.library.chunking import chunk_id
from rag.library.filters import day_of, instant_of
from rag.library.history import sign
from rag.library.ledger import article as article_of
from rag.library.ledger import batches, head
from rag.library.queries import is_current
from rag.library.readings import input_of, outdate
from rag.library.rows import content_of, digest, to_row
from rag.library.schema import articles, chunks, locations, revisions, state, vectors
from rag.library.stamps import Stamped, adopt
from rag.types import Article, Chunk, Reading


class Outcome(StrEnum):
    """What storing an article came to."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be stored: its chunks, and for each the key of its vector.

    Without chunks when the ledger said the same already.
    """

    article: Article
    chunks: tuple[Chunk, ...]
    keys: tuple[bytes, ...]
    reading: Reading | None = None
    """How its input was read, when this is the last article of it."""


class VectorsGone(Exception):
    """A vector that was there when the article was prepared has been purged since."""


def next_revision(connection: Connection) -> int:
    """Takes the next revision. Until this transaction ends no other can take one."""
    connection.execute(update(state).values(revision=state.c.revision + 1))
    revision = int(connection.execute(select(state.c.revision)).scalar_one())
    sign(connection, revision)
    return revision


def unchanged(connection: Connection, article: Article) -> str | None:
    """The id of the current article that already says this, or None."""
    stored = connection.execute(_SHA256, {"wanted": article.id}).scalar_one_or_none()
    if stored is None:
        twins = connection.execute(_TWINS, {"wanted": content_of(article)})
        twin: str | None = twins.scalars().first()
        return twin
    return article.id if stored == article.sha256 else None


# Asked for every article that is met: putting them together takes longer than running them.
_SHA256 = (
    select(revisions.c.sha256)
    .join(articles, is_current())
    .where(articles.c.id == bindparam("wanted"), articles.c.removed.is_(False))
)
_TWINS = (
    select(articles.c.id)
    .join(revisions, is_current())
    .where(revisions.c.content == bindparam("wanted"), articles.c.removed.is_(False))
    .order_by(articles.c.id)
)


def put(
    connection: Connection,
    prepared: Prepared,
    fresh: Mapping[bytes, bytes],
    stamped: Stamped,
) -> list[tuple[Outcome, str]]:
    """Stores an article unless the ledger already says the same; ``fresh`` are new vectors by key.

    Returns what it came to and the id of the article that now stands for it; then the copies of
    what it said before, which are articles of their own from now on. Raises VectorsGone when the
    ledger changed so much since it was prepared that it must be prepared again, and
    EmbeddingMismatch when it was re-embedded with another model.
    """
    article = prepared.article
    same = unchanged(connection, article)
    if same is not None:
        place(connection, article, same)
        return [(Outcome.UNCHANGED, same)]
    if not prepared.chunks:
        raise VectorsGone
    current = adopt(connection, stamped).id if fresh else head(connection).embedding
    known = connection.execute(select(articles).where(articles.c.id == article.id)).one_or_none()
    parted = [] if known is None or known.removed else part(connection, article.id)
    revision = next_revision(connection)
    _put_article(connection, article, revision, new=known is None)
    put_vectors(connection, prepared.keys, fresh, current)
    put_chunks(connection, prepared, revision)
    place(connection, article, article.id)
    alike_rows.note(connection, article, revision)
    outcome = Outcome.ADDED if known is None or known.removed else Outcome.UPDATED
    return [(outcome, article.id), *((Outcome.ADDED, each) for each in parted)]


def part(connection: Connection, article_id: str) -> list[str]:
    """Gives the copies of an article that is about to change one of their own, which says what
    it said. Its id; empty when there are none.
    """
    theirs = (locations.c.article_id == article_id) & (locations.c.given_id != article_id)
    query = select(locations.c.location, locations.c.given_id).where(theirs)
    copies = connection.execute(query.order_by(locations.c.given_id, locations.c.location)).all()
    if not copies:
        return []
    heir = copies[0].given_id
    of_heir = select(articles.c.removed).where(articles.c.id == heir)
    known = connection.execute(of_heir).scalar_one_or_none()
    if known is not False:
        _inherit(connection, article_id, copies[0].location, heir, new=known is None)
    connection.execute(update(locations).where(theirs).values(article_id=heir))
    for each in copies:  # what else they say of themselves (an address) is read again
        outdate(connection, input_of(each.location))
    return [heir]


def _inherit(
    connection: Connection, article_id: str, location: str, heir: str, *, new: bool
) -> None:
    """The same text as another article's, under the id and from the place of a copy."""
    old = article_of(connection, article_id, None)
    url = heir if heir.startswith(("http://", "https://")) else None
    article = replace(old, id=heir, location=location, url=url, locations=(location,))
    revision = next_revision(connection)
    _put_article(connection, article, revision, new=new)
    spans = select(chunks).where(chunks.c.article_id == article_id)
    rows = [
        {
            **row,
            "id": chunk_id(article, row["start"], row["end"]),
            "article_id": heir,
            "revision": revision,
        }
        for row in connection.execute(spans).mappings().all()
    ]
    connection.execute(insert(chunks), rows)
    alike_rows.note(connection, article, revision)


def _put_article(connection: Connection, article: Article, revision: int, *, new: bool) -> None:
    row = {
        "revision": revision,
        "removed": False,
        "day": day_of(article.published),
        "instant": instant_of(article.published),
    }
    if new:
        connection.execute(insert(articles).values(id=article.id, **row))
    else:
        connection.execute(update(articles).where(articles.c.id == article.id).values(**row))
    connection.execute(insert(revisions).values(to_row(article, revision)))


def put_chunks(connection: Connection, prepared: Prepared, revision: int) -> None:
    """Replaces an article's passages."""
    article_id = prepared.article.id
    connection.execute(delete(chunks).where(chunks.c.article_id == article_id))
    connection.execute(insert(chunks), chunk_rows(prepared, revision))


def chunk_rows(prepared: Prepared, revision: int) -> list[dict[str, object]]:
    """An article's rows of ``chunks``."""
    return [
        {
            "id": chunk.id,
            "article_id": prepared.article.id,
            "revision": revision,
            "position": position,
            "start": chunk.start,
            "end": chunk.end,
            "digest": digest(chunk.text),
            "key": key,
        }
        for position, (chunk, key) in enumerate(zip(prepared.chunks, prepared.keys, strict=True))
    ]


def put_vectors(
    connection: Connection,
    keys: Sequence[bytes],
    fresh: Mapping[bytes, bytes],
    embedding: int | None,
) -> None:
    """The vectors of these keys that the ledger has not. Raises VectorsGone for want of one."""
    if embedding is None:
        raise VectorsGone
    have = held(connection, keys, embedding)
    missing = [key for key in dict.fromkeys(keys) if key not in have]
    rows = [
        {"embedding": embedding, "key": key, "data": fresh[key]} for key in missing if key in fresh
    ]
    if len(rows) < len(missing):
        raise VectorsGone
    if rows:
        connection.execute(insert(vectors), rows)


def held(connection: Connection, keys: Sequence[bytes], embedding: int | None) -> set[bytes]:
    """Those of the keys whose vector the ledger has."""
    found: set[bytes] = set()
    for some in batches(keys):
        query = select(vectors.c.key).where(
            vectors.c.embedding == embedding, vectors.c.key.in_(some)
        )
        found.update(connection.execute(query).scalars())
    return found


def place(connection: Connection, article: Article, article_id: str) -> None:
    """Notes where an article lies; a copy that came to say something else has left its twin."""
    here = (locations.c.location == article.location) & (locations.c.given_id == article.id)
    stood_for = connection.execute(select(locations.c.article_id).where(here)).scalar_one_or_none()
    if stood_for is None:
        row = {"location": article.location, "given_id": article.id, "article_id": article_id}
        connection.execute(insert(locations).values(row))
    elif stood_for != article_id:
        connection.execute(update(locations).where(here).values(article_id=article_id))
        drop_unplaced(connection, stood_for)


def drop_unplaced(connection: Connection, article_id: str) -> bool:
    """Removes an article that no location holds any more. Whether it did."""
    query = select(locations.c.location).where(locations.c.article_id == article_id).limit(1)
    if connection.execute(query).first() is not None:
        return False
    remove(connection, article_id)
    return True


def remove(connection: Connection, article_id: str) -> None:
    """Leaves a tombstone: hidden from every search, its revisions still open."""
    alike_rows.forget(connection, article_id)
    gone = {"removed": True, "revision": next_revision(connection)}
    connection.execute(update(articles).where(articles.c.id == article_id).values(**gone))
    connection.execute(delete(chunks).where(chunks.c.article_id == article_id))
    connection.execute(delete(locations).where(locations.c.article_id == article_id))


def leave(connection: Connection, location: str, given_id: str) -> str | None:
    """Drops a location. The id of the article that went with it, if it was the last."""
    here = (locations.c.location == location) & (locations.c.given_id == given_id)
    stood_for = select(locations.c.article_id).where(here)
    article_id: str | None = connection.execute(stood_for).scalar_one_or_none()
    if article_id is None:
        return None
    connection.execute(delete(locations).where(here))
    if drop_unplaced(connection, article_id):
        return article_id
    _hand_on(connection, article_id, location)
    return None


def _hand_on(connection: Connection, article_id: str, location: str) -> None:
    """When an article's text came from a place that is gone, those that are left tell it again."""
    query = select(revisions.c.location).join(articles, is_current())
    if connection.execute(query.where(articles.c.id == article_id)).scalar_one() == location:
        left = select(locations.c.location).where(locations.c.article_id == article_id)
        for each in connection.execute(left).scalars().all():
            outdate(connection, input_of(each))


def placed(connection: Connection) -> list[tuple[str, str]]:
    """Every location with the id given there."""
    query = select(locations.c.location, locations.c.given_id)
    return [(location, given_id) for location, given_id in connection.execute(query)]
