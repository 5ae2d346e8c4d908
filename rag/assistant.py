"""Rag: the one place where the rooms are put together. Every face goes through it.

What is done with the articles themselves is in :mod:`rag.collection`, what answers leave behind in
:mod:`rag.keepsakes`; here stand the questions.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.asking import (
    Bounds,
    Sources,
    When,
    as_count,
    as_day,
    as_moment,
    as_names,
    as_place,
    as_question,
    as_sources,
    as_steps,
    as_turns,
)
from rag.errors import BylineError, SettingsError, UsageError
from rag.keepsakes import Keepsakes
from rag.settings import Settings
from rag.types import (
    Answer,
    Done,
    Event,
    Failed,
    Replay,
    SearchResult,
    Statements,
    Timeline,
    Turn,
    UsageReport,
)

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from rag.answering.answerer import Answerer
    from rag.answering.draft import Request
    from rag.answering.models import ChatModel
    from rag.answering.recording import Tape
    from rag.retrieval.reranking import Reranker
    from rag.telemetry.telling import Telemetry

History = Sequence[Turn | dict[str, Any]] | Answer


class Rag(Keepsakes):
    """Answers from one library. Safe to use from many threads; close it, or use ``with``.

    Open it with :meth:`open`. Raises UsageError for a folder in place of settings.
    """

    def __init__(
        self,
        settings: Settings,
        model: ChatModel | None = None,
        reranker: Reranker | BaseNodePostprocessor | None = None,
        telemetry: Telemetry | None = None,
    ) -> None:
        if not isinstance(settings, Settings):
            raise UsageError(f"Rag takes Settings; for a library's folder: Rag.open({settings!r})")
        super().__init__(settings)
        self._model, self._reranker = model, reranker
        self._answerer: Answerer | None = None
        self._telling_to: Telemetry | None = None
        self._own_telemetry = telemetry
        if telemetry is not None:
            telemetry.watch(self._lags)

    @classmethod
    def open(
        cls,
        index: str | Path | None = None,
        *,
        settings: Settings | None = None,
        model: ChatModel | None = None,
        reranker: Reranker | BaseNodePostprocessor | str | None = None,
        telemetry: Telemetry | str | None = None,
        **changes: Any,
    ) -> Rag:
        """The library in a folder, with settings by argument, environment, rag.toml or default.

        Nothing is created or loaded yet: a missing library is LibraryNotFound when it is asked,
        and made when it is ingested into. ``model`` is a ChatModel of your own, ``reranker`` a
        Reranker, a LlamaIndex node postprocessor, or the setting that names one, ``telemetry`` a
        :class:`rag.telemetry.telling.Telemetry` of your own providers, or the setting.

        Raises SettingsError for an unknown setting or value.
        """
        if settings is None:
            parts = {"reranker": reranker, "telemetry": telemetry}
            named = {name: part for name, part in parts.items() if isinstance(part, str)}
            settings = Settings.load({"index": index, **named, **changes})
        from rag.logs import set_up_logging

        set_up_logging(settings.log_level)
        if model is None:
            from rag.answering.models import open_model

            model = open_model(settings)
        return cls(
            settings,
            model,
            None if isinstance(reranker, str) else reranker,
            None if isinstance(telemetry, str) else telemetry,
        )

    def beside(
        self,
        settings: Settings,
        reranker: Reranker | BaseNodePostprocessor | None = None,
    ) -> Rag:
        """Another library with the same model and reranker, or another reranker."""
        return Rag(settings, self._model, self._reranker if reranker is None else reranker)

    def close(self) -> None:
        with self._guard:
            super().close()
            self._answerer = None
            told, self._telling_to = self._telling_to, None
        if told is not None:
            told.close()

    @property
    def mode(self) -> str:
        """``quotes``, or the name of the model that writes."""
        return self._model.name if self._model else "quotes"

    @property
    def is_by_settings(self) -> bool:
        """Whether it quotes, and another process that opens it by its settings would say the same:
        it has neither a model nor a reranker that was handed to it."""
        return self._model is None and self._reranker is None

    @property
    def endpoint(self) -> str | None:
        """The host that questions and passages are sent to; None when nothing leaves."""
        return self._model.endpoint if self._model else None

    @property
    def recorded(self) -> bool:
        """Whether telemetry is told the words of questions and answers."""
        if self._own_telemetry is not None:
            return self._own_telemetry.cover is not None
        return self.settings.telemetry is not None and self.settings.telemetry_text

    def use_model(
        self, llm: str | None, *, base_url: str | None = None, key: str | None = None
    ) -> None:
        """Answer with this model from now on, named as in the setting ``llm``; None quotes. What is
        under way ends with the model it began with. Raises SettingsError, and changes nothing.
        """
        from rag.answering.models import open_model

        settings = self.settings.with_model(llm, base_url, key)
        model = open_model(settings)
        with self._guard:
            self.settings, self._model, self._answerer = settings, model, None

    def try_model(self, llm: str, *, base_url: str | None = None, key: str | None = None) -> float:
        """Ask a model for one word, without using it otherwise; the seconds it took.

        Raises SettingsError, ModelError.
        """
        from rag.answering.models import tried

        return tried(self.settings.with_model(llm, base_url, key))

    def usage(self, days: int = 7) -> UsageReport:
        """What models took today and on the last days one was asked, and the caps in force."""
        from rag.opening import usage_report

        return usage_report(self.settings, self._model, as_count(days, 7))

    def metrics(self) -> str:
        """What was counted since the first question, as Prometheus reads it.

        Raises SettingsError where the setting ``metrics`` is off.
        """
        telemetry = self._telemetry()
        if telemetry is None or telemetry.exposition is None:
            raise SettingsError("metrics are off; turn them on with RAG_METRICS=true")
        return telemetry.exposition()

    def search(
        self,
        question: str,
        k: int | None = None,
        *,
        history: History = (),
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        articles: Sources = None,
        undated: bool = False,
        collection: str | None = None,
        asked_at: When = None,
        as_of: bool = False,
        without: Sources = None,
    ) -> SearchResult:
        """The k best passages with their scores; of a question with several parts, of each.

        ``history`` is what a follow-up points to; ``without`` leaves steps out: dates, sources,
        followups, parts, model. Empty where the question may mean two things: then
        ``understood.candidates`` names them. Raises UnknownSource, HistoryError and other
        UsageErrors.
        """
        bounds = Bounds(source, since, until, language, articles, undated, collection)
        request = self._request(question, history, k, bounds, asked_at, as_of, without)
        with self._telling("search", question):
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
        language: Sources = None,
        articles: Sources = None,
        undated: bool = False,
        collection: str | None = None,
        asked_at: When = None,
        as_of: bool = False,
        without: Sources = None,
    ) -> Answer:
        """The answer, made of checked sentences, of the articles that all filters admit:
        ``articles`` names the only ones to use, by id or address; ``undated`` keeps those without
        a date although days are set; ``collection`` is a name of :meth:`collections`, and holds
        beside them. ``as_of`` hides what came after ``asked_at``,
        ``without`` leaves steps out: of understanding ``"spelling"``, ``"dates"``, ``"sources"``,
        ``"followups"``, ``"parts"``, and ``"model"`` to quote whatever model is set. Where two may
        be meant the answer asks which.

        Raises LibraryNotFound, UnknownSource, HistoryError and other UsageErrors.
        """
        events = self.stream(
            question,
            history=history,
            k=k,
            source=source,
            since=since,
            until=until,
            language=language,
            articles=articles,
            undated=undated,
            collection=collection,
            asked_at=asked_at,
            as_of=as_of,
            without=without,
        )
        return _whole(events)

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        k: int | None = None,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        articles: Sources = None,
        undated: bool = False,
        collection: str | None = None,
        asked_at: When = None,
        as_of: bool = False,
        without: Sources = None,
    ) -> Iterator[Event]:
        """The same as events: Found, text and sentences as they stand, then Done or Failed.

        A wrong argument raises at once, before the first event.
        """
        options = {
            "history": history,
            "k": k,
            "source": source,
            "since": since,
            "until": until,
            "language": language,
            "articles": articles,
            "undated": undated,
            "collection": collection,
            "asked_at": asked_at,
            "as_of": as_of,
            "without": without,
        }
        return self._stream(question, options)

    def timeline(
        self,
        question: str,
        *,
        history: History = (),
        k: int = 24,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        articles: Sources = None,
        undated: bool = False,
        collection: str | None = None,
        asked_at: When = None,
        as_of: bool = False,
        without: Sources = None,
    ) -> Timeline:
        """What the articles tell of a question, in order of its days: cited sentences, each dated
        by its own words, else by its article; undated ones apart. ``k`` passages are read.

        Raises what :meth:`ask` raises.
        """
        bounds = Bounds(source, since, until, language, articles, undated, collection)
        request = self._request(question, history, k, bounds, asked_at, as_of, without)
        with self._telling("timeline", question):
            return self._answers().timeline(request)

    def statements(
        self,
        speaker: str,
        *,
        about: str | None = None,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        articles: Sources = None,
        undated: bool = False,
        collection: str | None = None,
        after: int = 0,
        most: int = 50,
    ) -> Statements:
        """Every sentence in which a person, a body or a country speaks, by name or as "he", each
        an exact span; the newest article first, about ``most`` a page. ``about`` keeps those that
        hold its names and words. ``after`` of one page is where the next begins.

        Raises UsageError for no name, and what a filter raises.
        """
        from rag.answering.statements import statements

        bounds = Bounds(source, since, until, language, articles, undated, collection)
        chosen = self._filter(bounds)
        matter = as_question(about) if about and about.strip() else None
        at, page = as_place(after), as_count(most, 50)
        return statements(self._open(), as_question(speaker), chosen, at, page, matter)

    def replay(self, trace: str | Path | Mapping[str, Any]) -> Replay:
        """Ask again what a trace tells of, and say what changed. ``trace`` is one, the path of a
        file that holds one or an answer as JSON, or a trace id.

        Raises TraceNotFound, TraceDamaged, and what :meth:`ask` raises.
        """
        from rag.answering.replaying import asked_again, changes

        before = self._trace_meant(trace)
        question, options = asked_again(before)
        made: list[dict[str, Any]] = []
        answer = _whole(self._stream(question, options, made.append))
        return Replay(
            before["trace_id"], question, before["made_at"], changes(before, made[0]), answer
        )

    async def aask(self, question: str, **options: Any) -> Answer:
        """:meth:`ask` for asynchronous callers; the same options."""
        return await asyncio.to_thread(self.ask, question, **options)

    async def astream(self, question: str, **options: Any) -> AsyncIterator[Event]:
        """:meth:`stream` for asynchronous callers; leaving early ends the work."""
        loop, here = asyncio.get_running_loop(), copy_context()
        # One thread a stream: closing waits for the step under way instead of colliding with it.
        with ThreadPoolExecutor(1, "byline-stream") as worker:
            events = await loop.run_in_executor(
                worker, lambda: here.run(self.stream, question, **options)
            )
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

    def further(
        self,
        answer: Answer,
        n: int = 2,
        *,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        articles: Sources = None,
        undated: bool = False,
        collection: str | None = None,
        wanted: Callable[[], bool] = lambda: True,
    ) -> tuple[str, ...]:
        """Questions that lead on from an answer, made of what was found for it, also where that did
        not answer; each is answered when it is asked next in the conversation with these filters.
        Costs as much as a few answers by quoting; ``wanted`` is asked before each, so that it can
        be broken off.

        Raises what a filter raises.
        """
        from rag.answering.further import further

        bounds = Bounds(source, since, until, language, articles, undated, collection)
        return further(answer, self._answers(), n, wanted, self._filter(bounds))

    # --- inside ---------------------------------------------------------------------------

    def _stream(
        self, question: str, options: dict[str, Any], seen: Callable[[dict[str, Any]], object] = id
    ) -> Iterator[Event]:
        """The events of an answer that leaves a trace; ``seen`` is given it too."""
        from rag.answering.recording import Tape
        from rag.answering.tracing import traced

        asked = {
            "source": as_sources(options["source"]),
            "since": as_day("since", options["since"]),
            "until": as_day("until", options["until"]),
            "language": as_names("language", options.get("language")),
            "articles": as_names("articles", options.get("articles")),
            "undated": bool(options.get("undated")),
            "collection": options.get("collection"),
            "as_of": bool(options["as_of"]),
            "without": as_sources(options["without"]),
        }
        names = ("source", "since", "until", "language", "articles", "undated", "collection")
        bounds = Bounds(**{name: options[name] for name in names if name in options})
        rest = {name: value for name, value in options.items() if name not in names}
        request = self._request(question, bounds=bounds, **rest, tape=Tape())
        events = self._answers().stream(request)
        kept = traced(events, asked, request, self.settings, self._open(), self._traces(), seen)
        telemetry = self._telemetry()
        return kept if telemetry is None else telemetry.stream(request.question, kept)

    def _telling(self, operation: str, question: str) -> AbstractContextManager[object]:
        telemetry = self._telemetry()
        return nullcontext() if telemetry is None else telemetry.question(operation, question)

    def _telemetry(self) -> Telemetry | None:
        """What questions tell, made when the first is asked; None where nothing is told."""
        if self._own_telemetry is not None:
            return self._own_telemetry
        if self.settings.telemetry is None and not self.settings.metrics:
            return None
        with self._guard:
            if self._telling_to is None:
                from rag.answering.tracing import without_secrets
                from rag.telemetry.opening import open_telemetry

                self._telling_to = open_telemetry(self.settings, without_secrets(self.settings))
                self._telling_to.watch(self._lags)
            return self._telling_to

    def _lags(self) -> dict[str, int]:
        """Nothing while no library is open, or its ledger does not answer: questions say so."""
        library = self._library
        try:
            return {} if library is None else library.lags()
        except BylineError:
            return {}

    def _answers(self) -> Answerer:
        library = self._open()
        with self._guard:
            if self._answerer is None:
                from rag.answering.answerer import Answerer
                from rag.opening import open_reranking, open_writer

                writer = open_writer(self.settings, self._model)
                reranking = open_reranking(self.settings, self._reranker)
                self._answerer = Answerer(library, writer, reranking)
            return self._answerer

    def _request(
        self,
        question: str,
        history: History,
        k: int | None,
        bounds: Bounds,
        asked_at: When,
        as_of: bool,
        without: Sources,
        tape: Tape | None = None,
    ) -> Request:
        from rag.answering.draft import Request, now

        moment = as_moment("asked_at", asked_at) or now()
        return Request(
            as_question(question),
            as_turns(history),
            self._filter(bounds, moment if as_of else None),
            moment,
            as_count(k, self.settings.passages),
            as_steps(without),
            tape,
        )


def _whole(events: Iterator[Event]) -> Answer:
    """The answer that a stream ends with."""
    answer: Answer | None = None
    for event in events:
        if isinstance(event, (Done, Failed)):
            answer = event.answer
    if answer is None:
        raise RuntimeError("a stream ended without Done or Failed")
    return answer


def _closed(events: Iterator[Event]) -> None:
    close = getattr(events, "close", None)
    if close is not None:
        close()
