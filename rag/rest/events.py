"""Server-sent events as a response: closed however the answer ends, and never silent for long."""

from __future__ import annotations

import time
from typing import Any

from anyio import CancelScope, Lock, create_task_group, sleep
from fastapi.responses import StreamingResponse

QUIET = 15.0
"""Seconds without a word after which a comment is sent; proxies cut a connection that says nothing
for 30 or 60 (nginx: ``proxy_read_timeout`` 60 s), and a model may think for longer."""
MOST_COMMENTS = 960
"""In one stream: four hours, after which the silence is left to whoever waits."""
COMMENT = b": still at it\n\n"
"""What clients pass over: a line that begins with a colon (HTML standard, 9.2.6)."""


class EventStream(StreamingResponse):
    """Server-sent events, whose source is closed however the answer ends."""

    media_type = "text/event-stream"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        line, failed = _Line(send), None
        try:
            async with create_task_group() as group:
                group.start_soon(_speaking, line, group.cancel_scope)
                try:
                    await super().__call__(scope, receive, line.send)
                except Exception as error:  # noqa: BLE001 - raised below: a group would wrap it
                    failed = error
                group.cancel_scope.cancel()
            if failed is not None:
                raise failed
        finally:
            close = getattr(self.body_iterator, "aclose", None)
            if close is not None:
                with CancelScope(shield=True):
                    await close()


class _Line:
    """What goes out, one piece after the other."""

    def __init__(self, send: Any) -> None:
        self._send, self._turn = send, Lock()
        self._open = False
        self.last = time.monotonic()

    async def send(self, message: Any) -> None:
        async with self._turn:
            await self._send(message)
            self.last = time.monotonic()
            begins = message["type"] == "http.response.start"
            self._open = begins or bool(message.get("more_body"))

    async def comment(self) -> None:
        """Says that it goes on, unless something was said meanwhile, or all of it."""
        async with self._turn:
            if self._open and time.monotonic() - self.last >= QUIET:
                body = {"type": "http.response.body", "body": COMMENT, "more_body": True}
                await self._send(body)
                self.last = time.monotonic()


async def _speaking(line: _Line, stream: CancelScope) -> None:
    """A comment whenever nothing was said for long; a client that has left ends the stream."""
    try:
        for _ in range(MOST_COMMENTS):
            await sleep(max(line.last + QUIET - time.monotonic(), QUIET / 10))
            await line.comment()
    except OSError:
        stream.cancel()
