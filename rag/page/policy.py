"""What a browser may do with the page: headers on every answer, and which routes there are at all.

The policy lets nothing in or out but this origin. Gradio needs two exceptions, measured in
Chromium with its 6.31: inline styles, and ``unsafe-eval`` (``gr.HTML`` compiles its template).
Its own inline scripts carry a nonce made for each response; markup from articles never can,
since all of it reaches the browser after that page was made.

Of Gradio's routes only those are open that a page uses to talk to its server: nothing can be
uploaded, no file is served from disk, no other address is fetched.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

Scope = dict[str, Any]

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

GRADIO = "/gradio_api/"
_USED = ("heartbeat/", "queue/", "cancel", "reset", "app_id", "startup-events", "theme.css")
_CLOSED = frozenset(
    "/config /custom_component /docs /login /login_check /logout /monitoring /openapi.json /redoc "
    "/token /user".split()
)
_SCRIPT = re.compile(rb"<script(?=[\s>])")


def content_policy(nonce: str | None) -> str:
    """The content security policy; only Gradio's own page, which has a nonce, may use eval."""
    scripts = f"'self' 'nonce-{nonce}' 'unsafe-eval'" if nonce else "'self'"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "script-src-attr 'none'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "worker-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def is_open(path: str) -> bool:
    """Whether a route is served at all."""
    if path.startswith(GRADIO):
        return path.removeprefix(GRADIO).startswith(_USED)
    return not any(path == shut or path.startswith(shut + "/") for shut in _CLOSED)


class Policy:
    """ASGI middleware; passes streams through untouched."""

    def __init__(self, app: Any, opened: Iterable[str] = ()) -> None:
        """``opened`` are paths of our own that Gradio has routes for, too."""
        self._app, self._opened = app, frozenset(opened)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        page = scope["path"] == "/"
        if page:
            scope = {**scope, "headers": _uncompressed(scope["headers"])}
        guard = _Guard(send, secrets.token_urlsafe(18) if page else None)
        if scope["path"] in self._opened or is_open(scope["path"]):
            await self._app(scope, receive, guard)
        else:
            await _absent(guard)


async def _absent(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"Not found"})


def _uncompressed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name != b"accept-encoding"]


class _Guard:
    """Sends one response on, with the headers; the page's scripts get their nonce on the way."""

    def __init__(self, send: Any, nonce: str | None) -> None:
        self._send = send
        self._nonce = nonce
        self._start: dict[str, Any] | None = None
        self._body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._with_policy(message["headers"])}
            if self._nonce:
                self._start = message
                return
        elif self._nonce and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = await self._finished()
        await self._send(message)

    def _with_policy(self, headers: Any) -> list[tuple[bytes, bytes]]:
        ours = {**HEADERS, "content-security-policy": content_policy(self._nonce)}
        if self._nonce:
            ours["cache-control"] = "no-store"
        names = {name.encode() for name in ours}
        kept = [(name, value) for name, value in headers if name.lower() not in names]
        return [*kept, *((name.encode(), value.encode()) for name, value in ours.items())]

    async def _finished(self) -> dict[str, Any]:
        nonce = (self._nonce or "").encode()
        body = _SCRIPT.sub(b'<script nonce="' + nonce + b'"', self._body)
        start = self._start or {}
        headers = [(n, v) for n, v in start["headers"] if n.lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**start, "headers": [*headers, length]})
        return {"type": "http.response.body", "body": body}
