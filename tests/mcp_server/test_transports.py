"""The official client over each way in: standard input and output, and streamable HTTP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from rag import Rag
from rag.cli import programs
from rag.errors import MissingExtra, UsageError
from rag.keys import Keys
from rag.mcp_server.serving import http_app, run_http

QUESTION = "Who rejected the herring quota?"
FIXTURES = Path(__file__).parents[1] / "fixtures"
HERE = "http://127.0.0.1:7861"


@asynccontextmanager
async def served(rag: Rag, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of the application as it is served to this machine."""
    app = http_app(rag)
    transport = httpx2.ASGITransport(app, client=("127.0.0.1", 50_000))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=HERE, headers=headers) as client,
    ):
        yield client


async def posted(rag: Rag, **headers: str) -> httpx2.Response:
    """What one call comes to, as a program without a client library makes it."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepts = {"accept": "application/json, text/event-stream"}
    async with served(rag) as client:
        return await client.post("/mcp", json=request, headers={**accepts, **headers})


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_the_official_client_gets_the_answer(bay: Rag, mode: str) -> None:
    """Also as older clients begin, with a handshake."""

    async def asked() -> Any:
        async with (
            served(bay) as http,
            Client(streamable_http_client(f"{HERE}/mcp", http_client=http), mode=mode) as client,
        ):
            names = [each.name for each in (await client.list_tools()).tools]
            return names, await client.call_tool("ask", {"question": QUESTION})

    names, result = asyncio.run(asked())
    assert len(names) == 4
    assert result.structured_content["text"] == bay.ask(QUESTION).text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:7861"}, 200),
        ({"authorization": "Bearer whatever"}, 200),  # many clients cannot be without a key
        ({"host": "rebound.example"}, 401),
        ({"host": "127.0.0.1.rebound.example:7861"}, 401),
        ({"x-forwarded-for": "192.0.2.1"}, 401),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "http://127.0.0.1:7861"}, 200),
    ],
)
def test_only_requests_that_name_this_machine_get_in_without_a_key(
    bay: Rag, headers: dict[str, str], status: int
) -> None:
    assert asyncio.run(posted(bay, **headers)).status_code == status


def test_once_there_is_a_key_it_is_asked_for_and_comes_through_a_proxy(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(FIXTURES / "bay" / "herons.md")
        key = Keys(tmp_path / "index").add("agent")
        proxied = {"host": "news.example", "x-forwarded-for": "192.0.2.1"}

        async def asked() -> Any:
            async with (
                served(rag, authorization=f"Bearer {key}", **proxied) as http,
                Client(streamable_http_client(f"{HERE}/mcp", http_client=http)) as client,
            ):
                return await client.call_tool("ask", {"question": "How many nests are there?"})

        refused = asyncio.run(posted(rag))
        wrong = asyncio.run(posted(rag, authorization="Bearer byline_guessed"))
        result = asyncio.run(asked())
    assert (refused.status_code, wrong.status_code) == (401, 401)
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "46 nests" in result.structured_content["text"]


def test_what_is_asked_too_often_is_told_when_to_come_back(bay: Rag) -> None:
    with Rag(replace(bay.settings, api_rate="1/hour")) as rag:

        async def twice() -> httpx2.Response:
            async with served(rag) as client:
                await client.post("/mcp", json={})
                return await client.post("/mcp", json={})

        response = asyncio.run(twice())
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0


def test_where_others_reach_it_and_there_is_no_key_it_does_not_start(bay: Rag) -> None:
    with (
        Rag(replace(bay.settings, host="0.0.0.0", port=0)) as rag,
        pytest.raises(UsageError, match="rag keys add"),
    ):
        run_http(rag)


def test_without_the_package_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'byline\[mcp\]'"):
        programs.mcp()


def test_over_stdio_the_official_client_starts_the_command_and_only_the_protocol_is_on_it(
    bay: Rag, tmp_path: Path
) -> None:
    command = StdioServerParameters(
        command=str(Path(sys.executable).with_name("rag")),
        args=["mcp", "--index", bay.settings.index],
        cwd=tmp_path,
    )

    async def asked(log: Any) -> Any:
        # A line that is no message of the protocol would end the session with an error.
        async with Client(stdio_client(command, errlog=log), mode="legacy") as client:
            answer = await client.call_tool("ask", {"question": QUESTION})
            article = answer.structured_content["citations"][0]["article_id"]
            opened = await client.call_tool("open_article", {"article_id": article})
            missing = await client.call_tool("open_article", {"article_id": "nothing"})
            return answer, opened, missing

    with (tmp_path / "log").open("w") as log:
        answer, opened, missing = asyncio.run(asked(log))
    assert answer.structured_content["text"] == bay.ask(QUESTION).text
    assert opened.structured_content["text"] == bay.article("bay/quota-norway.md").text
    assert missing.is_error
    assert QUESTION not in (tmp_path / "log").read_text()
