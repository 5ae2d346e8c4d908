"""Problems in the form that OpenAI's clients read: ``{"error": {...}}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rag.rest.routing import COMPLETIONS, MODELS, route_of

if TYPE_CHECKING:
    from rag.rest.problems import Problem

_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def is_chat(scope: Mapping[str, Any]) -> bool:
    """Whether a request is for a route of OpenAI's."""
    path = route_of(scope)
    return path in (COMPLETIONS, MODELS) or path.startswith(f"{MODELS}/")


def as_openai(problem: Problem) -> dict[str, Any]:
    """``code`` is the problem's kind, ``param`` the field that was wrong where it is known."""
    status = problem.status_code
    usual = "server_error" if status >= 500 else "invalid_request_error"
    errors = problem.more.get("errors") or []
    detail = "; ".join([problem.detail, *(f"{each['where']}: {each['what']}" for each in errors)])
    param = problem.more.get("param") or (errors[0]["where"] if errors else None)
    return {
        "error": {
            "message": detail,
            "type": _TYPES.get(status, usual),
            "param": param,
            "code": problem.kind.replace("-", "_"),
        }
    }
