"""Whether a value keeps to a JSON schema: the part of the standard that our own schemas use.

A package for this would be needed at run time for one file; what is used of JSON Schema 2020-12
is small, and tests lay it beside the reference implementation.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "null": (type(None),),
}
_ARTICLE = {"object": "an object", "array": "a list", "string": "text", "boolean": "true or false"}


@cache
def question_schema() -> Mapping[str, Any]:
    """The schema of one line of a questions file, as it ships with the package."""
    import json

    text = files("rag").joinpath("question.schema.json").read_text("utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


def faults(value: object, schema: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """What does not keep to it, each with its place, in words for a person."""
    kinds = schema.get("type", ())
    wanted = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if wanted and not any(_is(value, kind) for kind in wanted):
        told = " or ".join(_ARTICLE.get(kind, kind) for kind in wanted)
        yield f"{_at(place)} must be {told}, not {_shown(value)}"
    elif isinstance(value, str):
        yield from _of_text(value, schema, place)
    elif isinstance(value, list):
        yield from _of_list(value, schema, place)
    elif isinstance(value, dict):
        yield from _of_object(value, schema, place)


def _of_text(value: str, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{_at(place)} must not be empty"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{_at(place)} is {_shown(value)}, which is no day or moment as ISO 8601 has them"


def _of_list(value: list[Any], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{_at(place)} must not be empty"
    for number, each in enumerate(value):
        yield from faults(each, schema.get("items", {}), f"{place}[{number}]")


def _of_object(value: Mapping[str, Any], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    known: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{_at(place)} lacks '{name}'"
    for name, each in value.items():
        inner = f"{place}.{name}" if place else name
        if name in known:
            yield from faults(each, known[name], inner)
        elif schema.get("additionalProperties") is False:
            near = difflib.get_close_matches(name, known, 1)
            yield f"'{inner}' is no field" + (f"; did you mean '{near[0]}'?" if near else "")


def _is(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _at(place: str) -> str:
    return f"'{place}'" if place else "the line"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
