"""What OpenAPI tells of each route: the forms of its answers and of its problems, and examples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rag.rest.shapes import TEXT, component

PROBLEM = {"application/problem+json": {"schema": component("Problem")}}
_USUAL = (400, 401, 403, 413, 415, 422, 429, 503)
_SAID = {
    400: "The body is no JSON or no form.",
    401: "A key is needed, or there is no such key.",
    403: "The key may only read, or a page of another origin asked.",
    404: "There is no such article, revision, job, trace or model.",
    413: "The body is too large.",
    415: "The body is of the wrong kind.",
    422: "The request says what cannot be; `errors` or `near` say more.",
    429: "Too many requests, or too much waits; `Retry-After` says when to try again.",
    503: "The library is busy, damaged or not there yet.",
}


@cache
def examples() -> dict[str, Any]:
    """Requests and the answers to them, by method and path: ``POST /ask``."""
    text = files("rag.rest").joinpath("examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def told(
    schema: str,
    *codes: int,
    status: int = 200,
    events: Sequence[str] = (),
) -> dict[int | str, dict[str, Any]]:
    """What a route answers. ``schema`` names a component, ``events`` are the
    names of server-sent events where that is what is answered, ``codes`` are problems beside
    those that every route has."""
    content: dict[str, Any] = {"application/json": {"schema": component(schema)}}
    if events:
        content = {"text/event-stream": {"schema": event_of(events)}}
    answer = {"description": "What was asked for.", "content": content}
    found: dict[int | str, dict[str, Any]] = {status: answer}
    problems = sorted({*_USUAL, *codes})
    found |= {code: {"description": _SAID[code], "content": PROBLEM} for code in problems}
    return found


def event_of(names: Sequence[str] = ()) -> dict[str, Any]:
    """The form of one server-sent event; those without ``names`` are unnamed."""
    properties: dict[str, Any] = {"data": TEXT}
    if names:
        properties["event"] = {"enum": list(names)}
    return {"type": "object", "properties": properties, "required": list(properties)}
