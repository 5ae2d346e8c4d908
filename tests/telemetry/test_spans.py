"""What a question tells of itself: its steps as spans, no words, and nothing that leaks."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode
from telemetry.watching import Watch

from rag import Rag
from rag.answering.models import ChatModel, Message
from rag.errors import ModelError
from rag.testing import ScriptedModel, ScriptedReranker
from rag.types import Done, Event, Usage

WHY = "Why did the ferry crews stop work?"
WEATHER = "Who won the chess championship in Reykjavik?"
TRUE = "Crews stopped work because their hours of rest had been cut"
ARTICLES = Path(__file__).parents[1] / "fixtures" / "bay"


def honest(messages: Sequence[Message]) -> str:
    lines = [line for each in messages for line in each.text.splitlines()]
    found = re.search(r"\d+\.\d+", next(e for e in lines if "hours of rest had been cut" in e))
    assert found is not None
    return f"{TRUE} [{found[0]}]. About 9,999 passengers were left on the quay [{found[0]}]."


def small_model(error: ModelError | None = None) -> ScriptedModel:
    usage = Usage(200, 30)
    return ScriptedModel(
        "" if error else honest,
        name="openai:tiny",
        endpoint="models.example:8443",
        usage=usage,
        error=error,
    )


Ask = Callable[..., Rag]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def opened(bay: Rag, watch: Watch) -> Iterator[Ask]:
    """The bay's library once more, watched."""
    rags: list[Rag] = []

    def watched(model: ChatModel | None = None, by: Watch = watch, **settings: object) -> Rag:
        rag = Rag.open(bay.settings.index, model=model, telemetry=by.telemetry, **settings)
        rags.append(rag)
        return rag

    yield watched
    for rag in rags:
        rag.close()


def test_every_step_of_an_answer_by_quoting_is_a_span_under_the_question(
    opened: Ask, watch: Watch
) -> None:
    rag = opened()
    assert not rag.recorded
    answer = rag.ask(WHY)
    assert watch.tree() == [
        ("byline.question", None),
        ("byline.understand", "byline.question"),
        ("byline.search", "byline.question"),
        ("byline.rank", "byline.search"),
        ("byline.weigh", "byline.question"),
        ("byline.compose", "byline.question"),
        ("byline.verify", "byline.compose"),
    ]
    (question,) = watch.named("byline.question")
    told = dict(question.attributes or {})
    assert told.pop("byline.confidence") == answer.confidence
    assert told == {
        "byline.operation": "ask",
        "byline.status": "answered",
        "byline.mode": "quotes",
        "byline.passages": len(answer.passages),
        "byline.sentences": len(answer.sentences),
        "byline.citations": len(answer.citations),
        "byline.removed": 0,
        "byline.cut_short": False,
        "byline.trace_id": answer.trace_id,
    }
    assert {each.status.status_code for each in watch.spans()} == {StatusCode.UNSET}


def test_a_request_to_a_model_has_the_attributes_of_the_conventions(
    opened: Ask, watch: Watch
) -> None:
    answer = opened(small_model(), llm_price_in=1.0, llm_price_out=10.0).ask(WHY)
    assert answer.mode == "openai:tiny"
    (call,) = watch.named("chat tiny")
    told = dict(call.attributes or {})
    assert call.kind is SpanKind.CLIENT
    assert 0 < told.pop("gen_ai.response.time_to_first_chunk") < 60
    assert told == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "tiny",
        "gen_ai.request.max_tokens": 700,
        "gen_ai.request.temperature": 0.0,
        "gen_ai.request.stream": True,
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 200,
        "gen_ai.usage.output_tokens": 30,
        "server.address": "models.example",
        "server.port": 8443,
        "byline.cost": 0.0005,
    }
    assert ("chat tiny", "byline.compose") in watch.tree()
    # What is checked between two pieces of the model's output is no part of the request.
    assert ("byline.verify", "byline.compose") in watch.tree()
    verdicts = [(each.attributes or {})["byline.verdict"] for each in watch.named("byline.verify")]
    assert verdicts == ["supported", "unsupported"]


