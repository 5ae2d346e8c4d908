"""Near copies in the ledger: noted when an article is stored, forgotten when it goes.

Every function takes a connection; those that change something, one of a write transaction. An edge
between two articles depends on their texts and days alone, so that any order of storing, updating
and removing leaves the same edges as storing what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from rag.library.alike import Signature, Sketch, keys, sketch
from rag.library.alike_clusters import join, split
from rag.library.alike_pairs import common, resemblance, worth_comparing
from rag.library.filters import day_of
from rag.library.ledger import batches
from rag.library.schema import articles, buckets, likenesses, revisions, signatures
from rag.types import Article

MOST_COMPARED = 60
"""Articles that a new one is compared with. A text that a library has more often (a template, a
notice below every page) is linked through these: all its pairs would be the square of its number,
and their order would then show only in which of the links are kept.
"""
_MINIMA, _KEY = "<u4", "<u8"


class _Other(NamedTuple):
    """An article that may be the same text."""

    id: int
    text: str
    day: int | None


def note(connection: Connection, article: Article, revision: int) -> None:
    """Links an article, as this revision has it, with those that are the same text."""
    forget(connection, article.id)
    _note(connection, article.id, revision, article.text, day_of(article.published))


def note_new(connection: Connection, some: Sequence[tuple[Article, int]]) -> None:
    """The same for articles that are new, each with its revision: those that share no key with
    any other are linked with none, so that nothing must be asked for each.
    """
    own = [sketch(article.text) for article, _ in some]
    times = Counter(key for each in own for key in each.keys)
    for batch in batches(times):
        shared = select(buckets.c.key).where(buckets.c.key.in_(batch))
        times.update(connection.execute(shared).scalars())
    lone = [n for n, each in enumerate(own) if each.keys and all(times[k] == 1 for k in each.keys)]
    _put(connection, [(*some[n], own[n]) for n in lone])
    for n in sorted({*range(len(some))} - {*lone}):
        article, revision = some[n]
        _note(connection, article.id, revision, article.text, day_of(article.published))


def _put(connection: Connection, some: Sequence[tuple[Article, int, Sketch]]) -> None:
    if not some:
        return
    rows = [
        {"article_id": article.id, "revision": number, "data": _packed(own), "cluster": article.id}
        for article, number, own in some
    ]
    made = insert(signatures).returning(signatures.c.id, sort_by_parameter_order=True)
    numbers = connection.execute(made, rows).scalars().all()
    keyed = zip(numbers, some, strict=True)
    keys = [{"key": k, "signature": n} for n, (_, _, own) in keyed for k in own.keys]
    connection.execute(insert(buckets), keys)


def _note(
    connection: Connection, article_id: str, revision: int, text: str, day: int | None
) -> None:
    own = sketch(text)
    if not own.keys:
        return
    others = list(_candidates(connection, own))
    row = {"article_id": article_id, "revision": revision, "data": _packed(own)}
    made = insert(signatures).values(**row, cluster=article_id).returning(signatures.c.id)
    number = int(connection.execute(made).scalar_one())
    connection.execute(insert(buckets), [{"key": k, "signature": number} for k in own.keys])
    linked = {
        other.id: held
        for other in others
        if (held := common(own, sketch(other.text), day, other.day)) is not None
    }
    if linked:
        edges = [(number, other, held) for other, held in linked.items()]
        both = edges + [(other, one, held) for one, other, held in edges]
        rows = [dict(zip(("one", "other", "share"), each, strict=True)) for each in both]
        connection.execute(insert(likenesses), rows)
        join(connection, number, list(linked))


def _candidates(connection: Connection, own: Sketch) -> Iterator[_Other]:
    """The current articles that share a key with it and look alike by their signatures; of very
    many the most alike.
    """
    shared = select(buckets.c.signature).where(buckets.c.key.in_(own.keys)).distinct()
    found = connection.execute(shared).scalars().all()
    alike: list[tuple[float, int]] = []
    for some in batches(found):
        query = select(signatures.c.id, signatures.c.data).where(signatures.c.id.in_(some))
        for row in connection.execute(query):
            other = _signature(row.data)
            if worth_comparing(own.signature, other):
                alike.append((-resemblance(own.signature, other), row.id))
    yield from _texts(connection, [number for _, number in nsmallest(MOST_COMPARED, alike)])


def _texts(connection: Connection, numbers: Iterable[int]) -> Iterator[_Other]:
    query = (
        select(signatures.c.id, revisions.c.text, articles.c.day)
        .join(articles, articles.c.id == signatures.c.article_id)
        .join(
            revisions,
            (revisions.c.article_id == articles.c.id)
            & (revisions.c.revision == signatures.c.revision),
        )
    )
    for some in batches(numbers, 50):
        rows = connection.execute(query.where(signatures.c.id.in_(some))).all()
        yield from (_Other(row.id, row.text, row.day) for row in rows)


def forget(connection: Connection, article_id: str) -> None:
    """Takes an article out: its signature, its keys, its edges. Nothing when it has none."""
    query = select(signatures).where(signatures.c.article_id == article_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return
    linked = select(likenesses.c.other).where(likenesses.c.one == row.id)
    neighbours = list(connection.execute(linked).scalars())
    for each in (likenesses.c.one == row.id, likenesses.c.other == row.id):
        connection.execute(delete(likenesses).where(each))
    mine = buckets.c.key.in_(_keys(row.data)) & (buckets.c.signature == row.id)
    connection.execute(delete(buckets).where(mine))
    connection.execute(delete(signatures).where(signatures.c.id == row.id))
    split(connection, neighbours)


def fill(connection: Connection) -> None:
    """Makes the tables and notes every current article: for a ledger that had neither."""
    for table in (signatures, buckets, likenesses):
        table.create(connection, checkfirst=True)
    query = (
        select(articles.c.id, articles.c.revision, articles.c.day)
        .where(articles.c.removed.is_(False))
        .order_by(articles.c.id)
    )
    for row in connection.execute(query).all():
        text = connection.execute(
            select(revisions.c.text).where(
                revisions.c.article_id == row.id, revisions.c.revision == row.revision
            )
        ).scalar_one_or_none()
        if text:
            _note(connection, row.id, row.revision, text, row.day)


def _packed(own: Sketch) -> bytes:
    """The minima; of a short text its only key."""
    if len(own.signature):
        return own.signature.astype(_MINIMA).tobytes()
    return np.array(own.keys, _KEY).tobytes()


def _signature(data: bytes) -> Signature:
    return np.frombuffer(b"" if _is_short(data) else data, _MINIMA).astype(np.uint32)


def _keys(data: bytes) -> Sequence[int]:
    return np.frombuffer(data, _KEY).tolist() if _is_short(data) else keys(_signature(data))


def _is_short(data: bytes) -> bool:
    return len(data) == np.dtype(_KEY).itemsize
