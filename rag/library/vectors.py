"""Keeping the vectors in Chroma: a follower of the ledger.

Chroma alone does not notice what it lost (see docs/decisions), so what it holds is compared with
the ledger whenever it is opened, and known vectors are searched for. In doubt it is built anew,
from the ledger's vectors; meanwhile exact search answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping

from rag.errors import LibraryError
from rag.library import ledger
from rag.library.chroma import FORMAT, Collection, chroma_faults, unreached
from rag.library.chroma_reader import ChromaReader
from rag.library.chroma_server import ServerShelf
from rag.library.database import Database
from rag.library.generations import Stamp
from rag.library.history import Mark
from rag.library.journal import note, warn
from rag.library.ledger import Vectors
from rag.library.probing import fault, searched
from rag.library.rows import Head
from rag.library.shelves import Shelf, Volume

_ARTICLES = 200
"""Articles between two notes of the position, and so repeated at most after a kill."""
_TURN = 1.0
"""Seconds of one catch-up."""

Stop = Callable[[], bool]


class ChromaFollower:
    """Only one process has one at work: two on one folder corrupt it. That is the folder's owner;
    of a server, one over all machines, and every process searches it.
    """

    name = "vectors"
    patience = 2.0
    """Opening it takes a second of importing, which must not delay a first answer."""
    leisure = 30.0

    def __init__(self, database: Database, shelf: Shelf, library: str) -> None:
        self._database, self._shelf, self._library = database, shelf, library
        self._reader = ChromaReader(shelf) if isinstance(shelf, ServerShelf) else None
        self._lock = threading.Lock()
        self._collection: Collection | None = None
        # Both are set only once what is open was found sound.
        self._generation: Volume | None = None
        self._revision = -1
        # Set by a search that failed; then it is judged again at the next catch-up.
        self._doubted = False
        self._wanted = False
        self._unclean = False  # built after a purge: closed when it is whole, and blanked

    @property
    def revision(self) -> int:
        return max(self._revision, 0)

    def want(self) -> None:
        """Asks for it to be opened, although what is on disk is up to date."""
        self._wanted = True

    def behind(self, head: Head) -> bool:
        if head.embedding is None:
            return False
        if self._reader is not None:
            return self._reader.due() or (self._shelf.mine() and self._lacks(head))
        if self._generation is None and not self._wanted:
            # Not opened yet: what is on disk tells, and the import is saved while it is right.
            found = self._shelf.current()
            return not self._fits(found, head) or found is None or found.position != head.mark
        return self._lacks(head)

    def _lacks(self, head: Head) -> bool:
        unfit = self._doubted or self._unclean or not self._fits(self._generation, head)
        return unfit or self._revision < head.revision

    @property
    def shared(self) -> bool:
        """Whether it stands on a server."""
        return self._reader is not None

    @property
    def mine(self) -> bool:
        """Whether it is this process that brings it up to date, if it owns the folder."""
        return self._shelf.mine()

    @property
    def trouble(self) -> str | None:
        """Why it does not answer, in words; None while it does, or nobody asked."""
        return None if self._reader is None else self._reader.trouble

    def found(self) -> Volume | None:
        """What it holds, as any process can tell; None too when it cannot be told."""
        if self._reader is None:
            return self._shelf.current()
        try:
            return self._reader.look()
        except LibraryError:
            return None

    def answers(self, revision: int, embedding: int) -> bool:
        """Whether it can answer for a revision of the ledger. Being asked, it gets ready to."""
        if self._reader is not None:
            return self._reader.answers(revision, embedding)
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
        if self._reader is not None:
            return self._reader.query(vector, k)
        collection = self._collection
        if collection is None:
            return None
        try:
            return collection.nearest(vector, k)
        except chroma_faults() as error:
            self._doubt(error)
            return None

    def faults(
        self, known: Mapping[str, int], vectors: Iterable[tuple[list[str], Vectors]]
    ) -> list[str]:
        """What it lacks of the ledger's chunks and vectors, by looking at all of them."""
        with self._lock:
            if self._collection is None or self._generation is None or self._doubted:
                return ["it could not be brought up to date"]
            wrong = []
            if self._collection.stored() != known:
                wrong.append("it holds other passages than the ledger")
            try:
                altered, lost = searched(self._collection, vectors)
            except chroma_faults() as error:
                return [*wrong, f"it cannot be searched ({type(error).__name__})"]
            if altered:
                wrong.append(f"{altered} passages have another vector than in the ledger")
            if lost:
                wrong.append(f"{lost} stored vectors are not found by search")
            return wrong

    def follow(self, stop: Stop) -> None:
        """Catches up with the ledger; begins anew when what is there is not sound.

        Raises LibraryError when that fails too.
        """
        with self._lock:
            if self._reader is not None:
                self._reader.look()
            if not self._shelf.mine():
                self._close()
                return
            with self._database.read() as connection:
                head = ledger.head(connection)
            if head.embedding is None:
                return
            try:
                if self._doubted or not self._fits(self._generation, head):
                    self._open(head)
                self._append(stop)
                self._clean()
            except unreached() as error:
                # What it holds may be sound: looked at when it is back.
                self._doubt(error)
                raise LibraryError(f"Chroma at {self._shelf.address} went away") from error
            except chroma_faults() as error:
                self._doubt(error)
                self._anew(head, stop)

    def _anew(self, head: Head, stop: Stop) -> None:
        try:
            self._begin(head)
            self._append(stop)
            self._clean()
        except chroma_faults() as error:
            self._doubt(error)
            raise LibraryError(f"the vector index cannot be built: {error}") from error

    def discard(self) -> None:
        """Deletes what Chroma holds."""
        with self._lock:
            self._close()
            self._shelf.discard()

    def close(self) -> None:
        with self._lock:
            self._leave()
            self._shelf.close()

    def _leave(self) -> None:
        left = None if self._doubted else self._generation
        self._close()
        if left is not None:
            self._shelf.seal(left)

    def _clean(self) -> None:
        """Closes what was built after a purge, once it is whole; it is opened when asked for."""
        if self._unclean and self._generation is not None:
            with self._database.read() as connection:
                whole = self._revision >= ledger.head(connection).revision
            if whole:
                self._leave()

    def _stamp(self, head: Head) -> Stamp:
        return Stamp(FORMAT, self._library, head.embedding)

    def _fits(self, generation: Volume | None, head: Head) -> bool:
        return (
            generation is not None
            and generation.stamp == self._stamp(head)
            and generation.base >= head.fresh
        )

    def _open(self, head: Head) -> None:
        self._close()
        found = self._shelf.current()
        if found is None or not self._fits(found, head) or not self._sound(found, head):
            self._begin(head)

    def _sound(self, found: Volume, head: Head) -> bool:
        held = found.position
        if held is None or not head.passed(held):
            return False
        try:
            wrong = self._tried(found, held)
        except unreached():
            raise
        except chroma_faults() as error:
            wrong = type(error).__name__
        if wrong:
            note("vector index not sound", fault=wrong)
            return False
        self._generation, self._revision = found, held.revision
        return True

    def _tried(self, found: Volume, held: Mark) -> str | None:
        if self._shelf.broken(found):
            return "its files are not as they were left"
        with self._shelf.trying(found):
            self._collection = self._shelf.open(found)
            return fault(self._database, self._collection, held.revision)

    def _begin(self, head: Head) -> None:
        """An empty collection, to be filled from the ledger."""
        self._close()
        made = self._shelf.begin(self._stamp(head), head.mark, head.history.mark(0))
        self._generation, self._collection = made
        self._revision, self._unclean = 0, head.fresh > 0 and self._reader is None

    def _append(self, stop: Stop) -> None:
        """Applies what changed, oldest first, noting the position as it goes.

        Not for long at once: while much is stored, the other followers want their turn.
        """
        generation, done, deadline = self._generation, False, time.monotonic() + _TURN
        while generation is not None and not done and not stop() and time.monotonic() < deadline:
            if not self._shelf.mine():
                return
            with self._database.read() as connection:
                head = ledger.head(connection)
                stamp = ledger.embedding(connection)
                if stamp is None or stamp.id != generation.stamp.embedding:
                    return
                changes = ledger.changes(connection, self._revision, _ARTICLES)
                present = [each.article_id for each in changes if not each.removed]
                before = ledger.stored_before(connection, changes) if self._revision else []
                vectors = list(ledger.chunk_vectors(connection, present, stamp.dimension))
            if self._collection is None:
                return
            self._collection.drop(before)
            for names, matrix in vectors:
                self._collection.put(names, matrix)
            done = len(changes) < _ARTICLES
            reached = head.revision if done else changes[-1].revision
            self._note(generation, self._collection, head.history.mark(reached))

    def _note(self, generation: Volume, collection: Collection, mark: Mark) -> None:
        self._shelf.note(generation, collection, mark)
        self._revision = mark.revision

    def _doubt(self, error: BaseException) -> None:
        warn("vector index failed; exact search answers", error=type(error).__name__)
        self._doubted = True

    def _close(self) -> None:
        collection, self._collection = self._collection, None
        self._generation, self._revision, self._doubted = None, -1, False
        self._unclean = False
        if collection is not None:
            collection.close()
