"""The gate: who reads, told to everything behind it, and requests that another site began refused.

Every request passes here, whatever answers it: the page, Gradio's own routes, articles, exports.
What is behind reads the reader's name in one header, which nobody outside can set.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from rag.addresses import is_foreign
from rag.errors import BylineError
from rag.page import gatewords

log = structlog.get_logger()
Scope = dict[str, Any]
HEADER = b"x-byline-reader"
"""Holds the reader's name behind the gate; missing where nothing is kept for whoever reads."""
LED = "byline_led"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Known(Protocol):
    """Who is known: a reader's name, what to answer instead of letting in, or a cookie to set."""

    async def reader(self, request: Request) -> str | Response | None:
        """The reader's name; None lets in unnamed; a response stands instead of what was asked."""

    def cookie(self, request: Request) -> str | None:
        """A ``Set-Cookie`` for the answer, if one is due. It is for the same reader."""


class Gate:
    """ASGI middleware; passes streams through untouched."""

    def __init__(self, app: Any, known: Known, beside: str = "") -> None:
        """Below ``beside`` something else stands, with a way in of its own."""
        self._app, self._known, self._beside = app, known, beside

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a page has no other way in
        if self._beside and scope["path"].startswith(f"{self._beside}/"):
            nameless = {**scope, "headers": list(_named(scope["headers"], None))}
            await self._app(nameless, receive, send)
            return
        request = Request(scope, receive)
        if request.method not in _SAFE and is_foreign(request.headers):
            refused = PlainTextResponse(gatewords.FOREIGN, status_code=403)
            await refused(scope, receive, send)
            return
        if is_led_here(request):
            await again()(scope, receive, send)
            return
        try:
            reader = await self._known.reader(request)
        except BylineError as error:
            log.warning("nobody is let in", reason=str(error))
            reader = PlainTextResponse(gatewords.BROKEN, status_code=503)
        if isinstance(reader, Response):
            await reader(scope, receive, send)
            return
        cookie = self._known.cookie(request)
        named = {**scope, "headers": list(_named(scope["headers"], reader))}
        await self._app(named, receive, send if cookie is None else _with_cookie(send, cookie))


class HasHeaders(Protocol):
    """A request, Starlette's or Gradio's."""

    @property
    def headers(self) -> Any: ...


def reader_of(request: HasHeaders) -> str:
    """The reader's name as the gate told it; empty where nothing is kept."""
    return str(request.headers.get(HEADER.decode(), ""))


def is_led_here(request: Request) -> bool:
    """Whether a link on another site was followed: cookies that are SameSite=Strict were left
    behind, and a reader who has one must not be taken for a new one."""
    return (
        request.method == "GET"
        and LED not in request.cookies
        and request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
        and request.headers.get("sec-fetch-mode") == "navigate"
    )


def again() -> Response:
    """Has the browser ask again, this time of its own accord and with its cookies."""
    page = (
        '<!doctype html><meta http-equiv="refresh" content="0"><title>Byline</title>'
        f"<p>{gatewords.OPENING}</p>"
    )
    # Should a browser call that a visit from elsewhere too, it is let in the second time.
    once = f"{LED}=1; Path=/; Max-Age=10; HttpOnly; SameSite=Lax"
    return HTMLResponse(page, headers={"cache-control": "no-store", "set-cookie": once})


def _named(
    headers: Iterable[tuple[bytes, bytes]], reader: str | None
) -> Iterable[tuple[bytes, bytes]]:
    yield from ((name, value) for name, value in headers if name.lower() != HEADER)
    if reader:
        yield HEADER, reader.encode("ascii", "replace")


def _with_cookie(send: Any, cookie: str) -> Callable[[Any], Awaitable[None]]:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = [*message["headers"], (b"set-cookie", cookie.encode("latin-1"))]
            message = {**message, "headers": headers}
        await send(message)

    return sending
