"""Asking over HTTP gives what Python gives, whole and as it is made; else there is a problem."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from rest_kit import BRIDGE, HERE, api, events
from starlette.testclient import TestClient

from rag import Rag
from rag.answering.models import Piece
from rag.errors import BylineError, EmbeddingError, LibraryBusy, TooMuchWaiting
from rag.jobs import Jobs
from rag.places import Places
from rag.rest.app import create_api
from rag.rest.arriving import MOST_JSON
from rag.rest.problems import Problem
from rag.serve import create_app
from rag.testing import ScriptedModel
from rag.types import Answer, Event, Found

PROBLEM = "application/problem+json"
NOT_SAME = {"timings_ms", "trace_id"}


def comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """What two answers to one question have in common."""
    answer = json.loads(json.dumps(answer))
    answer["understood"].pop("asked_at")
    return {name: value for name, value in answer.items() if name not in NOT_SAME}


def refused(client: TestClient, path: str, status: int, **sent: Any) -> dict[str, Any]:
    """The problem that a request meets."""
    answer = client.post(f"/v1{path}", **sent)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    told = answer.json()
    assert told["status"] == status
    assert told["type"].startswith("urn:byline:problem:")
    assert told["request_id"] == answer.headers["x-request-id"]
    return dict(told)


@pytest.mark.parametrize(
    "question",
    [BRIDGE, "What is the capital of Mongolia?", "How many articles are there?", "hello"],
)
def test_an_answer_is_the_one_that_python_gives(
    client: TestClient, rag: Rag, question: str
) -> None:
    answer = client.post("/v1/ask", json={"question": question})
    assert answer.status_code == 200
    assert comparable(answer.json()) == comparable(rag.ask(question).to_dict())


def test_a_follow_up_is_understood_by_the_turns_of_the_answer_before(client: TestClient) -> None:
    first = client.post("/v1/ask", json={"question": "Who opened the new bridge?"}).json()
    sent = {"question": "How long is it?", "history": first["turns"]}
    then = client.post("/v1/ask", json=sent).json()
    assert "840 metres" in then["text"]
    assert len(then["turns"]) == 4


def test_a_stream_tells_its_events_in_order_and_ends_with_the_same_answer(
    client: TestClient,
) -> None:
    sent = {"question": BRIDGE}
    answer = client.post("/v1/ask/stream", json=sent)
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    names = [name for name, _ in told]
    assert (names[0], names[-1], names.count("done")) == ("found", "done", 1)
    kept = [data["sentence"]["text"] for name, data in told if name == "sentence"]
    assert " ".join(kept) == told[-1][1]["text"]
    assert comparable(told[-1][1]) == comparable(client.post("/v1/ask", json=sent).json())


def test_a_model_that_fails_ends_the_stream_as_failed(rag: Rag) -> None:
    from rag.errors import ModelError

    says = ["It is 840 metres long. [1.2]\n", "And it "]
    model = ScriptedModel(says, error=ModelError("the model broke off"))
    with Rag.open(settings=rag.settings, model=model) as written, api(written) as client:
        told = events(client.post("/v1/ask/stream", json={"question": BRIDGE}).text)
        name, last = told[-1]
        assert (name, last["error"]) == ("failed", "the model broke off")
        assert last["answer"]["text"] == "It is 840 metres long. [1]"
        assert [each for each, _ in told].count("dropped") == 1
        whole = client.post("/v1/ask", json={"question": BRIDGE}).json()
        assert comparable(whole) == comparable(last["answer"])


def test_a_fault_of_ours_ends_a_stream_too(rag: Rag, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Iterator[Event]:
        yield Found(())
        raise RuntimeError("a secret path")

    sent = {"model": "byline", "messages": [{"role": "user", "content": BRIDGE}], "stream": True}
    with Rag.open(settings=rag.settings) as other, api(other) as client:
        monkeypatch.setattr(other, "stream", broken)
        told = client.post("/v1/ask/stream", json={"question": BRIDGE}).text
        chat = client.post("/v1/chat/completions", json=sent).text
        assert client.post("/v1/ask", json={"question": BRIDGE}).status_code == 500
    assert [name for name, _ in events(told)] == ["found", "failed"]
    assert '"server_error"' in chat
    assert chat.endswith("data: [DONE]\n\n")
    assert "secret" not in told + chat


def test_the_model_is_left_out_where_that_is_asked(rag: Rag) -> None:
    model = ScriptedModel("Nothing. [1.1]")
    with Rag.open(settings=rag.settings, model=model) as written, api(written) as client:
        answer = client.post("/v1/ask", json={"question": BRIDGE, "without": ["model"]}).json()
    assert answer["mode"] == "quotes"
    assert model.asked == []


def test_a_search_is_the_one_that_python_makes(client: TestClient, rag: Rag) -> None:
    sent = {"question": "peace over herring", "k": 3, "source": ["Coast Daily", "Inland Post"]}
    found = client.post("/v1/search", json=sent).json()
    assert found["passages"] == json.loads(
        json.dumps(rag.search(**sent).to_dict()["passages"])  # type: ignore[arg-type]  # by name
    )
    assert {each["source"] for each in found["passages"]} <= {"Coast Daily", "Inland Post"}


def test_half_a_character_is_no_fault_of_ours(client: TestClient) -> None:
    body = b'{"question": "How long is \\ud800 the bridge?"}'
    kind = {"content-type": "application/json"}
    assert refused(client, "/ask", 422, content=body, headers=kind)["errors"]
    assert client.get("/v1/articles/a%00b").status_code == 404


# --- what cannot be --------------------------------------------------------------------------


def test_a_collection_narrows_and_an_unknown_one_is_told(client: TestClient) -> None:
    asked = {"question": "Who opened the bridge?", "collection": "no such"}
    refused = client.post("/v1/ask", json=asked)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:byline:problem:unknown-collection"


def test_an_unknown_outlet_is_told_with_those_that_come_near(client: TestClient) -> None:
    told = refused(client, "/ask", 422, json={"question": BRIDGE, "source": "Inland Pist"})
    assert told["type"] == "urn:byline:problem:unknown-source"
    assert told["near"] == ["Inland Post"]


@pytest.mark.parametrize("path", ["/ask", "/ask/stream", "/search"])
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"question": "   "}, "the question is empty"),
        ({"question": BRIDGE, "since": "soon"}, "since must be a day"),
        ({"question": BRIDGE, "since": "2022-02-02", "until": "2022-01-01"}, "lies after until"),
    ],
)
def test_what_rag_refuses_is_refused_in_its_words(
    client: TestClient, path: str, sent: dict[str, Any], said: str
) -> None:
    assert said in refused(client, path, 422, json=sent)["detail"]


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({}, "body.question"),
        ({"question": BRIDGE, "sauce": "TASS"}, "body.sauce"),
        ({"question": BRIDGE, "k": 0}, "body.k"),
        ({"question": BRIDGE, "history": [{"role": "system", "text": "a"}]}, "body.history.0.role"),
        ({"question": BRIDGE, "without": ["luck"]}, "body.without.0"),
        ([], "body"),
    ],
)
def test_a_body_of_another_form_is_told_where(client: TestClient, sent: Any, where: str) -> None:
    told = refused(client, "/ask", 422, json=sent)
    assert [each["where"] for each in told["errors"]] == [where]


def test_what_is_no_json_is_told(client: TestClient) -> None:
    kind = {"content-type": "application/json"}
    assert "JSON" in refused(client, "/ask", 400, content=b"{", headers=kind)["detail"]
    deep = b'{"question": ' + b"[" * 200_000
    assert refused(client, "/ask", 400, content=deep, headers=kind)
    for other in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert refused(client, "/ask", 415, content=b"a=b", headers={"content-type": other})


def test_a_body_beyond_bounds_is_refused_before_and_while_it_is_read(client: TestClient) -> None:
    kind = {"content-type": "application/json"}
    long = b'{"question": "' + b"a" * MOST_JSON
    assert refused(client, "/ask", 413, content=long, headers=kind)

    def pieces() -> Iterator[bytes]:
        yield from (long[n : n + 100_000] for n in range(0, len(long), 100_000))

    assert refused(client, "/ask", 413, content=pieces(), headers=kind)


def test_what_is_not_there_is_a_problem_too(client: TestClient) -> None:
    for path, status in (("/nothing", 404), ("/ask", 405), ("/articles/none", 404)):
        answer = client.get(f"/v1{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert client.get("/v1/ask").headers["allow"] == "POST"


def test_a_library_that_is_not_there_is_told(rag: Rag, tmp_path: Any) -> None:
    with Rag.open(tmp_path / "none", api_rate="none") as empty, api(empty) as client:
        told = refused(client, "/ask", 503, json={"question": BRIDGE})
    assert told["type"] == "urn:byline:problem:library-not-found"
    assert "rag ingest" in told["detail"]


# --- too much ---------------------------------------------------------------------------------


def test_whoever_would_wait_too_long_is_told_to_come_again(rag: Rag) -> None:
    places = Places(1, 0)
    api_alone = create_api(rag, Jobs(rag), places)
    with TestClient(api_alone, base_url=HERE, client=("127.0.0.1", 5000)) as client:
        ticket = places.take()
        for path in ("/ask", "/ask/stream"):
            answer = client.post(path, json={"question": BRIDGE})
            assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
            assert answer.json()["type"] == "urn:byline:problem:too-many-waiting"
        assert client.post("/search", json={"question": BRIDGE}).status_code == 200
        places.give_back(ticket)
        assert client.post("/ask", json={"question": BRIDGE}).status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "again"),
    [
        (TooMuchWaiting("full"), 429, "5"),
        (LibraryBusy("held"), 503, "5"),
        (EmbeddingError("broken"), 503, None),
    ],
)
def test_what_passes_says_when_to_come_again(
    error: BylineError, status: int, again: str | None
) -> None:
    problem = Problem.of(error)
    assert problem.status_code == status
    assert (problem.headers or {}).get("retry-after") == again


# --- who leaves ------------------------------------------------------------------------------


class Endless(ScriptedModel):
    """A model that never comes to an end by itself."""

    def stream(self, messages: Any, *, max_tokens: int, temperature: float) -> Iterator[Piece]:
        try:
            while True:
                yield Piece("word ")
        finally:
            self.closed += 1


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream", "/v1/chat/completions"])
def test_who_hangs_up_ends_the_answer(rag: Rag, path: str) -> None:
    model = Endless("")
    question = {"model": "byline", "messages": [{"role": "user", "content": BRIDGE}]}
    sent = question if "chat" in path else {"question": BRIDGE}
    with Rag.open(settings=rag.settings, model=model) as written:
        app = create_app(written, page=False)
        asyncio.run(_asked_and_left(app, path, json.dumps(sent).encode(), model))
    assert model.closed == 1


async def _asked_and_left(app: Any, path: str, body: bytes, model: Endless) -> None:
    """One request whose sender is gone as soon as the model has begun."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    before = model.stream

    def begun(*given: Any, **named: Any) -> Iterator[Piece]:
        loop.call_soon_threadsafe(asked.set)
        return before(*given, **named)

    model.stream = begun  # type: ignore[method-assign]  # to know when it is asked
    told = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if told:
            return told.pop()
        await asked.wait()
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        return None

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 7860),
        "client": ("127.0.0.1", 5000),
        "headers": [
            (b"host", HERE.removeprefix("http://").encode()),
            (b"content-type", b"application/json"),
        ],
    }
    await asyncio.wait_for(app(scope, receive, send), 20)


def test_an_answer_can_be_read_as_one(client: TestClient) -> None:
    from rag.types.restoring import restored

    told = client.post("/v1/ask", json={"question": BRIDGE}).json()
    assert restored(Answer, told).citations[0].quote in told["text"]
