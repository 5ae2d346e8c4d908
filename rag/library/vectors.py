"""Keeping the vectors in Chroma: a follower of the ledger.

Chroma alone does not notice what it lost (see docs/decisions), so what it holds is compared with
the ledger whenever it is opened, and known vectors are searched for. In doubt it is built anew,
from the ledger's vectors; meanwhile exact search answers.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from rag.errors import LibraryError
from rag.library import ledger
from rag.library.chroma import FORMAT, Collection, chroma_faults
from rag.library.database import Database
from rag.library.generations import Generation, Generations, Stamp
from rag.library.journal import note, warn
from rag.library.ledger import Vectors
from rag.library.rows import Head

_POSITION = "position.json"
_ARTICLES = 200
"""Articles between two notes of the position, and so repeated at most after a kill."""
_TURN = 1.0
"""Seconds of one catch-up."""
_PROBES = 64
"""Stored vectors that are searched for when it is opened."""

Stop = Callable[[], bool]


class ChromaFollower:
    """Only the owner of the library has one at work: two processes on one folder corrupt it."""

    name = "vectors"
    patience = 2.0
    """Opening it takes a second of importing, which must not delay a first answer."""

    def __init__(self, database: Database, generations: Generations, library: str) -> None:
        self._database, self._generations, self._library = database, generations, library
        self._lock = threading.Lock()
        self._collection: Collection | None = None
        # Both are set only once what is open was found sound.
        self._generation: Generation | None = None
        self._revision = -1
        # Set by a search that failed; then it is judged again at the next catch-up.
        self._doubted = False
        self._wanted = False

    @property
    def revision(self) -> int:
        return max(self._revision, 0)

    def want(self) -> None:
        """Asks for it to be opened, although what is on disk is up to date."""
        self._wanted = True

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
        self.want()
        made = self._generation
        return (
            made is not None
            and not self._doubted
            and made.stamp.embedding == embedding
            and self._revision == revision
        )

    def query(self, vector: Vectors, k: int) -> list[str] | None:
        """The ids of the k nearest; None when it cannot say."""
        collection = self._collection
        if collection is None:
            return None
        try:
            return collection.nearest(vector, k)
        except chroma_faults() as error:
            self._doubt(error)
            return None

    def faults(self, known: Mapping[str, int], vectors: Iterable[Vectors]) -> list[str]:
        """What it lacks of the ledger's chunks and vectors, by looking at all of them."""
        with self._lock:
            if self._collection is None or self._generation is None or self._doubted:
                return ["it could not be brought up to date"]
            wrong = []
            if self._collection.stored() != known:
                wrong.append("it holds other passages than the ledger")
            lost = self._collection.misses(vectors)
            if lost:
                wrong.append(f"{lost} stored vectors are not found by search")
            return wrong

    def follow(self, stop: Stop) -> None:
        """Catches up with the ledger; begins anew when what is there is not sound.

        Raises LibraryError when that fails too.
        """
        with self._lock:
            with self._database.read() as connection:
                head = ledger.head(connection)
            if head.embedding is None:
                return
            try:
                if self._doubted or not self._fits(self._generation, head):
                    self._open(head)
                self._append(stop)
            except chroma_faults() as error:
                self._doubt(error)
                self._anew(head, stop)

    def _anew(self, head: Head, stop: Stop) -> None:
        try:
            self._begin(head)
            self._append(stop)
        except chroma_faults() as error:
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
        held = _position(found)
        if held is None or held > head.revision:
            return False
        try:
            self._collection = Collection(found.path, create=False)
            fault = self._fault(self._collection, held)
        except chroma_faults() as error:
            fault = type(error).__name__
        if fault:
            note("vector index not sound", fault=fault)
            return False
        self._generation, self._revision = found, held
        return True

    def _fault(self, collection: Collection, held: int) -> str | None:
        """What is wrong with it, compared with the ledger; None when nothing is."""
        with self._database.read() as connection:
            changed = {each.article_id for each in ledger.changes(connection, held)}
            chunks = ledger.chunk_revisions(connection)
            expected = {i: revision for i, revision in chunks.items() if revision <= held}
            probes = ledger.vectors_of(connection, _sample(expected))
        if collection.stored(changed) != expected:
            return "other chunks than the ledger"
        if collection.misses([probes]):
            return "stored vectors are not found"
        return None

    def _begin(self, head: Head) -> None:
        """An empty collection, to be filled from the ledger."""
        self._close()
        path = self._generations.begin()
        self._collection = Collection(path, create=True)
        self._note(path, 0)
        stamp = self._stamp(head)
        self._generation = self._generations.publish(path, stamp, head.revision)
        self._generations.sweep()

    def _append(self, stop: Stop) -> None:
        """Applies what changed, oldest first, noting the position as it goes.

        Not for long at once: while much is stored, the other followers want their turn.
        """
        generation, done, deadline = self._generation, False, time.monotonic() + _TURN
        while generation is not None and not done and not stop() and time.monotonic() < deadline:
            with self._database.read() as connection:
                head = ledger.head(connection)
                stamp = ledger.embedding(connection)
                if stamp is None or stamp.id != generation.stamp.embedding:
                    return
                changes = ledger.changes(connection, self._revision, _ARTICLES)
                present = [each.article_id for each in changes if not each.removed]
                before = ledger.stored_before(connection, changes) if self._revision else []
                vectors = list(ledger.chunk_vectors(connection, present, stamp.dimension))
            if self._collection is not None:
                self._collection.drop(before)
                for names, matrix in vectors:
                    self._collection.put(names, matrix)
            done = len(changes) < _ARTICLES
            self._note(generation.path, head.revision if done else changes[-1].revision)

    def _note(self, path: Path, revision: int) -> None:
        beside = path / f".{_POSITION}"
        beside.write_text(json.dumps(revision), encoding="utf-8")
        beside.replace(path / _POSITION)
        self._revision = revision

    def _doubt(self, error: BaseException) -> None:
        warn("vector index failed; exact search answers", error=type(error).__name__)
        self._doubted = True

    def _close(self) -> None:
        collection, self._collection = self._collection, None
        self._generation, self._revision, self._doubted = None, -1, False
        if collection is not None:
            collection.close()


def _sample(known: Mapping[str, int]) -> list[str]:
    """The latest chunks, which a kill would have hit, and some from everywhere."""
    ids = list(known)
    latest = sorted(ids, key=known.__getitem__)[-_PROBES // 2 :]
    return list(dict.fromkeys([*latest, *ids[:: max(1, 2 * len(ids) // _PROBES)]]))


def _position(generation: Generation) -> int | None:
    try:
        return int(json.loads((generation.path / _POSITION).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def position(generations: Generations) -> int | None:
    """The revision Chroma was last brought to, as any process can read it."""
    found = generations.current()
    return None if found is None else _position(found)
