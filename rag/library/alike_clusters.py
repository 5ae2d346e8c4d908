"""Clusters of near copies: the connected components of the likenesses, kept while they change.

A cluster bears the least id of its articles, so that its name too depends on what is stored and
not on how it came. An article without near copies is a cluster of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select, update

from rag.library.ledger import batches
from rag.library.queries import CLUSTERS_OF, OTHERS_IN
from rag.library.schema import likenesses, signatures


def join(connection: Connection, number: int, linked: Sequence[int]) -> None:
    """Makes one cluster of a signature, those it is linked with, and theirs."""
    names = {name for some in batches([number, *linked]) for name in _names(connection, some)}
    least = min(names)
    for some in batches(sorted(names - {least})):
        connection.execute(
            update(signatures).where(signatures.c.cluster.in_(some)).values(cluster=least)
        )


def _names(connection: Connection, numbers: Sequence[int]) -> Iterable[str]:
    query = select(signatures.c.cluster).where(signatures.c.id.in_(numbers)).distinct()
    return connection.execute(query).scalars()


def split(connection: Connection, linked: Sequence[int]) -> None:
    """After an article left a cluster: those it was linked with may hang together no more."""
    left = set(linked)
    while left:
        reached = _reached(connection, left.pop())
        left -= reached
        least = min(
            connection.execute(
                select(func.min(signatures.c.article_id)).where(signatures.c.id.in_(some))
            ).scalar_one()
            for some in batches(sorted(reached))
        )
        for some in batches(sorted(reached)):
            connection.execute(
                update(signatures)
                .where(signatures.c.id.in_(some), signatures.c.cluster != least)
                .values(cluster=least)
            )


def _reached(connection: Connection, start: int) -> set[int]:
    """All that hangs together with a signature."""
    reached, frontier = {start}, {start}
    while frontier:
        found: set[int] = set()
        for some in batches(sorted(frontier)):
            query = select(likenesses.c.other).where(likenesses.c.one.in_(some)).distinct()
            found.update(connection.execute(query).scalars())
        frontier = found - reached
        reached |= frontier
    return reached


def clusters(connection: Connection, article_ids: Iterable[str]) -> dict[str, str]:
    """The cluster of each of these articles; one without near copies is its own."""
    ids = list(dict.fromkeys(article_ids))
    named = {each: each for each in ids}
    for some in batches(ids):
        rows = connection.execute(CLUSTERS_OF, {"ids": some})
        named |= {row.article_id: row.cluster for row in rows}
    return named


def of_near_copies(connection: Connection) -> dict[str, str]:
    """The cluster of each article that has near copies."""
    query = select(signatures.c.article_id, signatures.c.cluster).where(
        signatures.c.id.in_(select(likenesses.c.one))
    )
    return {row.article_id: row.cluster for row in connection.execute(query)}


def in_clusters(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """The articles of some clusters, each with its cluster."""
    found: dict[str, str] = {}
    for some in batches(names):
        query = select(signatures.c.article_id, signatures.c.cluster).where(
            signatures.c.cluster.in_(some)
        )
        found |= {row.article_id: row.cluster for row in connection.execute(query)}
    return found


def members(connection: Connection, article_id: str, most: int) -> list[str]:
    """The other articles of its cluster: the earliest published first, the undated last."""
    cluster = clusters(connection, [article_id])[article_id]
    asked = {"cluster": cluster, "but": article_id, "most": most}
    return list(connection.execute(OTHERS_IN, asked).scalars())
