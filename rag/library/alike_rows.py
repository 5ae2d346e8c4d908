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

from sqlalchemy import Connection, delete, insert, select

from rag.library.alike import Sketch, sketch
from rag.library.alike_clusters import join, split
from rag.library.alike_keys import Keys, keys_in, packed, signature_of
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


class _Other(NamedTuple):
    """An article that may be the same text."""

    id: int
    text: str
    day: int | None


def note(connection: Connection, article: Article, revision: int) -> None:
    """Links an article, as this revision has it, with those that are the same text."""
    forget(connection, article.id)
    day = day_of(article.published)
    _note(connection, article.id, revision, article.text, day, Keys(connection))


def note_new(connection: Connection, some: Sequence[tuple[Article, int]]) -> None:
    """The same for articles that are new, each with its revision: those that share no key with
    any other are linked with none, so that nothing must be asked for each.
    """
    own = [sketch(article.text) for article, _ in some]
    times = Counter(key for each in own for key in each.keys)
    known = Keys(connection)
    times.update(known.holders(times).keys())
    lone = [n for n, each in enumerate(own) if each.keys and all(times[k] == 1 for k in each.keys)]
    _put(connection, [(*some[n], own[n]) for n in lone], known)
    for n in sorted({*range(len(some))} - {*lone}):
        article, revision = some[n]
        _note(connection, article.id, revision, article.text, day_of(article.published), known)


def _put(connection: Connection, some: Sequence[tuple[Article, int, Sketch]], known: Keys) -> None:
    if not some:
        return
    rows = [
        {
            "article_id": article.id,
            "revision": number,
            "data": packed(own.signature, own.keys),
            "cluster": article.id,
        }
        for article, number, own in some
    ]
    made = insert(signatures).returning(signatures.c.id, sort_by_parameter_order=True)
    numbers = connection.execute(made, rows).scalars().all()
    known.add([(number, own.keys) for number, (_, _, own) in zip(numbers, some, strict=True)])


def _note(
    connection: Connection,
    article_id: str,
    revision: int,
    text: str,
    day: int | None,
    known: Keys,
) -> None:
    own = sketch(text)
    if not own.keys:
        return
    others = list(_candidates(connection, own, known))
    row = {"article_id": article_id, "revision": revision, "data": packed(own.signature, own.keys)}
    made = insert(signatures).values(**row, cluster=article_id).returning(signatures.c.id)
    number = int(connection.execute(made).scalar_one())
    known.add([(number, own.keys)])
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


def _candidates(connection: Connection, own: Sketch, known: Keys) -> Iterator[_Other]:
    """The current articles that share a key with it and look alike by their signatures; of very
    many the most alike.
    """
    holders = known.holders(own.keys)
    found = {number for numbers in holders.values() for number in numbers}
    alike: list[tuple[float, int]] = []
    for some in batches(sorted(found)):
        query = select(signatures.c.id, signatures.c.data).where(signatures.c.id.in_(some))
        for row in connection.execute(query):
            other = signature_of(row.data)
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
    mine = buckets.c.key.in_(keys_in(row.data)) & (buckets.c.signature == row.id)
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
    known = Keys(connection)
    for row in connection.execute(query).all():
        text = connection.execute(
            select(revisions.c.text).where(
                revisions.c.article_id == row.id, revisions.c.revision == row.revision
            )
        ).scalar_one_or_none()
        if text:
            _note(connection, row.id, row.revision, text, row.day, known)
