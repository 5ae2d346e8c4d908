"""The tools, called by the official client: what they give, how small, and what goes wrong."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import Client
from mcp.server import MCPServer
from mcp.types import CallToolResult, TextContent

from rag import Rag
from rag.mcp_server.paging import CHARACTERS
from rag.mcp_server.serving import server_of
from rag.mcp_server.telling import answer_told
from rag.mcp_server.tools import Tools
from rag.testing import ScriptedModel

QUESTION = "Who rejected the herring quota?"
LARGEST = 2 * CHARACTERS + 4000
"""Characters of a whole result as it is sent: values, the same as text, and what is around."""


def asked(rag: Rag, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def within() -> Any:
        async with Client(server_of(rag)) as client:
            return await work(client)

    return asyncio.run(within())


def call(rag: Rag, tool: str, **arguments: Any) -> CallToolResult:
    return asked(rag, lambda client: client.call_tool(tool, arguments))  # type: ignore[no-any-return]  # of an async call


def told(rag: Rag, tool: str, **arguments: Any) -> dict[str, Any]:
    result = call(rag, tool, **arguments)
    assert not result.is_error, result.content
    assert len(result.model_dump_json()) < LARGEST
    return dict(result.structured_content or {})


def words(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A library whose one article is long, as are its title, its sentences and its address."""
    folder = tmp_path_factory.mktemp("long")
    sentences = (
        f"On {day} May 2023 the harbour office of Arne counted {day * 7} boats, "
        + "and the wind was noted as well as the tide, " * 8
        + "as on every day."
        for day in range(1, 31)
    )
    url = f"https://coast.example/{'a' * 900}"
    head = f"---\ntitle: {'Boats of Arne ' * 30}\npublished: 2023-06-01\nurl: {url}\n---\n\n"
    (folder / "boats.md").write_text(head + "\n\n".join(sentences))
    with Rag.open(folder / "index") as rag:
        rag.ingest(folder / "boats.md")
        yield rag


# --- what they are


def test_there_are_four_that_only_read_and_say_what_they_give(bay: Rag) -> None:
    tools = asked(bay, lambda client: client.list_tools()).tools
    assert [each.name for each in tools] == ["ask", "search", "open_article", "timeline"]
    for each in tools:
        assert each.annotations.read_only_hint
        assert not each.annotations.destructive_hint
        assert each.description
        jsonschema.Draft202012Validator.check_schema(each.output_schema)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", {"question": QUESTION}),
        ("ask", {"question": "Who won the chess final?"}),
        ("ask", {"question": "hello"}),
        ("search", {"question": QUESTION}),
        ("open_article", {"article_id": "bay/herons.md"}),
        ("timeline", {"question": "What happened with the ferries?"}),
    ],
)
def test_every_result_keeps_to_its_schema_and_reads_as_text(
    bay: Rag, tool: str, arguments: dict[str, Any]
) -> None:
    async def both(client: Client) -> tuple[Any, CallToolResult]:
        tools = {each.name: each for each in (await client.list_tools()).tools}
        return tools[tool].output_schema, await client.call_tool(tool, arguments)

    schema, result = asked(bay, both)
    jsonschema.validate(result.structured_content, schema)
    told = result.structured_content or {}
    assert told.get("text", "")[:60] in words(result)
    assert told.get("conversation", "") in words(result)


# --- what they give is what Python gives


def test_an_answer_is_that_of_rag_with_its_spans(bay: Rag) -> None:
    answer = bay.ask(QUESTION)
    found = told(bay, "ask", question=QUESTION)
    assert (found["text"], found["status"]) == (answer.text, answer.status)
    assert [each["n"] for each in found["citations"]] == [each.n for each in answer.citations]
    for each in found["citations"]:
        text = bay.article(each["article_id"], each["revision"]).text
        assert text[each["start"] : each["end"]] == each["text"]
        assert not each["cut"]
    assert found["next_after"] is None


def test_filters_bind_and_a_follow_up_points_back(bay: Rag) -> None:
    async def talk(client: Client) -> list[dict[str, Any]]:
        options = {"source": ["Coast Daily"], "since": "2023-01-01"}
        first = await client.call_tool("ask", {"question": "Who is Rosa Lindqvist?", **options})
        held = dict(first.structured_content or {})
        named = {"question": "What did she say?", "conversation": held["conversation"]}
        second = await client.call_tool("ask", named)
        return [held, dict(second.structured_content or {})]

    first, second = asked(bay, talk)
    assert {each["source"] for each in first["citations"]} == {"Coast Daily"}
    assert "Lindqvist" in second["understood"]
    assert second["conversation"] != first["conversation"]


def test_a_search_is_paged_to_the_end_in_the_order_of_rag(bay: Rag) -> None:
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = told(bay, "search", question=QUESTION, limit=3, after=after)
        found += page["passages"]
        after = page["next_after"]
    wanted = bay.search(QUESTION, 24).passages
    assert [(each["article_id"], each["start"]) for each in found] == [
        (each.article_id, each.start) for each in wanted
    ]
    assert [each["score"] for each in found] == [each.score.final for each in wanted]