def test_metrics_count_answers_by_status_tokens_cost_and_the_lag_of_indexes(
    opened: Ask, watch: Watch
) -> None:
    rag = opened(small_model(), llm_price_in=1.0)
    assert (rag.ask(WHY).status, rag.ask(WEATHER).status) == ("answered", "not_found")
    assert len(rag.search(WHY)) > 0
    told = watch.metrics()
    by_status = {row["byline.status"]: n for row, n in told["byline.answers"]}
    assert by_status == {"answered": 1, "not_found": 1}
    operations = {row["byline.operation"] for row, _ in told["byline.question.duration"]}
    assert operations == {"ask", "search"}
    model = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "tiny",
    }
    assert told["gen_ai.client.token.usage"] == [
        ({**model, "gen_ai.token.type": kind}, 1) for kind in ("input", "output")
    ]
    assert told["gen_ai.client.operation.duration"] == [(model, 1)]
    assert told["byline.model.cost"] == [(model, 0.0002)]
    steps = {row["byline.step"] for row, _ in told["byline.step.duration"]}
    assert steps == {"understand", "search", "rank", "weigh", "compose", "verify"}
    lags = {row["byline.follower"]: n for row, n in told["byline.follower.lag"]}
    assert lags == {"keywords": 0, "vectors": 0}


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower()))


OWN = words_of("quotes sentence span answered not found stop supported unsupported models.example")
"""Words of values that are told: ways, verdicts, statuses, the model's address and its end."""


def test_nothing_of_questions_articles_or_answers_is_told_unless_asked(
    opened: Ask, watch: Watch
) -> None:
    failing = small_model(ModelError(f"cannot answer {WHY}"))
    for model in (None, small_model(), failing):
        rag = opened(model)
        answers = [rag.ask(WHY), rag.ask(WEATHER, history=rag.ask(WHY))]
    rag.search(WHY)
    articles = " ".join(each.read_text("utf-8") for each in ARTICLES.glob("*.md"))
    private = words_of(f"{WHY} {WEATHER} {articles} {' '.join(each.text for each in answers)}")
    assert len(watch.spans()) > 40
    assert watch.words() & private - OWN == set()


def test_words_are_told_where_they_are_asked_for_and_secrets_are_covered(opened: Ask) -> None:
    watch = Watch(cover=lambda text: text.replace("ferry", "****"))
    rag = opened(small_model(), watch)
    assert rag.recorded
    answer = rag.ask(WHY)
    (question,) = watch.named("byline.question")
    told = question.attributes or {}
    assert told["byline.question.text"] == WHY.replace("ferry", "****")
    assert told["byline.answer.text"] == answer.text.replace("ferry", "****")
    (call,) = watch.named("chat tiny")
    asked, wrote = (
        json.loads(str((call.attributes or {})[f"gen_ai.{side}.messages"]))
        for side in ("input", "output")
    )
    assert [each["role"] for each in asked] == ["system", "user"]
    assert "hours of rest" in asked[1]["parts"][0]["content"]
    assert wrote[0]["parts"][0]["content"].startswith(TRUE)
    assert "ferry" not in json.dumps([asked, wrote])
    assert {"crews", "passengers", "quay"} <= watch.words()  # the test before this would see them


def test_a_model_that_fails_is_told_by_its_errors_name(opened: Ask, watch: Watch) -> None:
    assert opened(small_model(ModelError("no"))).ask(WHY).mode == "quotes"
    (call,) = watch.named("chat tiny")
    assert (call.attributes or {})["error.type"] == "ModelError"
    assert (call.status.status_code, call.status.description) == (StatusCode.ERROR, None)
    assert call.events == ()
    (question,) = watch.named("byline.question")
    assert question.status.status_code is StatusCode.UNSET


