"""What OpenAPI tells of the OpenAI-compatible routes."""

from __future__ import annotations

from typing import Any

from rag.rest.describing import event_of, told
from rag.rest.shapes import NUMBER, TEXT, TEXTS, component, form, maybe, several

_FAILED = {"application/json": {"schema": component("ChatError")}}


def chat_told(schema: str) -> dict[int | str, dict[str, Any]]:
    """As :func:`told`, with errors in OpenAI's form. What cannot be is 400 there."""
    found = told(schema, 404)
    for code, each in found.items():
        if code != 200:
            each["content"] = _FAILED
    return found


def completions_told() -> dict[int | str, dict[str, Any]]:
    """Of completions, which come as a stream, too."""
    found = chat_told("ChatCompletion")
    found[200]["content"]["text/event-stream"] = {"schema": event_of()}
    return found


def chat_components() -> dict[str, Any]:
    """The forms, by the names of their components."""
    note = form(type={"const": "url_citation"}, url_citation=_place(), byline=_span())
    message = form(
        role={"const": "assistant"},
        content=TEXT,
        refusal={"type": "null"},
        annotations=several(note),
    )
    choice = form(
        index={"const": 0},
        message=message,
        logprobs={"type": "null"},
        finish_reason={"enum": ["stop", "length"]},
    )
    completion = form(
        id=TEXT,
        object={"const": "chat.completion"},
        created=NUMBER,
        model=TEXT,
        choices=several(choice),
        usage=form(prompt_tokens=NUMBER, completion_tokens=NUMBER, total_tokens=NUMBER),
        byline={"type": "object"},
    )
    error = form(message=TEXT, type=TEXT, param=maybe(TEXT), code=TEXT)
    return {
        "ChatCompletion": completion,
        "ChatError": form(error=error),
        "Model": form(id=TEXT, object={"const": "model"}, created=NUMBER, owned_by=TEXT),
        "ModelList": form(object={"const": "list"}, data=several(component("Model"))),
    }


def _place() -> dict[str, Any]:
    return form(url=TEXT, title=TEXT, start_index=NUMBER, end_index=NUMBER)


def _span() -> dict[str, Any]:
    return form(
        n=NUMBER,
        article_id=TEXT,
        revision=NUMBER,
        start=NUMBER,
        end=NUMBER,
        quote=TEXT,
        source=maybe(TEXT),
        credits=TEXTS,
        authors=TEXTS,
        published=maybe(component("Moment")),
        title=maybe(TEXT),
        speaker=maybe(TEXT),
        verdict=TEXT,
    )
