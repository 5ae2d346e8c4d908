"""What OpenAPI tells of the OpenAI-compatible routes."""

from __future__ import annotations

from typing import Any

from rag.rest.describing import event_of, told

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "integer"}
_ANY: dict[str, Any] = {}
_FAILED = {"application/json": {"schema": {"$ref": "#/components/schemas/ChatError"}}}


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
    usage = _object(prompt_tokens=_NUMBER, completion_tokens=_NUMBER, total_tokens=_NUMBER)
    cited = _object(url=_TEXT, title=_TEXT, start_index=_NUMBER, end_index=_NUMBER)
    note = _object(type={"const": "url_citation"}, url_citation=cited, byline=_span())
    message = _object(
        role={"const": "assistant"},
        content=_TEXT,
        refusal={"type": "null"},
        annotations={"type": "array", "items": note},
    )
    choice = _object(
        index={"const": 0},
        message=message,
        logprobs={"type": "null"},
        finish_reason={"enum": ["stop", "length"]},
    )
    model = _object(id=_TEXT, object={"const": "model"}, created=_NUMBER, owned_by=_TEXT)
    error = _object(message=_TEXT, type=_TEXT, param=_ANY, code=_ANY)
    completion = _object(
        id=_TEXT,
        object={"const": "chat.completion"},
        created=_NUMBER,
        model=_TEXT,
        choices={"type": "array", "items": choice},
        usage=usage,
        byline={"type": "object"},
    )
    listed = _object(
        object={"const": "list"},
        data={"type": "array", "items": {"$ref": "#/components/schemas/Model"}},
    )
    return {
        "ChatCompletion": completion,
        "ChatError": _object(error=error),
        "Model": model,
        "ModelList": listed,
    }


def _span() -> dict[str, Any]:
    texts = {"type": "array", "items": _TEXT}
    return _object(
        n=_NUMBER,
        article_id=_TEXT,
        revision=_NUMBER,
        start=_NUMBER,
        end=_NUMBER,
        quote=_TEXT,
        source=_ANY,
        credits=texts,
        authors=texts,
        published=_ANY,
        title=_ANY,
        speaker=_ANY,
        verdict=_TEXT,
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
