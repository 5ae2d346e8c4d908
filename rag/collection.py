"""A library and what is done with its articles: the half of `Rag` that needs no question."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rag.asking import Bounds, Sources, When, as_day, as_names, as_sources
from rag.errors import ArticleNotFound, LibraryDamaged, UsageError
from rag.progress import Progress, silent
from rag.settings import Settings
from rag.types import (
    Article,
    Copy,
    Coverage,
    Dossier,
    Heading,
    IngestReport,
    Origin,
    Passage,
    Rejected,
)

if TYPE_CHECKING:
    from llama_index.core.readers.base import BaseReader

    from rag.intake import Item
    from rag.library.embedding import Vectors
    from rag.library.exporting import Exported
    from rag.library.filters import Filter
    from rag.library.library import Library
    from rag.library.status import LibraryStatus

Inputs = str | Path | Iterable[str | Path]


class Collection:
    """The articles of one library, opened when it is first needed. Safe among threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._guard = threading.RLock()
        self._library: Library | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library's files and of its ownership."""
        with self._guard:
            if self._library is not None:
                self._library.close()
            self._library = None

    # --- articles -------------------------------------------------------------------------

    def ingest(
        self,
        *inputs: Inputs,
        reader: BaseReader | str | None = None,
        load: Mapping[str, Any] | None = None,
        progress: Progress = silent,
    ) -> IngestReport:
        """Add files, folders, pages and feeds; the same again changes nothing.

        ``reader`` takes their place: a LlamaIndex reader or its import path, whose documents are
        stored; ``load`` is what its ``load_data`` is called with. Without both, the reader that
        the settings name is taken. Bad inputs are reported. What a feed no longer lists stays.

        Raises UsageError for both at once, ReaderError for a reader that misbehaves.
        """
        flat = _flat(inputs)
        if flat and (reader is not None or load is not None):
            raise UsageError("inputs are read here, a reader brings its own; give one of the two")
        items: Iterator[Item]
        if not flat and (reader is not None or self.settings.reader):
            from rag.opening import open_reader

            # Before the library, so that a reader that cannot be had makes none.
            items = open_reader(self.settings, reader, load).read(progress)
            library = self._open(create=True)
        else:
            library = self._open(create=True)
            items = self._read(library, flat, progress)
        return library.store(items, progress)

    def sync(self, *inputs: Inputs, progress: Progress = silent) -> IngestReport:
        """Make the library equal to these folders, files and feeds, removals included.

        What could not be read this time stays as it was, and is reported.
        """
        from rag.opening import roots_of

        flat = _flat(inputs)
        library = self._open(create=True)
        items = self._read(library, flat, progress)
        return library.store(items, progress, roots=roots_of(flat))

    def rejected(self) -> tuple[Rejected, ...]:
        """The inputs that were refused when they were last read, and why."""
        return self._open().memory.rejected()

    def has_read(self, location: str) -> bool:
        """Whether a path or an address was read, and all that it gave is still here."""
        return self._open().memory.reading(location) is not None

    def revisions(self, article_id: str) -> tuple[Article, ...]:
        """Every text of an article that was not purged, newest first. Raises ArticleNotFound."""
        return tuple(self._open().revisions(self._meant(article_id)))

    def article(self, article_id: str, revision: int | None = None) -> Article:
        """One article by its id or any form of its address; an older text by its revision.

        Raises ArticleNotFound or RevisionNotFound.
        """
        return self._open().article(self._meant(article_id), revision)

    def near_copies(self, article_id: str) -> tuple[Copy, ...]:
        """Other articles that print nearly the same text, the earliest published first.

        Raises ArticleNotFound.
        """
        return self._open().near.copies(self._meant(article_id))

    def dossier(self, article_id: str, revision: int | None = None) -> Dossier:
        """One article, or an older text of it, with its revisions and near copies.

        Raises ArticleNotFound or RevisionNotFound.
        """
        shown = self.article(article_id, revision)
        try:
            current, copies = self.article(shown.id).revision, self.near_copies(shown.id)
        except ArticleNotFound:  # an older text of one that was removed
            current, copies = None, ()
        return Dossier(shown, current, self.revisions(shown.id), copies)

    def articles(
        self,
        *,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        undated: bool = False,
    ) -> list[Article]:
        """All current articles, or those a filter admits: newest first, undated last."""
        bounds = Bounds(source, since, until, language, undated=undated)
        return self._open().articles(self._filter(bounds))

    def headings(
        self,
        *,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        undated: bool = False,
    ) -> list[Heading]:
        """What :meth:`articles` gives, in the same order, without texts: for lists of many."""
        bounds = Bounds(source, since, until, language, undated=undated)
        return self._open().listing.headings(self._filter(bounds))

    def coverage(
        self,
        *,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        articles: Sources = None,
        undated: bool = False,
        collection: str | None = None,
    ) -> Coverage:
        """How many articles there are by day and outlet, of those a filter admits; with days set,
        undated ones are left out unless ``undated``. Of an answer: ``answer.coverage``."""
        bounds = Bounds(source, since, until, language, articles, undated, collection)
        return self._open().listing.coverage(self._filter(bounds))

    def embedded(self) -> Iterator[tuple[Passage, Vectors]]:
        """Every passage with its vector, as searches have them: for other systems to rank."""
        return self._open().embedded()

    def sources(self) -> dict[str, int]:
        """Outlets and credits by how many articles name them."""
        return self._open().sources()

    def origins(self) -> tuple[Origin, ...]:
        """The folders and feeds that articles came from, each with how many it gave: what can be
        given to :meth:`sync`. Files and pages that were named by themselves are in none."""
        return self._open().listing.origins()

    def remove(self, article_id: str, *, purge: bool = False) -> None:
        """Hide an article; ``purge`` erases its text, vectors and index rows everywhere."""
        self._open().remove(self._meant(article_id), purge=purge)

    # --- the library ----------------------------------------------------------------------

    def status(self) -> LibraryStatus:
        return self._open().status()

    def verify(self) -> list[str]:
        """What is damaged, in words; empty when the library is sound."""
        try:
            return self._open().verify()
        except LibraryDamaged as error:  # so much that it cannot be opened
            from rag.opening import saving_of

            return [str(error), saving_of(self.settings)]

    def rebuild(self, *, embed: bool = False, progress: Progress = silent) -> None:
        """Make the indexes anew from the ledger; ``embed`` makes the vectors anew as well."""
        self._open(rebuild=embed).rebuild(progress, embed=embed)

    def export(self, file: str | Path, progress: Progress = silent) -> Exported:
        """Write everything that cannot be made again into one file, while others go on working.

        Of a damaged library it holds what can still be read. Raises LibraryNotFound, and
        UsageError for a file that is something else than an earlier export.
        """
        from rag.opening import export_library

        return export_library(self.settings, Path(file), progress)

    def import_(self, file: str | Path, progress: Progress = silent) -> LibraryStatus:
        """Make the library of such a file; nothing is embedded that has its vector.

        Raises LibraryError where there is a library already, LibraryDamaged, LibraryNewer.
        """
        from rag.opening import import_library

        with self._guard:
            self.close()
            self._library = import_library(self.settings, Path(file), progress)
            return self._library.status()

    # --- inside ---------------------------------------------------------------------------

    def _meant(self, article_id: str) -> str:
        """The id, also when it is an address as it was copied from a browser."""
        if "\x00" in article_id or article_id != article_id.encode("utf-8", "replace").decode():
            raise ArticleNotFound(article_id)  # no database could be asked for it
        if "://" not in article_id or self._open().knows(article_id):
            return article_id
        from rag.intake.identity import canonical_url

        return canonical_url(article_id) or article_id

    def _read(
        self, library: Library, inputs: Sequence[str | Path], progress: Progress
    ) -> Iterator[Item]:
        from rag.intake import read_again
        from rag.opening import fetching

        memory, policy = library.memory, fetching(self.settings)
        return read_again(inputs, memory, policy=policy, progress=progress)

    def _open(self, *, create: bool = False, rebuild: bool = False) -> Library:
        with self._guard:
            if self._library is None:
                from rag.opening import open_library

                self._library = open_library(self.settings, create=create, re_embed=rebuild)
            return self._library

    def _filter(self, bounds: Bounds, as_of: When = None) -> Filter:
        from rag.library.filters import Filter

        library = self._open()
        sources = tuple(library.resolve_source(name) for name in as_sources(bounds.source))
        languages = tuple(
            map(library.listing.resolve_language, as_names("language", bounds.language))
        )
        articles = tuple(self.article(one).id for one in as_names("articles", bounds.articles))
        first, last = as_day("since", bounds.since), as_day("until", bounds.until)
        if first and last and first > last:
            raise UsageError(f"since ({first}) lies after until ({last}); nothing is between them")
        undated = bool(bounds.undated)
        if as_of is not None:
            today = as_day("asked_at", as_of) or date.max
            if first is None and last is None:
                # Only the future is hidden: what has no date stays.
                undated, last = True, today
            last = min(last or today, today)
        return Filter(sources, first, last, undated, languages, articles)


def _flat(inputs: Iterable[Inputs]) -> list[str | Path]:
    return [one for each in inputs for one in ([each] if isinstance(each, (str, Path)) else each)]
