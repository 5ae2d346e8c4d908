"""What OpenAPI tells of each route: the forms of its answers and of its problems, and examples."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_USUAL = (400, 401, 403, 413, 415, 422, 429, 503)
_SAID = {
    400: "The body is no JSON or no form.",
    401: "A key is needed, or there is no such key.",
    403: "The key may only read, or a page of another origin asked.",
    404: "There is no such thing.",
    413: "The body is too large.",
    415: "The body is of the wrong kind.",
    422: "The request says what cannot be; `errors` or `near` say more.",
    429: "More requests than are allowed; `Retry-After` says when to try again.",
    503: "The library is busy, damaged or not there yet; or too many wait.",
}


@cache
def examples() -> dict[str, Any]:
    """Requests and the answers to them, by method and path: ``POST /ask``."""
    text = files("rag.rest").joinpath("examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def told(
    schema: str | None,
    *codes: int,
    status: int = 200,
    media_type: str = "application/json",
) -> dict[int | str, dict[str, Any]]:
    """What a route answers. ``schema`` names a component, ``codes`` are problems beside
    those that every route has."""
    form = {"type": "string"} if schema is None else _ref(schema)
    answer = {"description": "What was asked for.", "content": {media_type: {"schema": form}}}
    found: dict[int | str, dict[str, Any]] = {status: answer}
    problems = sorted({*_USUAL, *codes})
    found |= {code: {"description": _SAID[code], "content": PROBLEM} for code in problems}
    return found


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