def test_a_timeline_is_paged_in_the_order_of_its_days(bay: Rag) -> None:
    wanted = bay.timeline("What happened with the ferries?")
    first = told(bay, "timeline", question="What happened with the ferries?", limit=2)
    rest = told(bay, "timeline", question="What happened with the ferries?", limit=50, after=2)
    texts = [each["text"] for each in (*first["events"], *rest["events"])]
    quotes = [wanted.citation(each.n).quote for each in wanted.events + wanted.undated]
    assert texts == quotes
    assert first["total"] == len(quotes)
    assert rest["next_after"] is None


def test_an_article_is_read_from_page_to_page_without_a_character_lost(long: Rag) -> None:
    (article,) = long.articles()
    text, start = "", 0
    while True:
        page = told(long, "open_article", article_id=article.id, start=start, length=6000)
        assert page["start"] == start
        text += page["text"]
        if page["next_start"] is None:
            break
        start = page["next_start"]
    assert text == article.text
    assert page["url"] == article.url


# --- they stay small


def test_long_passages_are_cut_and_lead_to_the_rest(long: Rag) -> None:
    page = told(long, "search", question="How many boats did the office count?", limit=24)
    assert page["next_after"] is not None
    first = page["passages"][0]
    assert first["cut"]
    assert first["url"] is None
    assert len(first["title"]) < 210
    text = long.article(first["article_id"]).text
    assert text[first["start"] :].startswith(first["text"])


def test_a_long_answer_is_told_in_pages_without_being_asked_again(bay: Rag) -> None:
    answer = bay.ask(QUESTION)
    many = replace(answer, sentences=answer.sentences * 40)
    tools, server = Tools(bay), MCPServer[Any]("long")
    tools.register(server)
    tools.kept("c", many)

    async def pages() -> list[dict[str, Any]]:
        held = [answer_told(many, "c", 0).model_dump()]
        async with Client(server) as client:
            while (after := held[-1]["next_after"]) is not None:
                named = {"conversation": "c", "after": after}
                result = await client.call_tool("ask", named)
                held.append(dict(result.structured_content or {}))
        return held

    held = asyncio.run(pages())
    assert len(held) > 2
    assert all(len(json.dumps(each)) < LARGEST for each in held)
    assert " ".join(each["text"] for each in held) == " ".join(each.text for each in many.sentences)
    assert all(each["citations"] for each in held)


# --- what goes wrong


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("ask", {"question": ""}, "the question is empty"),
        ("ask", {"question": "x" * 5000}, "at most 4,000"),
        ("ask", {"question": QUESTION, "source": ["Nobody"]}, "no article comes from .*'Nobody'"),
        ("ask", {"question": QUESTION, "conversation": "gone"}, "not known any more"),
        ("ask", {"after": 3}, "give conversation and after"),
        ("search", {"question": QUESTION, "since": "soon"}, "since must be a day"),
        ("search", {"question": QUESTION, "limit": 0}, "limit"),
        ("search", {"question": QUESTION, "after": 400}, "none after 400"),
        ("search", {}, "question"),
        ("open_article", {"article_id": "nothing"}, "no article 'nothing'"),
        ("open_article", {"article_id": "bay/herons.md", "revision": 999}, "no revision 999"),
        ("open_article", {"article_id": "bay/herons.md", "start": 9999}, "characters; start is"),
        ("timeline", {"question": QUESTION, "since": "2023-01-01", "until": "2022-01-01"}, "after"),
        ("remove", {"article_id": "bay/herons.md"}, "remove"),
    ],
)
def test_a_wrong_call_is_answered_in_words(
    bay: Rag, tool: str, arguments: dict[str, Any], message: str
) -> None:
    async def tried(client: Client) -> str:
        try:
            result = await client.call_tool(tool, arguments)
        except Exception as error:  # noqa: BLE001 - an unknown tool is an error of the protocol
            return str(error)
        assert result.is_error
        return words(result)

    said = asked(bay, tried)
    assert re.search(message, said), said
    assert "Traceback" not in said


def test_without_a_library_the_command_that_makes_one_is_told(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "none") as rag:
        result = call(rag, "ask", question=QUESTION)
    assert result.is_error
    assert "rag ingest" in words(result)


def test_who_would_wait_too_long_is_told_to_come_back(bay: Rag) -> None:
    class Slow(ScriptedModel):
        def stream(self, *given: Any, **options: Any) -> Any:
            begun.set()
            going_on.wait(20)
            return super().stream(*given, **options)

    begun, going_on = threading.Event(), threading.Event()
    few = replace(bay.settings, readers=1, readers_waiting=0)

    async def two(client: Client) -> tuple[CallToolResult, CallToolResult]:
        first = asyncio.create_task(client.call_tool("ask", {"question": QUESTION}))
        await asyncio.to_thread(begun.wait, 20)
        second = await client.call_tool("ask", {"question": QUESTION})
        going_on.set()
        return await first, second

    with Rag(few, Slow("Nothing. [1.1]")) as rag:
        first, second = asked(rag, two)
    assert not first.is_error
    assert second.is_error
    assert "Too many readers are waiting" in words(second)


def test_what_went_wrong_inside_is_not_told_to_the_caller(bay: Rag) -> None:
    class Broken(ScriptedModel):
        def stream(self, *given: Any, **options: Any) -> Any:
            raise RuntimeError("a secret of the house")

    with Rag(bay.settings, Broken("")) as rag:
        result = call(rag, "ask", question=QUESTION)
    assert result.is_error
    assert words(result) == "Error executing tool ask"
