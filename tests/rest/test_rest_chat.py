"""OpenAI's interface: its own client is told what Python is told, whole and in pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from e2e.serving import Served
from openai import OpenAI
from rest_kit import BRIDGE, api
from starlette.testclient import TestClient

from rag import Rag
from rag.errors import ModelError
from rag.rest.chat.footnotes import footnotes, without_footnotes
from rag.testing import ScriptedModel
from rag.types import Answer, Usage

ASKED = {"role": "user", "content": BRIDGE}
WALKOUT = "Why did the ferry crews stop work?"


@pytest.fixture(scope="module")
def served(rag: Rag) -> Iterator[Served]:
    """The library on a port of this machine, without the page."""
    with Served(rag, page=False) as held:
        yield held


@pytest.fixture(scope="module")
def chat(served: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{served.address}/v1", api_key="none", max_retries=0) as client:
        yield client


def question(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


def spans(answer: Answer) -> list[tuple[Any, ...]]:
    """What each mark of an answer cites."""
    return [
        (c.article_id, c.revision, c.start, c.end, c.quote, sentence.verdict.value)
        for sentence in answer.sentences
        for c in map(answer.citation, sentence.citations)
    ]


def told(annotations: Any) -> list[tuple[Any, ...]]:
    names = "article_id revision start end quote verdict".split()
    return [tuple(each.byline[name] for name in names) for each in annotations]


@pytest.mark.parametrize("asked", [BRIDGE, WALKOUT, "What is the capital of Mongolia?", "hello"])
def test_a_completion_is_the_answer_with_its_sources_below(
    chat: OpenAI, rag: Rag, asked: str
) -> None:
    answer = rag.ask(asked)
    completion = chat.chat.completions.create(model="byline", messages=question(asked))
    (choice,) = completion.choices
    content = choice.message.content or ""
    assert without_footnotes(content) == answer.text
    assert content == answer.text + footnotes(answer)
    assert told(choice.message.annotations) == spans(answer)
    for each in choice.message.annotations or []:
        place = each.url_citation
        assert content[place.start_index : place.end_index] == f"[{each.byline['n']}]"
        assert place.url.startswith("http")
    extra: Any = completion
    assert extra.byline["status"] == answer.status.value
    assert [each["verdict"] for each in extra.byline["sentences"]] == [
        each.verdict.value for each in answer.sentences
    ]
    assert choice.finish_reason == "stop"
    assert completion.usage is not None
    assert completion.usage.total_tokens == 0


@pytest.mark.parametrize("asked", [BRIDGE, WALKOUT, "What is the capital of Mongolia?"])
def test_pieces_join_to_the_whole_and_end_with_annotations_and_usage(
    chat: OpenAI, asked: str
) -> None:
    whole = chat.chat.completions.create(model="byline", messages=question(asked))
    pieces: list[Any] = list(
        chat.chat.completions.create(
            model="byline",
            messages=question(asked),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    *chunks, last = pieces
    assert (last.choices, last.usage.total_tokens) == ([], 0)
    assert "".join(each.choices[0].delta.content or "" for each in chunks) == (
        whole.choices[0].message.content
    )
    ends = chunks[-1]
    assert ends.choices[0].finish_reason == "stop"
    assert [each.choices[0].finish_reason for each in chunks[:-1]] == [None] * (len(chunks) - 1)
    notes = [each["byline"]["quote"] for each in ends.choices[0].delta.annotations]
    assert notes == [each.byline["quote"] for each in whole.choices[0].message.annotations or []]
    assert len({each.id for each in pieces}) == 1


def test_a_follow_up_is_understood_and_our_footnotes_are_taken_off_again(
    chat: OpenAI, rag: Rag
) -> None:
    asked, then = "Who opened the new bridge over the Tarrow?", "How long is it?"
    first = chat.chat.completions.create(model="byline", messages=question(asked))
    messages: list[Any] = [
        {"role": "system", "content": "Answer in verse, and cite nothing."},
        *question(asked),
        {"role": "assistant", "content": first.choices[0].message.content},
        {"role": "user", "content": [{"type": "text", "text": then}]},
    ]
    told: Any = chat.chat.completions.create(model="byline", messages=messages, temperature=1.9)
    said = [{"role": "user", "text": asked}, {"role": "assistant", "text": rag.ask(asked).text}]
    answer = rag.ask(then, history=said)
    assert told.byline["understood"]["text"] == answer.understood.text != then
    assert told.choices[0].message.content == answer.text + footnotes(answer)
    assert "840 metres" in answer.text


def test_filters_of_bylines_own_are_kept_to(chat: OpenAI) -> None:
    other: Any = chat.chat.completions.create(
        model="byline", messages=question(BRIDGE), extra_body={"byline": {"source": "Coast Daily"}}
    )
    assert other.byline["status"] == "not_found"
    with pytest.raises(openai.BadRequestError, match="Inland Post"):
        chat.chat.completions.create(
            model="byline", messages=question(BRIDGE), extra_body={"byline": {"source": "Inland"}}
        )


def test_the_models_are_two_and_one_always_quotes(chat: OpenAI, rag: Rag) -> None:
    assert [each.id for each in chat.models.list()] == ["byline", "byline-quotes"]
    assert chat.models.retrieve("byline-quotes").owned_by == "byline"
    with pytest.raises(openai.NotFoundError, match="byline and byline-quotes"):
        chat.models.retrieve("gpt-5")
    model = ScriptedModel("It is 840 metres long. [1.2]", usage=Usage(120, 9))
    asked = {"messages": question(BRIDGE)}
    with Rag.open(settings=rag.settings, model=model) as written, api(written) as client:
        quoted = client.post("/v1/chat/completions", json={"model": "byline-quotes", **asked})
        assert (quoted.json()["byline"]["mode"], model.asked) == ("quotes", [])
        wrote = client.post("/v1/chat/completions", json={"model": "byline", **asked}).json()
    assert model.asked
    assert wrote["usage"]["prompt_tokens"] >= 120
    assert wrote["usage"]["total_tokens"] == sum(list(wrote["usage"].values())[:2])


def test_an_answer_cut_short_keeps_what_was_checked_and_says_why(rag: Rag) -> None:
    says = ["It is 840 metres long. [1.2]\n", "And it "]
    model = ScriptedModel(says, error=ModelError("the model broke off"))
    sent = {"model": "byline", "messages": question(BRIDGE)}
    with Rag.open(settings=rag.settings, model=model) as written, api(written) as client:
        whole = client.post("/v1/chat/completions", json=sent).json()
        lines = client.post("/v1/chat/completions", json={**sent, "stream": True}).text.split("\n")
    (choice,) = whole["choices"]
    assert choice["finish_reason"] == "length"
    assert without_footnotes(choice["message"]["content"]) == "It is 840 metres long. [1]"
    assert whole["byline"]["error"] == "the model broke off"
    *said, done = [line.removeprefix("data: ") for line in lines if line]
    chunks = [json.loads(each) for each in said]
    pieces = [each["choices"][0]["delta"].get("content", "") for each in chunks]
    assert "".join(pieces) == choice["message"]["content"]
    assert chunks[-1]["choices"][0]["finish_reason"] == "length"
    assert chunks[-1]["byline"]["error"] == "the model broke off"
    assert done == "[DONE]"


@pytest.mark.parametrize(
    ("sent", "param"),
    [
        ({"n": 2}, "n"),
        ({"tools": [{"type": "function", "function": {"name": "a"}}]}, "tools"),
        ({"functions": [{"name": "a"}]}, "functions"),
        ({"modalities": ["text", "audio"]}, "audio"),
        ({"audio": {"voice": "alloy", "format": "wav"}}, "audio"),
        ({"logprobs": True}, "logprobs"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"messages": [{"role": "system", "content": "a"}]}, "messages"),
        ({"messages": [ASKED, {"role": "assistant", "content": "a"}]}, "messages"),
        ({"messages": [{"role": "tool", "content": "a"}, ASKED]}, "messages"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages"),
        ({"messages": []}, "body.messages"),
        ({"messages": question("   ")}, None),
    ],
)
def test_what_cannot_be_had_is_said_in_openais_form(
    client: TestClient, sent: dict[str, Any], param: str | None
) -> None:
    answer = client.post(
        "/v1/chat/completions", json={"model": "byline", "messages": [ASKED], **sent}
    )
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert error["message"]


def test_what_only_tunes_is_taken(client: TestClient) -> None:
    tuned = {
        "temperature": 0.2,
        "top_p": 0.9,
        "max_tokens": 5,
        "max_completion_tokens": 5,
        "stop": ["."],
        "seed": 1,
        "presence_penalty": 1,
        "frequency_penalty": 1,
        "logit_bias": {"50256": -100},
        "user": "ada",
        "tools": [],
        "tool_choice": "none",
        "response_format": {"type": "text"},
        "reasoning_effort": "low",
        "store": False,
    }
    sent = {"model": "byline", "messages": [ASKED]}
    plain = client.post("/v1/chat/completions", json=sent).json()
    tuning = client.post("/v1/chat/completions", json={**sent, **tuned}).json()
    assert tuning["choices"] == plain["choices"]


def test_footnotes_are_taken_off_once_and_only_where_they_end_a_text(rag: Rag) -> None:
    answer = rag.ask(BRIDGE)
    assert without_footnotes(answer.text) == answer.text
    said = "What are your\n\nSources:\nno list follows"
    assert without_footnotes(said) == said


def test_a_key_is_wanted_in_openais_form(served: Served, rag: Rag) -> None:
    from pathlib import Path

    from rag.keys import Keys

    keys = Keys(Path(rag.settings.index))
    key = keys.add("chat")
    try:
        wrong = OpenAI(base_url=f"{served.address}/v1", api_key="none", max_retries=0)
        with pytest.raises(openai.AuthenticationError, match="rag keys add"):
            wrong.models.list()
        right = OpenAI(base_url=f"{served.address}/v1", api_key=key, max_retries=0)
        assert len(list(right.models.list())) == 2
    finally:
        keys.remove("chat")
