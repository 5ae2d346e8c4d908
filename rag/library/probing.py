"""Whether Chroma finds what it holds: some vectors each time it is opened, all to verify it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rag.library import ledger
from rag.library.chroma import Collection
from rag.library.database import Database
from rag.library.ledger import Vectors

_PROBES = 64
"""Stored vectors that are searched for when it is opened."""


def searched(
    collection: Collection, vectors: Iterable[tuple[list[str], Vectors]]
) -> tuple[int, int]:
    """How many passages have another vector, and how many vectors no search finds."""
    altered = 0

    def compared() -> Iterator[Vectors]:
        nonlocal altered
        for chunk_ids, some in vectors:
            altered += collection.altered(chunk_ids, some)
            yield some

    lost = collection.misses(compared())
    return altered, lost


def fault(database: Database, collection: Collection, held: int) -> str | None:
    """What is wrong with a collection that holds a revision; None when nothing is."""
    with database.read() as connection:
        changed = {each.article_id for each in ledger.changes(connection, held)}
        chunks = ledger.chunk_revisions(connection)
        expected = {i: revision for i, revision in chunks.items() if revision <= held}
        probes = ledger.vectors_of(connection, sample(expected))
    if collection.stored(changed) != expected:
        return "other chunks than the ledger"
    if collection.misses([probes]):
        return "stored vectors are not found"
    return None


def sample(known: Mapping[str, int]) -> list[str]:
    """The latest chunks, which a kill would have hit, and some from everywhere."""
    ids = list(known)
    latest = sorted(ids, key=known.__getitem__)[-_PROBES // 2 :]
    return list(dict.fromkeys([*latest, *ids[:: max(1, 2 * len(ids) // _PROBES)]]))
