"""Searching the keyword index from any process, whoever keeps it, without missing an article."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rag.library import ledger
from rag.library.catalog import Catalog
from rag.library.database import Database
from rag.library.filters import Filter, Hit
from rag.library.generations import Generations, Stamp
from rag.library.history import Mark
from rag.library.journal import note
from rag.library.keywords import (
    Wanted,
    document,
    is_english,
    mark,
    mark_of,
    opened,
    schema,
    search,
)
from rag.library.overlay import Overlay, inverse_frequency
from rag.library.rows import Change, Head
from rag.newest import Newest

if TYPE_CHECKING:
    from pathlib import Path

    import tantivy

_OVERLAY = 400
"""Articles at most that are scored beside the index."""
_PATIENCE = 5.0
"""Seconds to wait for an index that is being built before making one in memory."""

_TERMS = 4096
"""Of which it is known how many chunks hold each."""


@dataclass(frozen=True)
class _Index:
    path: Path | None
    index: tantivy.Index
    searcher: tantivy.Searcher
    revision: int


@dataclass(frozen=True)
class _Standing:
    """An index and what it does not hold yet: together the ledger of one revision."""

    index: _Index
    overlay: Overlay
    plain: bool
    """Whether there are articles in other languages than English."""
    _frequencies: Newest[str, int] = field(default_factory=lambda: Newest(_TERMS))

    def frequency(self, term: str) -> int:
        """How many chunks hold a term. Kept: understanding a question and ranking both ask."""
        known = self._frequencies.get(term)
        if known is None:
            known = int(self.index.searcher.doc_freq("body", term))
            known += len(self.overlay.holding(term))
            self._frequencies.put(term, known)
        return known

    def rarity(self, field: str) -> Callable[[str], float]:
        searcher, overlay = self.index.searcher, self.overlay
        documents = searcher.num_docs + len(overlay.chunks)

        def of(term: str) -> float:
            holding = searcher.doc_freq(field, term) + len(overlay.holding(term))
            return inverse_frequency(documents, holding)

        return of


class KeywordReader:
    """Keyword search over the ledger as it stands. Safe to use from many threads."""

    def __init__(
        self,
        database: Database,
        generations: Generations,
        stamp: Stamp,
        catalog: Callable[[], Catalog],
        catch_up: Callable[[], bool],
    ) -> None:
        """``catch_up`` brings the index up to date if this process keeps it, and says whether."""
        self._database, self._generations, self._stamp = database, generations, stamp
        self._catalog, self._catch_up = catalog, catch_up
        self._lock = threading.Lock()
        self._standing: _Standing | None = None
        self._forgotten = False

    def hits(self, query: str, k: int, chosen: Filter) -> list[Hit]:
        """The k chunks that match a plain text best."""
        standing = self._now()
        overlay = standing.overlay
        wanted = Wanted.of(query, plain=standing.plain)
        hits = search(standing.index.searcher, wanted, k, chosen, overlay.stale)
        if overlay.chunks:
            hits += overlay.hits(wanted, k, chosen, standing.rarity("body"))
            hits.sort(key=lambda hit: (-hit.score, hit.chunk_id))
        return hits[:k]

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """How many chunks hold each of some analysed terms."""
        standing = self._now()
        return {term: standing.frequency(term) for term in terms}

    def article_frequency(self, term: str) -> int:
        """How many articles hold it; estimated by HyperLogLog in a large library."""
        from tantivy import Query

        standing = self._now()
        query = Query.term_query(schema(), "body", term)
        in_index = round(standing.index.searcher.cardinality(query, "article"))
        return in_index + len({each.article_id for each in standing.overlay.holding(term)})

    def revision(self) -> int:
        """What the index on disk holds; 0 when there is none."""
        with self._lock:
            return self._reloaded().revision

    def forget(self) -> None:
        """The index was built anew: the next search opens it. Waits for nobody: a search may
        hold the lock while it waits for the one who calls this.
        """
        self._forgotten = True

    def stored(self) -> set[str]:
        """Every chunk id that a search can find."""
        from tantivy import Query

        standing = self._now()
        searcher, overlay = standing.index.searcher, standing.overlay
        stale = Query.term_set_query(schema(), "article", list(overlay.stale))
        query = Query.all_query().and_must_not_match(stale)
        hits = searcher.search(query, max(1, searcher.num_docs), count=False).hits
        documents = (searcher.doc(at) for _, at in hits)
        found = {each["chunk"][0] for each in documents if "chunk" in each.to_dict()}
        return found | {chunk.chunk_id for chunk in overlay.chunks}

    def _now(self) -> _Standing:
        catalog = self._catalog()
        with self._lock:
            standing = self._standing
            current = standing is not None and standing.overlay.revision == catalog.revision
            if standing is None or not current or self._forgotten:
                self._forgotten = False
                standing = self._renewed(catalog)
                self._standing = standing
            return standing

    def _renewed(self, catalog: Catalog) -> _Standing:
        index = self._reloaded()
        with self._database.read() as connection:
            head = ledger.head(connection)
            changes = ledger.changes(connection, index.revision)
            if len(changes) <= _OVERLAY:
                overlay = self._overlay(connection, index, head, changes)
                return _Standing(index, overlay, _plain(catalog, changes))
        index = self._waited_for(head.revision) or self._in_memory()
        with self._database.read() as connection:
            head = ledger.head(connection)
            changes = ledger.changes(connection, index.revision)
            overlay = self._overlay(connection, index, head, changes)
            return _Standing(index, overlay, _plain(catalog, changes))

    def _overlay(
        self, connection: Connection, index: _Index, head: Head, changes: list[Change]
    ) -> Overlay:
        present = [change.article_id for change in changes if not change.removed]
        spans = ledger.spans(connection, present)
        return Overlay.of(index.revision, head.revision, changes, spans)

    def _reloaded(self) -> _Index:
        """The index on disk as last committed; an empty one when there is none to read."""
        found = self._generations.current()
        if found is None or found.stamp != self._stamp:
            return self._empty()
        before = None if self._standing is None else self._standing.index
        try:
            if before is not None and before.path == found.path:
                index = before.index
                index.reload()
            else:
                index = opened(found.path)
            searcher = index.searcher()
            held = mark_of(searcher)
        except (ValueError, OSError) as error:
            note("keyword index not readable", error=type(error).__name__)
            return self._empty()
        if held is None or not self._passed(held):
            return self._empty()
        return _Index(found.path, index, searcher, held.revision)

    def _passed(self, held: Mark) -> bool:
        with self._database.read() as connection:
            return ledger.head(connection).passed(held)

    def _empty(self) -> _Index:
        before = None if self._standing is None else self._standing.index
        if before is not None and before.path is None:
            return before
        index = opened(None)
        return _Index(None, index, index.searcher(), 0)

    def _waited_for(self, revision: int) -> _Index | None:
        deadline = time.monotonic() + _PATIENCE
        while self._catch_up() or time.monotonic() < deadline:
            index = self._reloaded()
            if revision - index.revision <= _OVERLAY and index.path is not None:
                return index
            threading.Event().wait(0.05)
        return None

    def _in_memory(self) -> _Index:
        """The whole index, made here, for a folder in which nobody may or can make one."""
        index = opened(None)
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        with self._database.read() as connection:
            head = ledger.head(connection)
            changes = {change.article_id: change for change in ledger.changes(connection, 0)}
            for some in ledger.batches(changes):
                for span in ledger.spans(connection, some):
                    writer.add_document(document(span, changes[span.article_id]))
        mark(writer, head.mark)
        writer.commit()
        index.reload()
        return _Index(None, index, index.searcher(), head.revision)


def _plain(catalog: Catalog, changes: list[Change]) -> bool:
    languages = (*catalog.language_counts(), *(change.language for change in changes))
    return not all(is_english(language) for language in languages)
