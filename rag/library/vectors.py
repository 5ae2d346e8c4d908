"""Keeping the vectors in Chroma, and searching them there: a follower of the ledger.

Chroma alone does not notice what it lost (see docs/decisions), so what it holds is compared with
the ledger whenever it is opened, and known vectors are searched for. In doubt it is built anew,
from the ledger's vectors; meanwhile exact search answers.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rag.errors import LibraryError
from rag.library import ledger
from rag.library.database import Database
from rag.library.generations import Generation, Generations, Stamp
from rag.library.journal import note, warn
from rag.library.ledger import Vectors
from rag.library.rows import Change, Head

FORMAT = "chroma-1"
CONFIGURATION = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 400}
}
_NAME = "chunks"
_POSITION = "position.json"
_BATCH = 2000
"""Vectors in one call; Chroma refuses more than 5,461."""
_ARTICLES = 200
"""Articles between two notes of the position, and so repeated at most after a kill."""
_PROBES = 64
"""Stored vectors that are searched for when it is opened."""
_SAME = 1e-3
"""Cosine distance at which a vector counts as found."""

Stop = Callable[[], bool]


class ChromaFollower:
    """Only the owner of the library has one at work: two processes on one folder corrupt it."""

    name = "vectors"
    patience = 2.0
    """Opening it takes a second of importing, which must not delay a first answer."""

    def __init__(self, database: Database, generations: Generations, library: str) -> None:
        self._database, self._generations, self._library = database, generations, library
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._client: Any = None
        self._collection: Any = None
        self._revision = -1
        # Set by a search that failed; then it is judged again at the next catch-up.
        self._doubted = False
        self._wanted = False

    @property
    def revision(self) -> int:
        return max(self._revision, 0)

    def behind(self, head: Head) -> bool:
        if head.embedding is None:
            return False
        if self._generation is None and not self._wanted:
            # Not opened yet: what is on disk tells, and the import is saved while it is right.
            found = self._generations.current()
            return not self._fits(found, head) or position(self._generations) != head.revision
        unfit = self._doubted or not self._fits(self._generation, head)
        return unfit or self._revision < head.revision

    def answers(self, revision: int, embedding: int) -> bool:
        """Whether it can answer for a revision of the ledger. Being asked, it gets ready to."""
        self._wanted = True
        made = self._generation
        return (
            made is not None
            and not self._doubted
            and made.stamp.embedding == embedding
            and self._revision == revision
        )

    def ready(self, head: Head) -> bool:
        """Whether it is open and holds what the ledger does."""
        self._wanted = True
        return self._collection is not None and not self.behind(head)

    def query(self, vector: Vectors, k: int) -> list[str] | None:
        """The ids of the k nearest; None when it cannot say."""
        collection = self._collection
        if collection is None:
            return None
        try:
            found = collection.query(query_embeddings=vector[None, :], n_results=k, include=[])
        except _faults() as error:
            self._doubt(error)
            return None
        ids: list[str] = found["ids"][0]
        return ids

    def follow(self, stop: Stop) -> None:
        """Catches up with the ledger; begins anew when what is there is not sound."""
        with self._lock:
            with self._database.read() as connection:
                head = ledger.head(connection)
            if head.embedding is None:
                return
            try:
                if self._doubted or not self._fits(self._generation, head):
                    self._open(head)
                self._append(stop)
            except _faults() as error:
                self._doubt(error)
                self._anew(head, stop)

    def _anew(self, head: Head, stop: Stop) -> None:
        self._close()
        try:
            self._begin(head)
            self._append(stop)
        except _faults() as error:
            self._doubt(error)
            raise LibraryError(f"the vector index cannot be built: {error}") from error

    def discard(self) -> None:
        """Deletes what Chroma holds."""
        with self._lock:
            self._close()
            self._generations.discard()

    def close(self) -> None:
        with self._lock:
            self._close()

    def stored(self) -> dict[str, int]:
        """Every chunk id in it with the revision it was stored for."""
        found = self._collection.get(include=["metadatas"])
        rows = zip(found["ids"], found["metadatas"], strict=True)
        return {chunk_id: int(row["revision"]) for chunk_id, row in rows}

    def unfindable(self, vectors: Vectors) -> int:
        """How many of these stored vectors a search for them does not find."""
        lost = 0
        for some in np.array_split(vectors, max(1, len(vectors) // 100)):
            if len(some):
                found = self._collection.query(
                    query_embeddings=some, n_results=1, include=["distances"]
                )
                lost += sum(not row or row[0] > _SAME for row in found["distances"])
        return lost

    def _stamp(self, head: Head) -> Stamp:
        return Stamp(FORMAT, self._library, head.embedding)

    def _fits(self, generation: Generation | None, head: Head) -> bool:
        return (
            generation is not None
            and generation.stamp == self._stamp(head)
            and generation.base >= head.fresh
        )

    def _open(self, head: Head) -> None:
        self._close()
        found = self._generations.current()
        if found is None or not self._fits(found, head) or not self._sound(found, head):
            self._begin(head)

    def _sound(self, found: Generation, head: Head) -> bool:
        position = _position(found)
        if position is None or position > head.revision:
            return False
        try:
            self._connect(found, create=False)
            self._revision = position
            fault = self._fault(position)
        except _faults() as error:
            fault = type(error).__name__
        if fault:
            note("vector index not sound", fault=fault)
            self._close()
        return not fault

    def _fault(self, position: int) -> str | None:
        """What is wrong with it, compared with the ledger; None when nothing is."""
        with self._database.read() as connection:
            changed = {each.article_id for each in ledger.changes(connection, position)}
            expected = ledger.chunk_revisions(connection)
            some = self._sample(expected, position)
            probes = ledger.vectors_of(connection, some)
        held = self._collection.get(include=["metadatas"])
        holds = {
            chunk_id: int(row["revision"])
            for chunk_id, row in zip(held["ids"], held["metadatas"], strict=True)
            if row["article"] not in changed
        }
        if holds != {i: revision for i, revision in expected.items() if revision <= position}:
            return "other chunks than the ledger"
        if self.unfindable(probes):
            return "stored vectors are not found"
        return None

    @staticmethod
    def _sample(expected: Mapping[str, int], position: int) -> list[str]:
        known = [chunk_id for chunk_id, revision in expected.items() if revision <= position]
        # The latest, which a kill would have hit, and some from everywhere.
        latest = sorted(known, key=expected.__getitem__)[-_PROBES // 2 :]
        return list(dict.fromkeys([*latest, *known[:: max(1, 2 * len(known) // _PROBES)]]))

    def _begin(self, head: Head) -> None:
        """An empty collection, to be filled from the ledger."""
        path = self._generations.begin()
        made = Generation(path, self._stamp(head), head.revision)
        self._connect(made, create=True)
        self._note(made, 0)
        self._generations.publish(path, made.stamp, made.base)
        self._generations.sweep()

    def _connect(self, generation: Generation, *, create: bool) -> None:
        import chromadb

        settings = chromadb.config.Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(str(generation.path), settings=settings)
        if create:
            self._collection = self._client.create_collection(
                _NAME, embedding_function=None, configuration=CONFIGURATION
            )
        else:
            self._collection = self._client.get_collection(_NAME, embedding_function=None)
        self._generation = generation

    def _append(self, stop: Stop) -> None:
        """Applies what changed, oldest first, noting the position as it goes."""
        generation, done = self._generation, False
        while generation is not None and not done and not stop():
            with self._database.read() as connection:
                head = ledger.head(connection)
                stamp = ledger.embedding(connection)
                if stamp is None or stamp.id != generation.stamp.embedding:
                    return
                changes = ledger.changes(connection, self._revision, _ARTICLES)
                present = [each.article_id for each in changes if not each.removed]
                names, vectors = ledger.chunk_vectors(connection, present, stamp.dimension)
            self._replace(changes, names, vectors)
            done = len(changes) < _ARTICLES
            self._note(generation, head.revision if done else changes[-1].revision)

    def _replace(
        self, changes: Sequence[Change], names: Sequence[tuple[str, str, int]], vectors: Vectors
    ) -> None:
        if self._revision and changes:
            changed = [each.article_id for each in changes]
            self._collection.delete(where={"article": {"$in": changed}})
        for start in range(0, len(names), _BATCH):
            some = names[start : start + _BATCH]
            self._collection.upsert(
                ids=[chunk_id for chunk_id, _, _ in some],
                embeddings=vectors[start : start + _BATCH],
                metadatas=[{"article": article, "revision": rev} for _, article, rev in some],
            )

    def _note(self, generation: Generation, revision: int) -> None:
        beside = generation.path / f".{_POSITION}"
        beside.write_text(json.dumps(revision), encoding="utf-8")
        beside.replace(generation.path / _POSITION)
        self._revision = revision

    def _doubt(self, error: BaseException) -> None:
        warn("vector index failed; exact search answers", error=type(error).__name__)
        self._doubted = True

    def _close(self) -> None:
        client, self._client, self._collection = self._client, None, None
        self._generation, self._revision, self._doubted = None, -1, False
        if client is not None:
            client.close()


def _position(generation: Generation) -> int | None:
    try:
        return int(json.loads((generation.path / _POSITION).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def position(generations: Generations) -> int | None:
    """The revision Chroma was last brought to, as any process can read it."""
    found = generations.current()
    return None if found is None else _position(found)


def _faults() -> tuple[type[BaseException], ...]:
    from chromadb.errors import ChromaError

    return (ChromaError, ValueError, RuntimeError, OSError, KeyError, TypeError)