def test_an_answer_that_breaks_off_is_told_as_cut_short(opened: Ask, watch: Watch) -> None:
    broken = ScriptedModel(honest, name="openai:tiny", error=ModelError("broke off"))
    assert opened(broken).ask(WHY).status == "partial"
    (question,), (call,) = watch.named("byline.question"), watch.named("chat tiny")
    assert (question.attributes or {})["byline.cut_short"] is True
    assert (call.attributes or {})["error.type"] == "ModelError"


def test_who_leaves_in_the_middle_closes_every_span_and_fails_none(
    opened: Ask, watch: Watch
) -> None:
    model = small_model()
    events = opened(model).stream(WHY)
    for event in events:
        if type(event).__name__ == "Delta":
            break
    events.close()  # type: ignore[attr-defined]  # it is a generator
    assert model.closed == 1
    left = [each.name for each in watch.spans() if (each.attributes or {}).get("byline.cancelled")]
    assert left == ["byline.question", "byline.compose", "chat tiny"]
    assert {each.status.status_code for each in watch.spans()} == {StatusCode.UNSET}


def test_a_reader_who_stops_at_the_end_did_not_leave(opened: Ask, watch: Watch) -> None:
    for event in opened().stream(WHY):
        if isinstance(event, Done):
            break
    assert "byline.cancelled" not in {
        key for each in watch.spans() for key in each.attributes or {}
    }
    assert len(watch.named("byline.question")) == 1


def test_a_stream_leaves_the_readers_own_context_alone_from_whatever_thread(
    opened: Ask, watch: Watch
) -> None:
    events = opened(small_model()).stream(WHY)
    seen: list[Event] = []
    outside: list[trace.Span] = []

    def read_one() -> None:
        seen.extend(each for each in (next(events, None),) if each is not None)
        outside.append(trace.get_current_span())

    while not (seen and isinstance(seen[-1], Done)):
        reader = threading.Thread(target=read_one)
        reader.start()
        reader.join()
    assert set(outside) == {trace.INVALID_SPAN}
    here = opened().stream(WHY)
    next(here)
    assert trace.get_current_span() is trace.INVALID_SPAN
    assert sum(1 for _ in here) > 0
    assert [name for name, parent in watch.tree() if parent is None] == ["byline.question"]
    assert len({each.context.trace_id for each in watch.spans() if each.context}) == 2


def test_the_programs_own_span_is_the_parent(opened: Ask, watch: Watch) -> None:
    rag = opened()
    with watch.tracers.get_tracer("host").start_as_current_span("host"):
        rag.ask(WHY)
        asyncio.run(rag.aask(WHY))
        asyncio.run(_streamed(rag))
    assert len(watch.named("byline.question")) == 3
    roots = [name for name, parent in watch.tree() if parent is None]
    assert roots == ["host"]


async def _streamed(rag: Rag) -> None:
    assert isinstance([event async for event in rag.astream(WHY)][-1], Done)


def test_of_two_libraries_in_turns_only_the_one_that_is_watched_tells(
    bay: Rag, opened: Ask, watch: Watch
) -> None:
    told, untold = opened().stream(WHY), bay.stream(WEATHER)
    next(told)
    next(untold)
    assert sum(1 for _ in untold) > 0
    assert sum(1 for _ in told) > 0
    assert len(watch.named("byline.question")) == 1
    assert len({each.context.trace_id for each in watch.spans() if each.context}) == 1


def test_a_reranker_and_a_search_are_told(bay: Rag, watch: Watch) -> None:
    keeps = ScriptedReranker(lambda _question, ids: [(each, None) for each in ids])
    with Rag.open(bay.settings.index, reranker=keeps, telemetry=watch.telemetry) as rag:
        rag.search(WHY)
        rag.timeline(WHY)
    assert ("byline.rerank", "byline.search") in watch.tree()
    operations = [(e.attributes or {})["byline.operation"] for e in watch.named("byline.question")]
    assert operations == ["search", "timeline"]
