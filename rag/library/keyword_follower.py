"""Keeping the keyword index: Tantivy as a follower of the ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.library import ledger
from rag.library.checksums import whole
from rag.library.database import Database
from rag.library.generations import Generation, Generations, Stamp
from rag.library.history import Mark
from rag.library.journal import note
from rag.library.keywords import document, mark, mark_of, opened
from rag.library.rows import Change, Head

if TYPE_CHECKING:
    import tantivy

_HEAP = 64_000_000
_LATER = "FileAlreadyExists"
"""What Tantivy says that is to write a file of a name it gave before: its list of files was put
back, and what came later lies beside it. No further try would go better."""
Stop = Callable[[], bool]


class KeywordFollower:
    """Only the owner of the library has one at work."""

    name = "keywords"
    patience = 0.0
    leisure = 1.0

    def __init__(
        self,
        database: Database,
        generations: Generations,
        stamp: Stamp,
        renewed: Callable[[], None],
    ) -> None:
        """``renewed`` is told when the index was built anew, however far it had come before."""
        self._database, self._generations, self._stamp = database, generations, stamp
        self._renewed = renewed
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._revision = 0

    @property
    def revision(self) -> int:
        """What the index holds, as far as this process has brought it."""
        return self._revision

    def behind(self, head: Head) -> bool:
        fresh = self._generation is not None and self._generation.base >= head.fresh
        return not fresh or self._revision < head.revision

    def follow(self, stop: Stop) -> None:
        """Catches up with the ledger; builds the index anew when there is no sound one."""
        with self._lock:
            with self._database.read() as connection:
                head = ledger.head(connection)
            try:
                self._catch_up(head, stop)
            except (OSError, ValueError):
                # A writer that failed once (a full disk) never writes again: opened anew.
                self._index, self._writer, self._generation, self._revision = None, None, None, 0
                raise

    def _catch_up(self, head: Head, stop: Stop) -> None:
        if self._generation is None:
            self._open(head)
        if self._generation is None or self._generation.base < head.fresh:
            self._rebuild(stop)
        elif self._revision < head.revision:
            self._append(stop)

    def discard(self) -> None:
        """Deletes the index."""
        with self._lock:
            self._close()
            self._generations.discard()

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
        self._index, self._writer, self._generation, self._revision = None, None, None, 0

    def _open(self, head: Head) -> None:
        found = self._generations.current()
        if found is None or found.stamp != self._stamp or found.base < head.fresh:
            return
        try:
            if not whole(found.path):
                return
            index = opened(found.path)
            held = mark_of(index.searcher())
            if held is None or not head.passed(held):
                return
        except (ValueError, OSError):
            return
        self._index, self._generation, self._revision = index, found, held.revision

    def _rebuild(self, stop: Stop) -> None:
        self._close()
        path = self._generations.begin()
        index = opened(path)
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        held = self._write(writer, 0, stop)
        if held is None:
            writer.rollback()
            return
        self._generation = self._generations.publish(path, self._stamp, held)
        self._index, self._writer, self._revision = index, writer, held.revision
        self._generations.sweep()
        self._renewed()

    def _append(self, stop: Stop) -> None:
        if self._writer is None and self._index is not None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        if self._writer is None:
            return
        try:
            held = self._write(self._writer, self._revision, stop)
        except ValueError as error:
            if _LATER not in str(error):
                raise
            note("keyword index not sound", fault="its list of files is an old one")
            self._index, self._writer = None, None
            self._rebuild(stop)
            return
        if held is None:
            self._writer.rollback()
        else:
            self._revision = held.revision

    def _write(self, writer: tantivy.IndexWriter, since: int, stop: Stop) -> Mark | None:
        """Commits what changed since a revision, marked; None when it was told to stop."""
        with self._database.read() as connection:
            head = ledger.head(connection)
            changes = ledger.changes(connection, since)
        for some in ledger.batches(changes):
            if stop():
                return None
            self._replace(writer, some, since)
        mark(writer, head.mark)
        writer.commit()
        return head.mark

    def _replace(self, writer: tantivy.IndexWriter, changes: list[Change], since: int) -> None:
        by_id = {change.article_id: change for change in changes}
        with self._database.read() as connection:
            present = [each.article_id for each in changes if not each.removed]
            spans = ledger.spans(connection, present)
        if since:
            for article_id in by_id:
                writer.delete_documents_by_term("article", article_id)
        for span in spans:
            writer.add_document(document(span, by_id[span.article_id]))
