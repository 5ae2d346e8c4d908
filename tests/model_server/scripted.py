"""A real HTTP server that speaks chat.completions and does what the test tells it.

``server.steps`` says what each request meets, in order; the last step stays. A step is a text, one
of the faults below, or a function from the messages to one of these. Every fault ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

Messages = list[dict[str, str]]


@dataclass(frozen=True)
class Status:
    """An error status, with ``Retry-After`` when ``retry_after`` is given."""

    code: int
    retry_after: str | None = None
    error: dict[str, Any] = field(default_factory=lambda: {"message": "scripted fault"})


@dataclass(frozen=True)
class Hang:
    """Says nothing for so many seconds: before the headers, or after some text."""

    seconds: float = 20
    after: str = ""
    comments: bool = False
    """Whether it sends the comment lines that keep a connection alive meanwhile."""


@dataclass(frozen=True)
class Drip:
    """One character at a time, so many seconds apart."""

    text: str
    every: float


@dataclass(frozen=True)
class Cut:
    """The connection ends in the middle; ``clean`` closes it as if all were well."""

    text: str
    clean: bool = False


@dataclass(frozen=True)
class Raw:
    """These lines as they are, as an event stream."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Html:
    """A page where an event stream should be."""


@dataclass(frozen=True)
class Redirect:
    to: str


@dataclass(frozen=True)
class Endless:
    """The same words for ever, or until so many characters."""

    text: str = "and so on "
    limit: int = 2_000_000


@dataclass(frozen=True)
class Unbroken:
    """One line of an event stream that never ends, or not before so many bytes."""

    limit: int = 20_000_000


@dataclass(frozen=True)
class Packed:
    """A body that says it is compressed, whatever was asked for."""

    body: bytes


@dataclass(frozen=True)
class Long:
    """A text that ran out of tokens: ``finish_reason`` is ``length``."""

    text: str


@dataclass(frozen=True)
class Picky:
    """Refuses a field of the request, as newer models do with ``max_tokens``."""

    refused: tuple[str, ...]
    text: str


Step = (
    str
    | Callable[[Messages], Any]
    | Status
    | Hang
    | Drip
    | Cut
    | Raw
    | Html
    | Redirect
    | Endless
    | Unbroken
    | Packed
    | Long
    | Picky
)


class ScriptedServer:
    """Starts with ``with``; ``base_url`` is what RAG_LLM_BASE_URL takes."""

    def __init__(self, steps: Sequence[Step] = ("ok",)) -> None:
        self.steps: list[Step] = list(steps)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.open_streams = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{self.port}/v1"
        config = uvicorn.Config(
            self._app(),
            log_config=None,
            log_level="critical",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        wait_until(lambda: self._server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def _app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> Response:
            body = await request.json()
            self.requests.append(body)
            self.headers.append(dict(request.headers))
            step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
            if callable(step):
                step = step(body["messages"])
            return await self._respond(step, body)

        return app

    async def _respond(self, step: Step, body: dict[str, Any]) -> Response:
        match step:
            case Status(code, retry_after, error):
                headers = {"Retry-After": retry_after} if retry_after is not None else None
                return JSONResponse({"error": error}, code, headers)
            case Html():
                return HTMLResponse("<html><body>Welcome</body></html>")
            case Packed(packed):
                packing = {"content-encoding": "gzip", "content-type": "text/event-stream"}
                return Response(packed, headers=packing)
            case Redirect(to):
                return RedirectResponse(to, 307)
            case Hang(seconds, "", False):
                await self._wait(seconds)
                return JSONResponse({})
            case Picky(refused) if any(name in body for name in refused):
                name = next(name for name in refused if name in body)
                error = {"message": f"Unsupported parameter: '{name}'.", "param": name}
                return JSONResponse({"error": error}, 400)
        if not body.get("stream"):
            return JSONResponse(_completion(_text(step), body))
        return StreamingResponse(self._counted(step, body), media_type="text/event-stream")

    async def _counted(self, step: Step, body: dict[str, Any]) -> AsyncIterator[str]:
        self.open_streams += 1
        try:
            async for line in self._events(step, body):
                yield line
        finally:
            self.open_streams -= 1

    async def _events(self, step: Step, body: dict[str, Any]) -> AsyncIterator[str]:
        match step:
            case Raw(lines):
                for line in lines:
                    yield line + "\n\n"
                return
            case Hang(seconds, after, comments):
                yield _chunk(after, body)
                for _ in range(round(seconds / 0.05)):
                    await self._wait(0.05)
                    if comments:
                        yield ": still here\n\n"
            case Drip(text, every):
                for character in text:
                    yield _chunk(character, body)
                    await self._wait(every)
            case Unbroken(limit):
                yield 'data: {"choices": [{"delta": {"content": "'
                for _ in range(limit // 10_000):
                    yield "0" * 10_000
                    await asyncio.sleep(0)
            case Endless(text, limit):
                for _ in range(limit // len(text)):
                    yield _chunk(text, body)
                    await asyncio.sleep(0)
            case Cut(text, clean):
                for piece in _tokens(text):
                    yield _chunk(piece, body)
                if clean:
                    return
                raise ConnectionResetError("scripted cut")
            case _:
                for piece in _tokens(_text(step)):
                    yield _chunk(piece, body)
        for line in _ending(step, body):
            yield line

    async def _wait(self, seconds: float) -> None:
        """Wait, but end with the server."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not self._server.should_exit:  # noqa: ASYNC110  # uvicorn has a flag, no event
            await asyncio.sleep(min(0.05, seconds))


def _text(step: Step) -> str:
    if isinstance(step, str):
        return step
    return step.text if isinstance(step, Long | Picky) else ""


def _tokens(text: str) -> list[str]:
    """Three characters at a time: words, marks and tags all get torn."""
    return [text[i : i + 3] for i in range(0, len(text), 3)]


def _chunk(text: str, body: dict[str, Any], finish: str | None = None) -> str:
    return _event(
        body, {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}
    )


def _ending(step: Step, body: dict[str, Any]) -> list[str]:
    lines = [_chunk("", body, "length" if isinstance(step, Long) else "stop")]
    if (body.get("stream_options") or {}).get("include_usage"):
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        lines.append(_event(body, {"choices": [], "usage": usage}))
    return [*lines, "data: [DONE]\n\n"]


def _event(body: dict[str, Any], fields: dict[str, Any]) -> str:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0}
    return f"data: {json.dumps(head | {'model': body['model']} | fields)}\n\n"


def _completion(text: str, body: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Poll with a deadline. Raises TimeoutError."""
    ends = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError("what was waited for did not come")
        threading.Event().wait(0.01)
