"""The ledger as it stands now, in memory: brought up to date whenever somebody asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from rag.library import ledger, matrix_file
from rag.library.catalog import Catalog
from rag.library.database import Database
from rag.library.generations import Generations, Stamp
from rag.library.matrix import Matrix, Rows
from rag.library.rows import Embedding, Head, Span
from rag.library.schema import chunks

_MANY = 2000
"""Articles to be read at once from which on room is made for every chunk there is."""
_WASTE = 4096
"""Slots of gone articles beyond those of current ones, from which on it starts over."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What was seen at one moment."""

    catalog: Catalog
    rows: Rows | None


class View:
    """One catalog and one matrix for all threads of a process."""

    def __init__(self, database: Database, files: Generations, library: str) -> None:
        self._database, self._files, self._library = database, files, library
        self._lock = threading.Lock()
        self._catalog = Catalog()
        self._matrix: Matrix | None = None
        self._embedding: Embedding | None = None
        self._placed = 0
        self._rows: Rows | None = None
        self._held = threading.local()

    @contextmanager
    def held(self) -> Iterator[None]:
        """What this thread asks within the block is answered as of one moment, its first question.

        Asking the ledger how it stands takes longer than most of what depends on it.
        """
        if getattr(self._held, "within", False):
            yield
            return
        self._held.within, self._held.moment = True, None
        try:
            yield
        finally:
            self._held.within, self._held.moment = False, None

    def head(self) -> Head:
        with self._database.read() as connection:
            return ledger.head(connection)

    def catalog(self) -> Catalog:
        """The articles as they stand."""
        if getattr(self._held, "within", False):
            return self._moment().catalog
        with self._lock, self._database.read() as connection:
            return self._advanced(connection, ledger.head(connection))

    def rows(self) -> Rows | None:
        """The vectors as they stand; None while there are none."""
        return self._moment().rows

    def _moment(self) -> _Moment:
        """The one that this thread holds, or as it is now. A search needs all of it."""
        held: _Moment | None = getattr(self._held, "moment", None)
        if held is None:
            held = self._now()
            if getattr(self._held, "within", False):
                self._held.moment = held
        return held

    def _now(self) -> _Moment:
        with self._lock, self._database.read() as connection:
            head = ledger.head(connection)
            catalog = self._advanced(connection, head)
            if head.embedding is None:
                return _Moment(catalog, None)
            matrix = self._filled(connection, catalog, head)
            if self._rows is None or self._rows.catalog is not catalog:
                self._rows = matrix.rows(catalog)
            return _Moment(catalog, self._rows)

    @property
    def latest(self) -> Rows | None:
        """The vectors as they were last seen, without looking again."""
        return self._rows

    @property
    def embedding(self) -> Embedding | None:
        """What the rows last asked for were made with."""
        return self._embedding

    @property
    def unsaved(self) -> int:
        """Rows that the file on disk does not have."""
        return 0 if self._matrix is None else self._matrix.added

    @property
    def size(self) -> int:
        """All rows, those of gone articles too."""
        return 0 if self._matrix is None else len(self._matrix)

    def stamp(self, embedding: int) -> Stamp:
        """What a file of the current matrix is stamped with."""
        return Stamp(matrix_file.format_name(), self._library, embedding)

    def spans(self, article_ids: Sequence[str]) -> list[Span]:
        """The current chunks of some articles with their words."""
        with self._database.read() as connection:
            return ledger.spans(connection, article_ids)

    def reload(self) -> None:
        """Forgets the matrix, so that the next search maps the file that was just saved."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._matrix, self._rows, self._placed = None, None, 0

    def _advanced(self, connection: Connection, head: Head) -> Catalog:
        before = self._catalog
        gone = len(before.articles) - 2 * len(before)
        # What was purged is forgotten here too, and may leave no trace in the ledger to follow.
        old = head.revision < before.revision or before.revision < head.fresh
        if (old and before.revision) or gone > _WASTE:
            before = Catalog()
            self._forget()
        if head.revision != before.revision:
            changes = ledger.changes(connection, before.revision)
            before = before.after(head.revision, changes)
        self._catalog = before
        return before

    def _filled(self, connection: Connection, catalog: Catalog, head: Head) -> Matrix:
        if self._matrix is None or self._embedding is None or self._embedding.id != head.embedding:
            self._forget()
            self._embedding = ledger.embedding(connection)
            self._matrix = self._opened(catalog, head)
        matrix, dimension = self._matrix, self._dimension()
        missing = self._missing(catalog, matrix)
        if len(missing) > _MANY:
            matrix.reserve(ledger.count(connection, chunks))
        for names, vectors in ledger.chunk_vectors(connection, missing, dimension):
            matrix.append(catalog, names, vectors)
        self._placed = len(catalog.articles)
        return matrix

    def _dimension(self) -> int:
        return 0 if self._embedding is None else self._embedding.dimension

    def _opened(self, catalog: Catalog, head: Head) -> Matrix:
        file = self._files.current()
        if (
            file is not None
            and head.embedding is not None
            and file.stamp == self.stamp(head.embedding)
            and file.base >= head.fresh
            and head.passed(file.mark)
        ):
            loaded = matrix_file.load(file, catalog, self._dimension())
            if loaded is not None:
                return loaded
        return Matrix(self._dimension())

    def _missing(self, catalog: Catalog, matrix: Matrix) -> list[str]:
        """Current articles that have no rows yet."""
        new = np.flatnonzero(catalog.alive[self._placed :]) + self._placed
        if self._placed == 0 and len(matrix):
            new = np.setdiff1d(new, matrix.rows(catalog).slots)
        return [catalog.articles[slot][0] for slot in new.tolist()]
