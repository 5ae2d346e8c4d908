"""The library: articles in, durable; hits, passages and articles out."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.library import ledger
from rag.library.alike_copies import NearCopies
from rag.library.chunking import chunk
from rag.library.database import Database
from rag.library.embedding import Embedder, Vectors
from rag.library.filters import EVERYTHING, Filter, Hit, resolve
from rag.library.following import Neighbours
from rag.library.founding import library_id, open_ledger
from rag.library.indexes import Indexes, let_go
from rag.library.leaving import Roots
from rag.library.listing import Listing
from rag.library.nearest import CHROMA_FROM, Nearest
from rag.library.passages import embedded, passages
from rag.library.read_articles import ReadArticles
from rag.library.readings import Memory
from rag.library.reembedding import reembed
from rag.library.removing import ask_for_fresh, erase, hide
from rag.library.schema import chunks
from rag.library.servers import NONE, Servers
from rag.library.sqlite import LEDGER
from rag.library.stamps import Stamped
from rag.library.status import LibraryStatus, status_of
from rag.library.storing import Chunker, Item, Storing
from rag.library.verifying import faults
from rag.progress import Progress, silent
from rag.types import Article, IngestReport, Passage

_CLOSING, _BUILDING = 30.0, 3600.0
"""Seconds to let the followers finish what this process stored, when it closes; to build them."""


class Library:
    """One folder of articles. Safe to use from many threads, and beside other processes."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        stamped: Stamped,
        chunker: Chunker,
        chroma_from: int,
        servers: Servers = NONE,
    ) -> None:
        self.folder = folder
        self._database, self._stamped, self._chunker = database, stamped, chunker
        with database.read() as connection:
            library = library_id(connection)
        self._indexes = Indexes(folder, database, library, servers)
        self._view = self._indexes.view
        self.nearest = Nearest(self._view, self._indexes.chroma, stamped, chroma_from)
        self.near = NearCopies(database, lambda: self._view.catalog().revision)
        self.listing = Listing(database, self._view.catalog)
        self.neighbours = Neighbours(database)
        self.memory, self.read = Memory(database), ReadArticles(database)
        self._stored, self._counted = False, (-1, 0)
        if not database.read_only:
            self._indexes.keeper.start()
        # Also when nobody closes it: a thread in the middle of Rust must not meet a dying process.
        self._close = weakref.finalize(self, let_go, self._indexes, database)

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: Callable[[], Embedder],
        *,
        embedder_name: str | None = None,
        create: bool = False,
        any_embedding: bool = False,
        chunker: Chunker = chunk,
        chroma_from: int = CHROMA_FROM,
        servers: Servers = NONE,
    ) -> Self:
        """Open the library in a folder. ``embedder`` is called when something must be embedded.
        ``servers`` hold what does not lie in the folder.

        ``embedder_name`` lets a mismatch show without calling it; ``any_embedding`` opens in
        spite of one, to re-embed. Raises LibraryNotFound (and makes nothing) unless ``create``,
        LibraryNewer, LibraryDamaged, EmbeddingMismatch.
        """
        folder = Path(folder)
        database = open_ledger(folder, create=create, servers=servers)
        stamped = Stamped(folder, embedder, embedder_name)
        try:
            if not any_embedding:
                with database.read() as connection:
                    stamped.check(ledger.embedding(connection))
            return cls(folder, database, stamped, chunker, chroma_from, servers)
        except BaseException:
            database.close()
            raise

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a library in a folder."""
        return (Path(folder) / LEDGER).is_file()

    def store(
        self,
        items: Iterable[Item],
        progress: Progress = silent,
        *,
        roots: Roots | None = None,
    ) -> IngestReport:
        """Store articles, a few in a transaction; what is unchanged embeds nothing.

        ``progress`` is told after each commit: what it counted stays, whatever happens next.
        With ``roots``, what lay in these folders or came through these feeds and is not among
        the items loses that location, and goes with its last one.
        """
        before = self._view.head().revision
        storing = Storing(self._database, self._stamped, self._chunker)
        try:
            with self._indexes.keeper.at_leisure():
                return storing.run(items, progress, roots)
        finally:
            if self._view.head().revision != before:
                self._changed()

    def article(self, article_id: str, revision: int | None = None) -> Article:
        """An article as it stands, or as a revision had it, also after it was removed.

        Raises ArticleNotFound; RevisionNotFound for a revision there never was or that is purged.
        """
        return self.read.article(article_id, revision)

    def knows(self, article_id: str) -> bool:
        """Whether an article has or had this id, or one that is a copy of it."""
        with self._database.read() as connection:
            return ledger.knows(connection, article_id)

    def revisions(self, article_id: str) -> list[Article]:
        """Every text of an article that was not purged, newest first. Raises ArticleNotFound."""
        with self._database.read() as connection:
            return ledger.revisions_of(connection, article_id)

    def articles(self, filter: Filter = EVERYTHING) -> list[Article]:
        """Current articles, newest first, then the undated by id."""
        ids = None if filter.empty else self.article_ids(filter)
        with self._database.read() as connection:
            return ledger.current_articles(connection, ids)

    def article_ids(self, filter: Filter = EVERYTHING) -> list[str]:
        """Of current articles, in no order."""
        return self._view.catalog().ids(filter)

    def sources(self) -> dict[str, int]:
        """Outlets and credits, and how many articles name each; the most named first."""
        return self._view.catalog().sources()

    def resolve_source(self, name: str) -> str:
        """The source that is meant, by name or alias. Raises UnknownSource."""
        return resolve(name, self.sources())

    def date_range(self) -> tuple[date | None, date | None, int]:
        """The earliest and the latest day, and the number of articles without one."""
        return self._view.catalog().date_range()

    def excluded_undated(self, filter: Filter) -> int:
        """How many undated articles only the days of a filter leave out."""
        return self._view.catalog().undated_left_out(filter)

    @property
    def revision(self) -> int:
        """Of the ledger: it grows with every change."""
        return self._view.head().revision

    def count(self) -> int:
        """Current articles."""
        return len(self._view.catalog())

    def chunk_count(self) -> int:
        """Current chunks. Counted once a revision, since that goes through all of them."""
        if self._counted[0] != self._view.catalog().revision:
            with self._database.read() as connection:
                now = ledger.head(connection).revision
                self._counted = now, ledger.count(connection, chunks)
        return self._counted[1]

    def at_one_moment(self) -> AbstractContextManager[None]:
        """Searches of this thread within the block see one state of the library."""
        return self._view.held()

    def keyword_hits(self, query: str, k: int, filter: Filter = EVERYTHING) -> list[Hit]:
        """The k chunks that score best by BM25 over body and title. ``query`` is plain text."""
        return self._indexes.reader.hits(query, k, filter)

    def vector_hits(self, vector: Vectors, k: int, filter: Filter = EVERYTHING) -> list[Hit]:
        """The k chunks nearest to a unit vector; the score is the cosine. Raises
        EmbeddingMismatch when the library was re-embedded with another model meanwhile.
        """
        return self.nearest.hits(vector, k, filter)

    def begin_query(self, text: str, filter: Filter = EVERYTHING) -> None:
        """Begins with what will be asked for when it is searched, where that costs nothing."""
        self._stamped.begin(text, lambda vector: self.nearest.begin(vector, filter))

    def embed_query(self, text: str) -> Vectors:
        """``(dimension,)``, of length 1."""
        return self._stamped.query(text)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dimension)``, each row of length 1."""
        return self._stamped.texts(texts)

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """How many chunks hold each term of :func:`rag.terms.terms`."""
        return self._indexes.reader.document_frequencies(terms)

    def article_frequency(self, term: str) -> int:
        """How many articles hold it; an estimate within a few per cent in a large library."""
        return self._indexes.reader.article_frequency(term)

    def passages(self, chunk_ids: Iterable[str]) -> dict[str, Passage]:
        """Chunks with their articles, as the ledger has them now; what is gone is left out."""
        with self._database.read() as connection:
            return passages(connection, chunk_ids)

    def embedded(self) -> Iterator[tuple[Passage, Vectors]]:
        """Every current passage with its vector."""
        with self._database.read() as connection:
            yield from embedded(connection)

    def remove(self, article_id: str, *, purge: bool = False) -> None:
        """Hide an article; its revisions still open. ``purge`` erases it in ledger and followers,
        which takes as long as rebuilding those. Raises ArticleNotFound, LibraryBusy.
        """
        if purge:
            erase(self._database, article_id, self.folder)
            self._indexes.renew(_BUILDING)
        else:
            hide(self._database, article_id)
        self._changed()

    def status(self) -> LibraryStatus:
        """How the library is."""
        return status_of(self.folder, self._database, self._indexes, self._view.catalog())

    def lags(self) -> dict[str, int]:
        """How many changes each index lacks; cheaper than the whole status."""
        return self._indexes.lags()

    def verify(self) -> list[str]:
        """What is damaged, in words; empty when all is sound. Reads everything."""
        return faults(self._database, self._indexes, _BUILDING)

    def rebuild(self, progress: Progress = silent, *, embed: bool = False) -> None:
        """Build the followers anew from the ledger, without embedding anything.

        With ``embed``, embed every chunk with the current embedder first: what is there answers
        until all of it is done, and an interrupted run goes on where it was.
        """
        if embed:
            reembed(self._database, self._stamped, progress)
        else:
            with self._database.write() as connection:
                ask_for_fresh(connection)
        self.settle(progress)

    def settle(self, progress: Progress = silent) -> None:
        """Wait until every index holds what the ledger holds. Raises LibraryBusy."""
        progress("building the indexes", 0, 1)
        self._indexes.renew(_BUILDING)
        progress("building the indexes", 1, 1)

    def close(self) -> None:
        """Let the followers finish what was stored here, then let go of everything."""
        if self._close.alive and self._stored:
            self._indexes.keeper.settled(_CLOSING)
        self._close()

    def _changed(self) -> None:
        self._stored = True
        self._indexes.keeper.nudge()
        self._indexes.catch_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Someone who breaks off does not want to wait; the next to open the library catches up.
        self._stored = self._stored and kind is None
        self.close()
