"""Every way an endpoint goes wrong, met by the whole of Byline: one table, one contract.

Whatever happens: the passages are shown first, the stream ends in its time with one answer, at
most three requests are sent and none after the first text, what was checked stays and is marked
as partial, and where nothing was checked the articles are quoted and a note says why.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any, NamedTuple

import pytest
from bay_model import TRUE, WHY, asking, ended, spans_hold, true, true_and_wrong
from model_server.scripted import (
    Cut,
    Drip,
    Endless,
    Hang,
    Html,
    Long,
    Messages,
    Packed,
    Raw,
    Redirect,
    ScriptedServer,
    Status,
    Unbroken,
    wait_until,
)

from rag import Rag
from rag.types import Answer, Delta, Failed, SentenceDone
from rag.types import Status as Said

pytestmark = pytest.mark.model

Serve = Callable[..., ScriptedServer]
SECONDS = 3.0
"""What the model is given; the rest of a question has as much again on a busy machine."""
SLACK = 40.0


class Fault(NamedTuple):
    name: str
    step: Any
    tries: int
    said: str
    """Stands in the note or the error."""


BEFORE = [
    Fault("429 with a time that is near", Status(429, "0"), 3, "takes no more requests"),
    Fault("429 with a time that is far", Status(429, "600"), 1, "asks to wait 600 seconds"),
    Fault("429 without a time", Status(429), 3, "takes no more requests"),
    Fault("500", Status(500, "0"), 3, "status 500"),
    Fault("503", Status(503, "0"), 3, "status 503"),
    Fault("a refused key", Status(401), 1, "refused the key"),
    Fault("an unknown model", Status(404), 1, "knows no such model"),
    Fault("too long a prompt", Status(400, error={"message": "maximum context length is 9"}), 1,
          "RAG_LLM_CONTEXT"),
    Fault("silence", Hang(60), 1, "did not finish in"),
    Fault("comments and no text", Hang(60, after="", comments=True), 1, "did not finish in"),
    Fault("a stream of nothing", Raw(()), 3, "sent nothing"),
    Fault("no JSON", Raw(("data: {not json",)), 3, "not its protocol"),
    Fault("JSON of another shape", Raw(("data: {\"choices\": 5}", "data: [DONE]")), 3,
          "sent nothing"),
    Fault("an error in the stream", Raw(('data: {"error": {"message": "out of memory"}}',)), 3,
          "out of memory"),
    Fault("empty text", "", 1, "wrote nothing"),
    Fault("a web page", Html(), 3, "127.0.0.1"),
    Fault("a redirect", Redirect("http://127.0.0.1:9/v1/chat/completions"), 1, "status 307"),
    Fault("one line without an end", Unbroken(), 3, "kept sending past its limit"),
    Fault("a packed bomb", Packed(gzip.compress(b"data: " + b"0" * 50_000_000)), 3, "compressed"),
]  # fmt: skip


def asked(rag: Rag) -> tuple[Answer, list[Any], float]:
    begun = time.monotonic()
    events = list(rag.stream(WHY))
    return ended(events), events, time.monotonic() - begun


@pytest.mark.parametrize("fault", BEFORE, ids=[fault.name for fault in BEFORE])
def test_a_fault_before_the_first_text_ends_in_quotes_that_say_why(
    bay_index: str, serve: Serve, fault: Fault
) -> None:
    server = serve(fault.step)
    with asking(bay_index, server, llm_timeout=SECONDS) as rag:
        answer, _, took = asked(rag)
        assert spans_hold(rag, answer)
    assert took < SECONDS + SLACK
    assert 1 <= len(server.requests) <= fault.tries
    assert answer.mode == "quotes"
    assert answer.status is Said.ANSWERED
    assert answer.citations
    assert answer.passages
    (note,) = [note for note in answer.notes if "the articles are quoted" in note]
    assert fault.said in note
    wait_until(lambda: server.open_streams == 0, 5)


def begun_then(tail: Callable[[str], Any]) -> Callable[[Messages], Any]:
    """What follows a whole true sentence and the beginning of another."""
    return lambda messages: tail(f"{true_and_wrong(messages)} The crews also")


AFTER = [
    Fault("cut", begun_then(Cut), 1, "broke off"),
    Fault("cut as if all were well", begun_then(lambda text: Cut(text, clean=True)), 1, "middle"),
    Fault("silence", begun_then(lambda text: Hang(60, after=text)), 1, "did not finish in"),
    Fault("comments", begun_then(lambda text: Hang(60, after=text, comments=True)), 1,
          "did not finish in"),
    Fault("endless", begun_then(lambda text: Endless(f"{text}. And so on. ")), 1, "limit"),
    Fault("out of tokens", begun_then(Long), 1, "RAG_LLM_MAX_TOKENS"),
]  # fmt: skip


@pytest.mark.parametrize("fault", AFTER, ids=[fault.name for fault in AFTER])
def test_a_fault_after_the_first_text_keeps_what_was_checked_and_marks_it_as_partial(
    bay_index: str, serve: Serve, fault: Fault
) -> None:
    server = serve(fault.step)
    with asking(bay_index, server, llm_timeout=SECONDS) as rag:
        answer, events, took = asked(rag)
        assert spans_hold(rag, answer)
    assert took < SECONDS + SLACK
    assert len(server.requests) == 1
    assert isinstance(events[-1], Failed)
    assert fault.said in events[-1].error
    assert answer.status is Said.PARTIAL
    assert any("cut short" in note for note in answer.notes)
    assert answer.text.startswith(TRUE)
    assert "9,999" not in answer.text
    assert answer.passages
    wait_until(lambda: server.open_streams == 0, 5)


BENIGN = [
    ("at once", [true], 1),
    ("after a 429 with a time", [Status(429, "0"), true], 2),
    ("after a 429 without one", [Status(429), true], 2),
    ("after two faults", [Status(500, "0"), Status(503, "0"), true], 3),
    ("with a pause within its time", [begun_then(lambda text: Hang(0.5, after=text))], 1),
    ("in single letters", [lambda messages: Drip(true(messages), 0.001)], 1),
]


@pytest.mark.parametrize(("name", "steps", "requests"), BENIGN, ids=[row[0] for row in BENIGN])
def test_the_benign_twin_is_answered_by_the_model(
    bay_index: str, serve: Serve, name: str, steps: list[Any], requests: int
) -> None:
    server = serve(*steps)
    with asking(bay_index, server, llm_timeout=60) as rag:
        answer, _, _ = asked(rag)
    assert answer.mode == "openai:tiny"
    assert answer.text.startswith(TRUE)
    assert answer.status is Said.ANSWERED
    assert len(server.requests) == requests


# --- the reader leaves ---


def held() -> tuple[int, int]:
    """Threads and open files of this process."""
    return threading.active_count(), len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # a count


def until_text(rag: Rag) -> None:
    """Read until the model has written something, then leave."""
    with closing(rag.stream(WHY)) as events:  # type: ignore[type-var]  # a generator
        next(event for event in events if isinstance(event, Delta) and event.text)


def test_a_hundred_readers_leave_in_mid_answer_and_nothing_stays(
    bay_index: str, serve: Serve
) -> None:
    server = serve(begun_then(lambda text: Hang(60, after=text)))
    with asking(bay_index, server, llm_timeout=60) as rag:
        until_text(rag)
        wait_until(lambda: server.open_streams == 0, 2)
        before = held()
        for _ in range(100):
            until_text(rag)
            wait_until(lambda: server.open_streams == 0, 2)
        assert len(server.requests) == 101
        wait_until(lambda: held() <= (before[0] + 1, before[1] + 3))


def test_an_asynchronous_reader_who_leaves_ends_the_request_too(
    bay_index: str, serve: Serve
) -> None:
    server = serve(begun_then(lambda text: Hang(60, after=text)))

    async def come_and_go(rag: Rag) -> None:
        events = rag.astream(WHY)
        async for event in events:
            if isinstance(event, Delta) and event.text:
                break
        await events.aclose()  # type: ignore[attr-defined]  # an asynchronous generator

    with asking(bay_index, server, llm_timeout=60) as rag:
        for _ in range(5):
            asyncio.run(come_and_go(rag))
            wait_until(lambda: server.open_streams == 0, 2)
    assert len(server.requests) == 5


# --- what is final ---


@pytest.mark.parametrize("setting", ["remove", "strike"])
def test_token_by_token_nothing_is_final_before_it_is_checked(
    bay_index: str, serve: Serve, setting: str
) -> None:
    server = serve(lambda messages: Drip(true_and_wrong(messages), 0.002))
    with asking(bay_index, server, unsupported=setting, llm_timeout=60) as rag:
        events = list(rag.stream(WHY))
    answer = ended(events)
    done = [event.sentence for event in events if isinstance(event, SentenceDone)]
    assert tuple(done) == answer.sentences
    assert " ".join(sentence.text for sentence in done) == answer.text
    assert "9,999" not in "".join(event.text for event in events if isinstance(event, Delta))
    facts = [s for s in done if not s.text.startswith("~~")]
    assert [s.words for s in facts] == [f"{TRUE}."]
    assert len(answer.removed) == 1
