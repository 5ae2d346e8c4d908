"""What went wrong, as ``application/problem+json`` (RFC 9457), and with which status.

``type`` is ``urn:byline:problem:<kind>``, ``detail`` says what was wrong and what to do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rag.errors import (
    BylineError,
    HistoryError,
    LibraryBusy,
    NotFound,
    TooMuchWaiting,
    UnknownCollection,
    UnknownSource,
    UsageError,
)
from rag.places import TooManyWaiting
from rag.rest import restwords
from rag.rest.chat.failures import as_openai, is_chat

_TITLES = {
    400: ("malformed", "The request cannot be read"),
    401: ("key-wanted", "A key is needed"),
    403: ("forbidden", "This is not allowed"),
    404: ("not-found", "There is no such thing here"),
    405: ("method", "This address does not take this method"),
    413: ("too-large", "The body is too large"),
    415: ("content-type", "The body is of the wrong kind"),
    422: ("invalid", "The request says what cannot be"),
    429: ("too-often", "Too many requests"),
    500: ("broken", "Something went wrong here"),
    503: ("unavailable", "This cannot be done now"),
}
BUSY_SECONDS = 5
"""After which it is worth trying again where the library is busy, or too much waits."""


class Json(Response):
    """A JSON body; half of a surrogate pair, which a question may hold, becomes a question mark."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


class Problem(HTTPException):
    """One problem; ``more`` are members of its own, such as ``near``."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(status, detail, headers=headers)
        usual, self.title = _TITLES.get(status, ("http", "The request failed"))
        self.kind, self.more = kind or usual, dict(more or {})

    def to_dict(self, request_id: str | None) -> dict[str, Any]:
        return {
            "type": f"urn:byline:problem:{self.kind}",
            "title": self.title,
            "status": self.status_code,
            "detail": self.detail,
            "request_id": request_id,
            **self.more,
        }

    @classmethod
    def of(cls, error: BylineError) -> Problem:
        """The problem that an error of Byline is."""
        said = str(error)
        if isinstance(error, UnknownSource):
            return cls(422, said, kind="unknown-source", more={"near": list(error.near)})
        if isinstance(error, UnknownCollection):
            return cls(422, said, kind="unknown-collection", more={"near": list(error.near)})
        if isinstance(error, HistoryError):
            return cls(422, said, kind="history")
        if isinstance(error, UsageError):
            return cls(422, said)
        if isinstance(error, NotFound):
            return cls(404, said)
        headers = {"retry-after": str(BUSY_SECONDS)}
        if isinstance(error, (TooMuchWaiting, TooManyWaiting)):
            return cls(429, said, kind=_kind(error), headers=headers)
        is_busy = isinstance(error, LibraryBusy)
        return cls(503, said, kind=_kind(error), headers=headers if is_busy else None)

    @classmethod
    def of_http(cls, error: HTTPException, method: str) -> Problem:
        """What the framework refused, in our words."""
        said = {404: restwords.NO_ROUTE, 405: restwords.WRONG_METHOD.format(method=method)}
        detail = said.get(error.status_code, str(error.detail))
        return cls(error.status_code, detail, headers=error.headers)

    @classmethod
    def invalid(cls, errors: Sequence[Any]) -> Problem:
        """A request that is not of its form; what was sent is not sent back."""
        if any(each["type"] == "json_invalid" for each in errors):
            return cls(400, restwords.NOT_JSON)
        told = [
            {"where": ".".join(map(str, each["loc"])), "what": str(each["msg"])} for each in errors
        ]
        return cls(422, restwords.INVALID, more={"errors": told})


def response(problem: Problem, request: Request) -> Response:
    """The problem as an answer, in the form that the route's clients know."""
    request_id = request.scope.get("state", {}).get("request_id")
    headers = dict(problem.headers or {})
    if is_chat(request.scope):
        # OpenAI's interface knows no 422.
        status = 400 if problem.status_code == 422 else problem.status_code
        return Json(as_openai(problem), status, headers)
    body = problem.to_dict(request_id)
    return Json(body, problem.status_code, headers, media_type="application/problem+json")


def problem_of(error: Exception, method: str) -> Problem:
    """Any error that was raised while a request was served."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, BylineError):
        return Problem.of(error)
    if isinstance(error, RequestValidationError):
        return Problem.invalid(error.errors())
    if isinstance(error, HTTPException):
        return Problem.of_http(error, method)
    structlog.get_logger().exception("a request failed")
    return Problem(500, restwords.BROKEN)


def _kind(error: BylineError) -> str:
    """``library-busy`` of LibraryBusy."""
    name = type(error).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
