"""Whether Chroma finds what it holds: some vectors each time it is opened, all to verify it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rag.library.chroma import Collection
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


def sample(known: Mapping[str, int]) -> list[str]:
    """The latest chunks, which a kill would have hit, and some from everywhere."""
    ids = list(known)
    latest = sorted(ids, key=known.__getitem__)[-_PROBES // 2 :]
    return list(dict.fromkeys([*latest, *ids[:: max(1, 2 * len(ids) // _PROBES)]]))
