"""One Chroma collection, in a folder or on a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import numpy as np

from rag.library.ledger import Vectors

FORMAT = "chroma-1"
CONFIGURATION: Any = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 400}
}
"""Recall@10 of 1.0 on 100,000 text-like vectors; see docs/decisions."""
_NAME = "chunks"
_BATCH = 2000
"""Vectors in one call; Chroma refuses more than 5,461."""
_PAGE = 5000
"""Chunks read at once; beyond some 30,000 Chroma fails with "too many SQL variables"."""
_SAME = 1e-3
"""Cosine distance at which a vector counts as found."""
_ALTERED = 1e-6
"""What a component may differ by: Chroma scales each vector to length 1 once more."""
_STRAYS = 0.02
"""Share of stored vectors that an untouched graph may miss: HNSW can leave a vector that is unlike
all its neighbours without a link to it. A damaged one misses most."""


class Collection:
    """Chunk ids, their vectors, and the article and revision each belongs to; no words.

    Any call may raise one of :func:`chroma_faults`.
    """

    def __init__(self, client: Any, chunks: Any, close: Callable[[], None]) -> None:
        self._client, self._chunks, self._let_go = client, chunks, close

    def put(self, names: Sequence[tuple[str, str, int]], vectors: Vectors) -> None:
        """Adds or replaces chunks by id, article and revision."""
        for start in range(0, len(names), _BATCH):
            some = names[start : start + _BATCH]
            self._chunks.upsert(
                ids=[chunk_id for chunk_id, _, _ in some],
                embeddings=vectors[start : start + _BATCH],
                metadatas=[{"article": article, "revision": rev} for _, article, rev in some],
            )

    def drop(self, article_ids: Sequence[str]) -> None:
        """Deletes every chunk of some articles."""
        if article_ids:
            self._chunks.delete(where={"article": {"$in": list(article_ids)}})

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """The ids of the k nearest, nearest first."""
        found = self._chunks.query(query_embeddings=vector[None, :], n_results=k, include=[])
        ids: list[str] = found["ids"][0]
        return ids

    def stored(self, but: AbstractSet[str] = frozenset()) -> dict[str, int]:
        """Every chunk id with the revision it was stored for, but those of some articles."""
        held: dict[str, int] = {}
        for offset in range(0, self._chunks.count(), _PAGE):
            page = self._chunks.get(include=["metadatas"], limit=_PAGE, offset=offset)
            for chunk_id, row in zip(page["ids"], page["metadatas"], strict=True):
                if row["article"] not in but:
                    held[chunk_id] = int(row["revision"])
        return held

    def altered(self, chunk_ids: Sequence[str], vectors: Vectors) -> int:
        """How many of these chunks have another vector than this, or none."""
        found = self._chunks.get(ids=list(chunk_ids), include=["embeddings"])
        held = dict(zip(found["ids"], found["embeddings"], strict=True))
        return sum(
            chunk_id not in held or not np.allclose(held[chunk_id], vector, rtol=0, atol=_ALTERED)
            for chunk_id, vector in zip(chunk_ids, vectors, strict=True)
        )

    def misses(self, vectors: Iterable[Vectors]) -> int:
        """How many of these stored vectors a search for them does not find; 0 when an untouched
        collection may miss as many.
        """
        lost = total = 0
        for batch in vectors:
            for some in np.array_split(batch, max(1, len(batch) // 100)):
                lost, total = lost + self._lost(some), total + len(some)
        return lost if lost > max(2, _STRAYS * total) else 0

    def _lost(self, vectors: Vectors) -> int:
        if not len(vectors):
            return 0
        found = self._chunks.query(query_embeddings=vectors, n_results=1, include=["distances"])
        return sum(not row or row[0] > _SAME for row in found["distances"])

    def close(self) -> None:
        """Lets go of the folder, so that another process or client may have it."""
        self._let_go()

    def describe(self, metadata: Mapping[str, str | int]) -> None:
        """Notes something on the collection itself, in place of what was noted before."""
        self._chunks.modify(metadata=dict(metadata))


def embedded(path: Path, *, create: bool) -> Collection:
    """The collection of a folder."""
    import chromadb

    settings = chromadb.config.Settings(anonymized_telemetry=False)
    client: Any = chromadb.PersistentClient(str(path), settings=settings)
    if create:
        chunks: Any = client.create_collection(
            _NAME, embedding_function=None, configuration=CONFIGURATION
        )
    else:
        chunks = client.get_collection(_NAME, embedding_function=None)
    return Collection(client, chunks, client.close)


def chroma_faults() -> tuple[type[BaseException], ...]:
    """What a damaged folder, or a server that is down, makes Chroma raise; its own bindings raise
    plain errors too.
    """
    from chromadb.errors import ChromaError

    return (ChromaError, ValueError, RuntimeError, OSError, KeyError, TypeError, *unreached())


def unreached() -> tuple[type[BaseException], ...]:
    """What says that a server was not reached or refused, and nothing of what it holds."""
    from httpx import HTTPError

    return (HTTPError,)
