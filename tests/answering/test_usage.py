"""What models take is counted and kept, and caps hold within one call, whoever asks meanwhile."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bay_model import TRUE, WHY, asking, spans_hold, true
from model_server.scripted import ScriptedServer, Status

from rag import Rag
from rag.answering.metering import Meter, MeteredModel, Prices
from rag.answering.models import Message
from rag.answering.tokens import TokenCounter
from rag.answering.usage_log import Standing, Taken, UsageLog
from rag.errors import ModelCapped, ModelError, UsageError
from rag.testing import ScriptedModel
from rag.types import Caps, Turn, Usage

Serve = Callable[..., ScriptedServer]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
ASKED = (Message("system", "Be brief."), Message("user", "Why was the lake drained? " * 20))


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> UsageLog:
    return UsageLog(tmp_path / "usage.sqlite3", clock)


def free(_: Standing) -> None:
    return None


SMALL = Taken(10, 5, 0.5)


def begun(log: UsageLog, most: Taken = SMALL) -> int:
    number = log.begin(most, free)
    assert isinstance(number, int)
    return number


def metered(log: UsageLog, model: ScriptedModel, **caps: Any) -> MeteredModel:
    return MeteredModel(model, Meter(TokenCounter(model), log, Caps(**caps), Prices(1.0, 2.0)))


def said(model: MeteredModel, max_tokens: int = 100) -> str:
    pieces = model.stream(ASKED, max_tokens=max_tokens, temperature=0.0)
    return "".join(piece.text for piece in pieces)


def said_often(model: MeteredModel) -> None:
    for _ in range(1000):
        said(model)


# --- what is kept ---


def test_a_request_counts_at_its_most_until_it_ended_and_then_as_it_was(log: UsageLog) -> None:
    number = begun(log, Taken(100, 700, 0.8))
    assert log.standing().today.total_tokens == 800
    log.end(number, Taken(90, 20, 0.11))
    today = log.standing().today
    assert (today.day, today.requests) == (date(2026, 3, 1), 1)
    assert (today.prompt_tokens, today.completion_tokens, today.cost) == (90, 20, 0.11)


def test_it_is_still_there_after_a_restart_and_for_another_process(
    log: UsageLog, tmp_path: Path
) -> None:
    log.end(begun(log), Taken(7, 3, 0.1))
    code = (
        "from pathlib import Path; from rag.answering.usage_log import *\n"
        f"log = UsageLog(Path({str(tmp_path / 'usage.sqlite3')!r}), lambda: {NOON})\n"
        "log.begin(Taken(1, 1, 0.0), lambda _: None); print(log.standing().today.requests)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "2"
    assert log.standing().today.total_tokens == 12


def test_minutes_and_days_pass(log: UsageLog, clock: Clock) -> None:
    for _ in range(3):
        log.end(begun(log), Taken(7, 3, 0.1))
    clock.now += 59
    assert log.standing().last_minute == 3
    clock.now += 2
    assert log.standing().last_minute == 0
    clock.now += 86_400
    begun(log)
    assert log.standing().today.requests == 1
    assert [(d.day.day, d.requests, d.total_tokens) for d in log.days(7)] == [
        (2, 1, 15),
        (1, 3, 30),
    ]
    clock.now += 86_400
    begun(log)
    assert [(d.day.day, d.requests) for d in log.days(2)] == [(3, 1), (2, 1)]


def test_a_request_across_midnight_is_of_the_day_it_began(log: UsageLog, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 1, 23, 59, 50, tzinfo=UTC).timestamp()
    number = begun(log)
    clock.now += 20
    begun(log)
    log.end(number, Taken(1, 2, 0.0))
    assert [(d.day.day, d.total_tokens) for d in log.days(7)] == [(2, 15), (1, 3)]


def test_many_threads_never_pass_a_cap_together(tmp_path: Path) -> None:
    path, let_in = tmp_path / "usage.sqlite3", []

    def ask() -> None:
        own = UsageLog(path)  # as a process of its own has it
        for _ in range(10):
            number = own.begin(
                Taken(10, 0, 0.0), lambda now: "no" if now.today.total_tokens >= 250 else None
            )
            let_in.append(number)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 50
    assert sum(isinstance(number, int) for number in let_in) == 25


def test_reading_what_was_never_written_makes_no_file(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "usage.sqlite3")
    assert (log.standing().today.requests, log.days(7)) == (0, ())
    assert list(tmp_path.iterdir()) == []


def test_where_the_file_is_damaged_this_process_counts_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "usage.sqlite3"
    path.write_bytes(b"no database at all, but long enough to look like one" * 100)
    log = UsageLog(path, Clock())
    log.end(begun(log), Taken(7, 3, 0.1))
    assert log.standing().today.total_tokens == 10
    assert log.begin(Taken(1, 1, 0.0), lambda now: str(now.last_minute)) == "1"


# --- caps ---


def test_what_one_answer_took_is_the_models_own_count_with_its_cost(log: UsageLog) -> None:
    model = metered(log, ScriptedModel("It was sick.", usage=Usage(900, 40)))
    assert said(model) == "It was sick."
    assert model.usage == Usage(900, 40, pytest.approx(0.00098))
    said(model)
    assert model.usage == Usage(1800, 80, pytest.approx(0.00196))
    assert log.standing().today.total_tokens == 1880


def test_without_a_report_it_is_estimated_and_says_so(log: UsageLog) -> None:
    model = metered(log, ScriptedModel("It was sick."))
    said(model)
    assert model.usage is not None
    assert model.usage.estimated
    assert model.usage.prompt_tokens > 100
    assert model.usage.completion_tokens >= 4


def test_a_reader_who_leaves_has_what_came_counted(log: UsageLog) -> None:
    model = metered(log, ScriptedModel("word " * 50))
    stream = model.stream(ASKED, max_tokens=500, temperature=0.0)
    for _ in range(10):
        next(stream)
    stream.close()  # type: ignore[attr-defined]  # a generator
    assert 10 <= log.standing().today.completion_tokens < 50


def test_a_request_that_was_turned_away_takes_no_tokens(log: UsageLog) -> None:
    model = metered(log, ScriptedModel("", error=ModelError("refused the key")))
    with pytest.raises(ModelError, match="refused the key"):
        said(model)
    today = log.standing().today
    assert (today.requests, today.total_tokens) == (1, 0)


def test_the_cap_of_a_minute_lets_so_many_through_and_tells_when_the_next(
    log: UsageLog, clock: Clock
) -> None:
    model = metered(log, ScriptedModel("Yes.", usage=Usage(9, 1)), requests_per_minute=60)
    passed = 0
    for _ in range(500):
        clock.now += 0.1
        try:
            said(model)
            passed += 1
        except ModelCapped as error:
            assert "60 requests" in str(error)  # noqa: PT017  # each of many
            assert "RAG_LLM_REQUESTS_PER_MINUTE" in str(error)  # noqa: PT017
    assert passed == 60
    assert len(model.model.asked) == 60  # type: ignore[attr-defined]  # the double's
    clock.now += 61
    assert said(model) == "Yes."


@pytest.mark.parametrize("cap", [1000, 5000, 12_345])
def test_the_cap_of_a_day_is_not_passed_by_a_single_request(
    log: UsageLog, clock: Clock, cap: int
) -> None:
    model = metered(log, ScriptedModel("Yes.", usage=Usage(120, 90)), tokens_per_day=cap)
    with pytest.raises(ModelCapped, match=f"of {cap:,} tokens a day"):
        said_often(model)
    assert cap - 400 <= log.standing().today.total_tokens <= cap
    clock.now += 86_400
    assert said(model) == "Yes."


def test_the_cap_of_a_days_cost_holds_the_same_way(log: UsageLog) -> None:
    model = metered(log, ScriptedModel("Yes.", usage=Usage(120, 90)), cost_per_day=0.003)
    with pytest.raises(ModelCapped, match=r"of 0\.0030 a day are spent.*RAG_LLM_COST_PER_DAY"):
        said_often(model)
    assert 0.002 <= log.standing().today.cost <= 0.003


def test_the_cap_of_an_answer_counts_all_of_its_requests(log: UsageLog) -> None:
    model = metered(log, ScriptedModel("Yes.", usage=Usage(120, 90)), tokens_per_answer=500)
    said(model)
    said(model)
    with pytest.raises(ModelCapped, match=r"500 are the cap.*RAG_LLM_TOKENS_PER_ANSWER"):
        said(model)
    fresh = metered(log, ScriptedModel("Yes.", usage=Usage(120, 90)), tokens_per_answer=500)
    assert said(fresh) == "Yes."


# --- the whole way ---


@pytest.mark.model
@pytest.mark.parametrize(
    ("cap", "named"),
    [
        ({"llm_requests_per_minute": 2}, "RAG_LLM_REQUESTS_PER_MINUTE"),
        ({"llm_tokens_per_day": 3000}, "RAG_LLM_TOKENS_PER_DAY"),
        ({"llm_cost_per_day": 0.003, "llm_price_in": 1, "llm_price_out": 1}, "COST_PER_DAY"),
        ({"llm_tokens_per_answer": 200}, "RAG_LLM_TOKENS_PER_ANSWER"),
    ],
)
def test_beyond_a_cap_nothing_is_sent_and_the_articles_are_quoted_with_the_reason(
    bay_index: str, tmp_path: Path, serve: Serve, cap: dict[str, Any], named: str
) -> None:
    server = serve(true)
    with asking(copied(bay_index, tmp_path), server, **cap) as rag:
        answers = [rag.ask(WHY) for _ in range(16)]
        assert all(spans_hold(rag, answer) for answer in answers)
        report = rag.usage()
    written = [answer for answer in answers if answer.mode == "openai:tiny"]
    assert len(server.requests) == len(written) == report.today.requests < 16
    for answer in (each for each in answers if each not in written):
        assert answer.mode == "quotes"
        assert answer.citations
        assert answer.passages
        assert any("was not asked" in note and named in note for note in answer.notes)
    assert report.today.total_tokens <= (cap.get("llm_tokens_per_day") or 10**9)


@pytest.mark.model
def test_the_benign_twin_below_its_caps_is_answered_by_the_model_each_time(
    bay_index: str, tmp_path: Path, serve: Serve
) -> None:
    caps = {"llm_requests_per_minute": 50, "llm_tokens_per_day": 500_000}
    with asking(copied(bay_index, tmp_path), serve(true), **caps) as rag:
        answers = [rag.ask(WHY) for _ in range(8)]
    assert [answer.mode for answer in answers] == ["openai:tiny"] * 8
    assert all(TRUE in answer.text for answer in answers)


@pytest.mark.model
def test_a_question_of_a_megabyte_and_a_history_of_200_turns_cost_no_more_than_others(
    bay_index: str, tmp_path: Path, serve: Serve
) -> None:
    server = serve(true)
    long = [Turn("user" if n % 2 == 0 else "assistant", "word " * 20_000) for n in range(200)]
    with asking(copied(bay_index, tmp_path), server) as rag:
        with pytest.raises(UsageError, match="at most 4,000 are read"):
            rag.ask("Why? " * 200_000)
        rag.ask(WHY)
        rag.ask(WHY, history=long)
    sizes = [len(json.dumps(request["messages"])) for request in server.requests]
    assert sizes
    assert max(sizes) < 20_000


def copied(folder: str, tmp_path: Path) -> str:
    """A library of a test's own, so that what others took does not count."""
    own = shutil.copytree(folder, tmp_path / "index")
    for file in own.glob("usage.sqlite3*"):
        file.unlink()
    return str(own)


