"""Rag: the one place where the rooms are put together. Every face goes through it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rag.asking import (
    Sources,
    When,
    as_count,
    as_day,
    as_moment,
    as_question,
    as_sources,
    as_steps,
    as_turns,
)
from rag.errors import ArticleNotFound, LibraryDamaged, UsageError
from rag.progress import Progress, silent
from rag.settings import Settings
from rag.types import (
    Answer,
    Article,
    Copy,
    Done,
    Dossier,
    Event,
    Failed,
    IngestReport,
    Rejected,
    SearchResult,
    Turn,
    UsageReport,
)

if TYPE_CHECKING:
    from rag.answering.answerer import Answerer
    from rag.answering.draft import Request
    from rag.answering.models import ChatModel
    from rag.intake import Item
    from rag.library.exporting import Exported
    from rag.library.filters import Filter
    from rag.library.library import Library
    from rag.library.status import LibraryStatus

History = Sequence[Turn | dict[str, Any]] | Answer
Inputs = str | Path | Iterable[str | Path]


class Rag:
    """Answers from one library. Safe to use from many threads; close it, or use ``with``."""

    def __init__(self, settings: Settings, model: ChatModel | None = None) -> None:
        self.settings = settings
        self._model = model
        self._guard = threading.RLock()
        self._library: Library | None = None
        self._answerer: Answerer | None = None

    @classmethod
    def open(
        cls,
        index: str | Path | None = None,
        *,
        settings: Settings | None = None,
        model: ChatModel | None = None,
        **changes: Any,
    ) -> Rag:
        """The library in a folder, with settings by argument, environment, rag.toml or default.

        Nothing is created or loaded yet: a missing library is LibraryNotFound when it is asked,
        and made when it is ingested into. ``model`` is a ChatModel of your own.

        Raises SettingsError for an unknown setting or value.
        """
        if settings is None:
            settings = Settings.load({"index": index, **changes})
        from rag.logs import set_up_logging

        set_up_logging(settings.log_level)
        if model is None:
            from rag.answering.models import open_model

            model = open_model(settings)
        return cls(settings, model)

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
            self._library = self._answerer = None

    # --- articles -------------------------------------------------------------------------

    def ingest(self, *inputs: Inputs, progress: Progress = silent) -> IngestReport:
        """Add files, folders, pages and feeds; the same again changes nothing.

        Bad inputs are reported. What a feed no longer lists stays.
        """
        library = self._open(create=True)
        return library.store(self._read(library, _flat(inputs), progress), progress)

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
        self, *, source: Sources = None, since: When = None, until: When = None
    ) -> list[Article]:
        """All current articles, or those a filter admits: newest first, undated last."""
        return self._open().articles(self._filter(source, since, until))

    def sources(self) -> dict[str, int]:
        """Outlets and credits by how many articles name them."""
        return self._open().sources()

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

    # --- questions ------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """``quotes``, or the name of the model that writes."""
        return self._model.name if self._model else "quotes"

    @property
    def endpoint(self) -> str | None:
        """The host that questions and passages are sent to; None when nothing leaves."""
        return self._model.endpoint if self._model else None

    def usage(self, days: int = 7) -> UsageReport:
        """What models took today and on the last days one was asked, and the caps in force."""
        from rag.opening import usage_report

        return usage_report(self.settings, self._model, as_count(days, 7))

    def search(
        self,
        question: str,
        k: int | None = None,
        *,
        history: History = (),
        source: Sources = None,
        since: When = None,
        until: When = None,
        asked_at: When = None,
        as_of: bool = False,
        without: Sources = None,
    ) -> SearchResult:
        """The k best passages with their scores; of a question with several parts, of each.

        ``history`` is what a follow-up points to; ``without`` leaves steps of understanding out:
        dates, sources, followups, parts. Empty where the question may mean two things: then
        ``understood.candidates`` names them. Raises UnknownSource, HistoryError and other
        UsageErrors.
        """
        request = self._request(
            question, history, k, source, since, until, asked_at, as_of, without
        )
        return self._answers().search(request)

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        k: int | None = None,
        source: Sources = None,
        since: When = None,
        until: When = None,
        asked_at: When = None,
        as_of: bool = False,
        without: Sources = None,
    ) -> Answer:
        """The answer, made of checked sentences. ``as_of`` hides what came after ``asked_at``,
        ``without`` leaves steps of understanding out: ``"dates"``, ``"sources"``,
        ``"followups"``, ``"parts"``. Where the question may mean two things the answer asks which.

        Raises LibraryNotFound, UnknownSource, HistoryError and other UsageErrors.
        """
        answer: Answer | None = None
        for event in self.stream(
            question,
            history=history,
            k=k,
            source=source,
            since=since,
            until=until,
            asked_at=asked_at,
            as_of=as_of,
            without=without,
        ):
            if isinstance(event, (Done, Failed)):
                answer = event.answer
        if answer is None:
            raise RuntimeError("a stream ended without Done or Failed")
        return answer

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        k: int | None = None,
        source: Sources = None,
        since: When = None,
        until: When = None,
        asked_at: When = None,
        as_of: bool = False,
        without: Sources = None,
    ) -> Iterator[Event]:
        """The same as events: Found, text and sentences as they stand, then Done or Failed.

        A wrong argument raises at once, before the first event.
        """
        request = self._request(
            question, history, k, source, since, until, asked_at, as_of, without
        )
        return self._answers().stream(request)

    async def aask(self, question: str, **options: Any) -> Answer:
        """:meth:`ask` for asynchronous callers; the same options."""
        return await asyncio.to_thread(self.ask, question, **options)

    async def astream(self, question: str, **options: Any) -> AsyncIterator[Event]:
        """:meth:`stream` for asynchronous callers; leaving early ends the work."""
        loop = asyncio.get_running_loop()
        # One thread a stream: closing waits for the step under way instead of colliding with it.
        with ThreadPoolExecutor(1, "byline-stream") as worker:
            events = await loop.run_in_executor(worker, lambda: self.stream(question, **options))
            try:
                while (
                    event := await loop.run_in_executor(worker, lambda: next(events, None))
                ) is not None:
                    yield event
            finally:
                worker.submit(_closed, events)

    def examples(self, n: int = 4) -> tuple[str, ...]:
        """Questions that this library answers, to begin with."""
        from rag.answering.examples import examples

        library = self._open()
        return examples(library, self._answers(), self.settings.examples, n)

    # --- inside ---------------------------------------------------------------------------

    def _meant(self, article_id: str) -> str:
        """The id, also when it is an address as it was copied from a browser."""
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

    def _answers(self) -> Answerer:
        library = self._open()
        with self._guard:
            if self._answerer is None:
                from rag.answering.answerer import Answerer
                from rag.opening import open_writer

                self._answerer = Answerer(library, open_writer(self.settings, self._model))
            return self._answerer

    def _request(
        self,
        question: str,
        history: History,
        k: int | None,
        source: Sources,
        since: When,
        until: When,
        asked_at: When,
        as_of: bool,
        without: Sources,
    ) -> Request:
        from rag.answering.draft import Request, now

        moment = as_moment("asked_at", asked_at) or now()
        return Request(
            as_question(question),
            as_turns(history),
            self._filter(source, since, until, moment if as_of else None),
            moment,
            as_count(k, self.settings.passages),
            as_steps(without),
        )

    def _filter(self, source: Sources, since: When, until: When, as_of: When = None) -> Filter:
        from rag.library.filters import Filter

        library = self._open()
        sources = tuple(library.resolve_source(name) for name in as_sources(source))
        first, last = as_day("since", since), as_day("until", until)
        if first and last and first > last:
            raise UsageError(f"since ({first}) lies after until ({last}); nothing is between them")
        if as_of is not None:
            today = as_day("asked_at", as_of) or date.max
            if first is None and last is None:
                # Only the future is hidden: what has no date stays.
                return Filter(sources, None, today, undated=True)
            last = min(last or today, today)
        return Filter(sources, first, last)


def _flat(inputs: Iterable[Inputs]) -> list[str | Path]:
    flat: list[str | Path] = []
    for each in inputs:
        flat += [each] if isinstance(each, (str, Path)) else list(each)
    return flat


def _closed(events: Iterator[Event]) -> None:
    close = getattr(events, "close", None)
    if close is not None:
        close()
