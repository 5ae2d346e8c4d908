"""Spans and metrics as they are made. Needs OpenTelemetry's API and no SDK."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import Context, copy_context
from types import TracebackType
from typing import Self

from opentelemetry import context, trace
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import SpanKind, Status, StatusCode, TracerProvider

from rag.telemetry import PREFIX, Fact, ModelCall, Step, current
from rag.telemetry.instruments import SCOPE, Instruments, Lags
from rag.types import Answer, Done, Event, Failed

Cover = Callable[[str], str]
"""Makes a text fit to be told: without the secrets that may stand in it."""


def _nothing() -> None:
    """There is nothing to close: the providers are the program's own."""


class Telemetry:
    """What one ``Rag`` tells, and to whom."""

    def __init__(
        self,
        tracers: TracerProvider,
        meters: MeterProvider,
        *,
        cover: Cover | None = None,
        exposition: Callable[[], str] | None = None,
        close: Callable[[], None] = _nothing,
    ) -> None:
        """``cover`` None tells no words of questions, articles and answers. ``exposition`` gives
        the metrics as Prometheus reads them, ``close`` sends what is left and ends exporters."""
        self.tracer = tracers.get_tracer(SCOPE)
        self.instruments = Instruments(meters)
        self.cover, self.exposition, self.close = cover, exposition, close

    def watch(self, lags: Lags) -> None:
        """Where the followers' lag is read when metrics are collected."""
        self.instruments.lags = lags

    def stream(self, question: str, events: Iterator[Event]) -> Iterator[Event]:
        """The events of an answer, made inside its span. What reads them sees nothing of it, and
        may do so from any thread: the span is current only while the next event is made."""
        return _made_in(copy_context(), self._asked(question, events))

    def _asked(self, question: str, events: Iterator[Event]) -> Iterator[Event]:
        last: Done | Failed | None = None
        with self.question("ask", question) as asked, closing(events):  # type: ignore[type-var]  # every stream of events is a generator
            for event in events:
                if isinstance(event, (Done, Failed)):
                    last = event  # the steps end before it goes out: nobody need read on
                else:
                    yield event
            if last is not None:
                asked.answered(last.answer, cut_short=isinstance(last, Failed))
        if last is not None:
            yield last

    @contextmanager
    def question(self, operation: str, question: str) -> Iterator[Question]:
        """``ask``, ``search`` or ``timeline``: the span that all steps stand under."""
        mine = current.set(self)
        try:
            with Question(self, "question", {PREFIX + "operation": operation}) as asked:
                asked.say(question=question)
                yield asked
        finally:
            current.reset(mine)

    def step(self, name: str, **facts: Fact) -> Step:
        return Told(self, name, {PREFIX + key: value for key, value in facts.items()})

    def model_call(
        self, model: str, endpoint: str | None, max_tokens: int, temperature: float
    ) -> ModelCall:
        """See :func:`rag.telemetry.model_call`."""
        provider, _, name = model.partition(":")
        named: dict[str, Fact] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": provider,
            "gen_ai.request.model": name or model,
        }
        return ToldCall(
            self,
            named,
            {
                **_server(endpoint),
                "gen_ai.request.max_tokens": max_tokens,
                "gen_ai.request.temperature": temperature,
                "gen_ai.request.stream": True,
            },
        )


class Told(Step):
    """A step as a span, current while the step runs, and as a row of the steps' durations."""

    def __init__(self, telemetry: Telemetry, name: str, facts: dict[str, Fact]) -> None:
        self.telemetry, self.name, self._facts = telemetry, name, facts

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        self._span = self.telemetry.tracer.start_span(PREFIX + self.name, attributes=self._facts)
        self._token = context.attach(trace.set_span_in_context(self._span))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        context.detach(self._token)
        _end(self._span, kind)
        self._measure(time.perf_counter() - self._began, kind)

    def _measure(self, seconds: float, kind: type[BaseException] | None) -> None:
        self.telemetry.instruments.stepped(self.name, seconds)

    def tell(self, **facts: Fact | None) -> None:
        for key, value in facts.items():
            if value is not None:
                self._span.set_attribute(PREFIX + key, value)

    def say(self, **texts: str) -> None:
        if self.telemetry.cover is not None:
            for key, text in texts.items():
                self._span.set_attribute(f"{PREFIX}{key}.text", self.telemetry.cover(text))


