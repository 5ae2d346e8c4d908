"""The official client over each way in: standard input and output, and streamable HTTP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from rag import Rag
from rag.mcp_server.serving import http_app

QUESTION = "Who rejected the herring quota?"
HERE = "http://127.0.0.1:7861"


@asynccontextmanager
async def served(rag: Rag, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of the application as it is served to this machine."""
    app = http_app(rag, "127.0.0.1")
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


def test_over_http_the_official_client_gets_the_answer(bay: Rag) -> None:
    async def asked() -> Any:
        async with (
            served(bay) as http,
            Client(streamable_http_client(f"{HERE}/mcp", http_client=http)) as client,
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
        ({"host": "rebound.example"}, 421),
        ({"host": "127.0.0.1.rebound.example:7861"}, 421),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "http://127.0.0.1:7861"}, 200),
    ],
)
def test_only_requests_that_name_this_machine_get_in(
    bay: Rag, headers: dict[str, str], status: int
) -> None:
    assert asyncio.run(posted(bay, **headers)).status_code == status


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
        async with Client(stdio_client(command, errlog=log)) as client:
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
