"""What every request meets first: an id, which the log and the answer carry, and bounds."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any

import structlog
from starlette.requests import Request

from rag.rest import restwords
from rag.rest.problems import Problem, problem_of, response
from rag.rest.routing import UPLOADS, route_of
from rag.uploads import MOST_BYTES

MOST_JSON = 1 << 20
"""Bytes of a body that is no upload."""
MOST_SENT = MOST_BYTES + MOST_JSON
"""Bytes of an upload: the files and what stands around them."""
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID = b"x-request-id"
log = structlog.get_logger()


class Identified:
    """ASGI middleware: a request's id, taken from ``X-Request-ID`` where that is sane. A fault of
    ours is told in a problem with it."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, begun, told = Request(scope), time.monotonic(), 0
        given = request.headers.get(_ID.decode(), "")
        request_id = given if _SANE.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def sending(message: Any) -> None:
            nonlocal told
            if message["type"] == "http.response.start":
                told = message["status"]
                headers = [*message["headers"], (_ID, request_id.encode())]
                message = {**message, "headers": headers}
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, sending)
            except Exception as error:
                if told:  # too late to say so: the answer breaks off
                    raise
                await response(problem_of(error, request.method), request)(scope, receive, sending)
            caller = scope["state"].get("caller")
            log.info(
                "served",
                method=request.method,
                path=route_of(scope),
                status=told,
                ms=round((time.monotonic() - begun) * 1000),
                key=None if caller is None else caller.name,
            )


class Bounded:
    """ASGI middleware: a body of the right kind that is read no further than its bounds."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        is_upload = route_of(scope) == UPLOADS
        wanted, most, wrong = (
            ("multipart/form-data", MOST_SENT, restwords.NOT_A_FORM)
            if is_upload
            else ("application/json", MOST_JSON, restwords.NOT_JSON)
        )
        kind = request.headers.get("content-type", "").split(";")[0].strip().casefold()
        length = request.headers.get("content-length", "")
        too_large = Problem(413, restwords.TOO_LARGE.format(most=most))
        if kind != wanted:
            await response(Problem(415, wrong), request)(scope, receive, send)
        elif length.isdecimal() and int(length) > most:
            await response(too_large, request)(scope, receive, send)
        else:
            await self._app(scope, _within(receive, most, too_large), send)


def _within(receive: Any, most: int, too_large: Problem) -> Any:
    taken = 0

    async def bounded() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise too_large
        return message

    return bounded