class Question(Told):
    """The span of a whole question. Its duration is counted by how it was answered."""

    def answered(self, answer: Answer, *, cut_short: bool) -> None:
        """What came of it. One that is cut short ends with what was checked until then."""
        labels: dict[str, Fact] = {
            PREFIX + "status": answer.status.value,
            PREFIX + "mode": answer.mode,
        }
        self._facts |= labels
        self._span.set_attributes(labels)
        self.tell(
            passages=len(answer.passages),
            sentences=len(answer.sentences),
            citations=len(answer.citations),
            removed=len(answer.removed),
            confidence=answer.confidence,
            cut_short=cut_short,
            trace_id=answer.trace_id,
        )
        self.say(understood=answer.understood.text, answer=answer.text)
        self.telemetry.instruments.answered(labels)

    def _measure(self, seconds: float, kind: type[BaseException] | None) -> None:
        self.telemetry.instruments.asked(self._facts | _failure(kind), seconds)


class ToldCall(ModelCall):
    """A request to a model by the GenAI conventions. It spans what is done between the pieces of
    its output, so it is never current: a sentence that is checked meanwhile is no part of it."""

    def __init__(
        self, telemetry: Telemetry, named: dict[str, Fact], facts: dict[str, Fact]
    ) -> None:
        self.telemetry, self._named, self._facts = telemetry, named, facts

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        self._waited: float | None = None
        self._span = self.telemetry.tracer.start_span(
            f"chat {self._named['gen_ai.request.model']}",
            kind=SpanKind.CLIENT,
            attributes={**self._named, **self._facts},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _end(self._span, kind)
        seconds = time.perf_counter() - self._began
        self.telemetry.instruments.called(self._named | _failure(kind), seconds, self._waited)

    def first(self) -> None:
        if self._waited is None:
            self._waited = time.perf_counter() - self._began
            self._span.set_attribute("gen_ai.response.time_to_first_chunk", self._waited)

    def took(
        self, prompt: int, completion: int, cost: float | None, finish: str | None = None
    ) -> None:
        self._span.set_attribute("gen_ai.usage.input_tokens", prompt)
        self._span.set_attribute("gen_ai.usage.output_tokens", completion)
        if finish is not None:
            self._span.set_attribute("gen_ai.response.finish_reasons", (finish,))
        if cost is not None:
            self._span.set_attribute(PREFIX + "cost", cost)
        self.telemetry.instruments.took(self._named, prompt, completion, cost)

    def talk(self, asked: Sequence[tuple[str, str]], wrote: str) -> None:
        cover = self.telemetry.cover
        if cover is None:
            return
        messages = [_message(role, cover(text)) for role, text in asked]
        written = [_message("assistant", cover(wrote))]
        self._span.set_attribute("gen_ai.input.messages", json.dumps(messages))
        self._span.set_attribute("gen_ai.output.messages", json.dumps(written))


def _made_in(where: Context, events: Iterator[Event]) -> Iterator[Event]:
    """Each event made in that context, whichever thread asks for it."""
    try:
        while (event := where.run(next, events, None)) is not None:
            yield event
    finally:
        close = getattr(events, "close", None)
        if close is not None:
            where.run(close)


def _failure(kind: type[BaseException] | None) -> dict[str, Fact]:
    """An error by its class alone: its message may hold words of a question. Who leaves, ends a
    step that did not fail."""
    if kind is None or issubclass(kind, GeneratorExit):
        return {}
    return {"error.type": kind.__qualname__}


def _end(span: trace.Span, kind: type[BaseException] | None) -> None:
    if failure := _failure(kind):
        span.set_attributes(failure)
        span.set_status(Status(StatusCode.ERROR))
    elif kind is not None:
        span.set_attribute(PREFIX + "cancelled", True)
    span.end()


def _server(endpoint: str | None) -> dict[str, Fact]:
    """Host and port of a model that is reached over the network."""
    if endpoint is None:
        return {}
    host, _, port = endpoint.rpartition(":")
    if not (host and port.isdigit()):
        return {"server.address": endpoint}
    return {"server.address": host, "server.port": int(port)}


def _message(role: str, text: str) -> dict[str, object]:
    return {"role": role, "parts": [{"type": "text", "content": text}]}