@pytest.mark.model
def test_what_was_taken_is_told_by_the_command_and_by_the_answer(
    bay_index: str, tmp_path: Path, serve: Serve
) -> None:
    folder = copied(bay_index, tmp_path)
    with asking(folder, serve(true), llm_price_in=2.0, llm_price_out=10.0) as rag:
        answer = rag.ask(WHY)
    assert answer.usage == Usage(100, 20, pytest.approx(0.0004))
    ran = subprocess.run(
        [sys.executable, "-m", "rag", "usage", "--json", "--index", folder],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    assert told["today"]["requests"] == 1
    assert told["today"]["prompt_tokens"] == 100
    assert told["today"]["cost"] == pytest.approx(0.0004)
    assert told["model"] is None


@pytest.mark.model
def test_without_a_model_nothing_is_counted_and_no_file_is_made(
    bay_index: str, tmp_path: Path
) -> None:
    folder = copied(bay_index, tmp_path)
    with Rag.open(folder) as rag:
        assert rag.ask(WHY).usage is None
        assert rag.usage().today.requests == 0
    assert not (Path(folder) / "usage.sqlite3").exists()


@pytest.mark.model
def test_a_failing_endpoint_is_counted_as_asked_and_costs_nothing(
    bay_index: str, tmp_path: Path, serve: Serve
) -> None:
    with asking(copied(bay_index, tmp_path), serve(Status(401))) as rag:
        answer = rag.ask(WHY)
        assert rag.usage().today.requests == 1
    assert answer.usage is not None
    assert answer.usage.total_tokens == 0
