"""Keeping the matrix on disk, so that a large library opens at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from rag.library import matrix_file
from rag.library.generations import Generations
from rag.library.rows import Head
from rag.library.view import View

_WORTH = 2000
"""Rows that are quicker read from the ledger than kept in a file."""
_SHARE = 0.1
"""Of all rows, that may be missing in the file before it is written again."""


class MatrixFollower:
    """Only the owner of the library has one at work."""

    name = "matrix"
    patience = 5.0
    leisure = 10.0

    def __init__(self, view: View, files: Generations) -> None:
        self._view, self._files = view, files
        self._lock = threading.Lock()

    @property
    def revision(self) -> int:
        found = self._files.current()
        return 0 if found is None else found.base

    def behind(self, head: Head) -> bool:
        return self._unfit(head) or self._view.unsaved > _WORTH + _SHARE * self._view.size

    def follow(self, stop: Callable[[], bool]) -> None:
        """Writes the file again when it is worth it; deletes one that no longer fits."""
        with self._lock:
            rows, head = self._view.rows(), self._view.head()
            if self._unfit(head):
                self._files.discard()
                self._view.reload()
            if rows is not None and head.embedding is not None and self.behind(head):
                mark = head.history.mark(rows.catalog.revision)
                stamp = self._view.stamp(head.embedding)
                matrix_file.save(self._files, rows, stamp, mark, self._view.spans)
                self._files.sweep()
                self._view.reload()

    def discard(self) -> None:
        with self._lock:
            self._files.discard()
            self._view.reload()

    def close(self) -> None:
        """Nothing is open."""

    def _unfit(self, head: Head) -> bool:
        found = self._files.current()
        if found is None:
            return False
        wanted = None if head.embedding is None else self._view.stamp(head.embedding)
        fresh = found.base >= head.fresh and head.passed(found.mark)
        return found.stamp != wanted or not fresh
