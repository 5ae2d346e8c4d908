"""A draft as plain JSON values, and back, checked: what a child says is not taken on trust."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rag.intake.draft import Draft, Unreadable
from rag.types import Moment

_TEXTS = ("title", "id", "url", "source", "language")
_NAMES = ("credits", "authors")
_MOMENTS = ("published", "modified")


def to_dict(draft: Draft) -> dict[str, Any]:
    """Text, numbers, lists and None only; a moment as ISO 8601 writes it."""
    return {
        "text": draft.text,
        **{name: getattr(draft, name) for name in _TEXTS},
        **{name: list(getattr(draft, name)) for name in _NAMES},
        **{name: _written(getattr(draft, name)) for name in _MOMENTS},
        "line": draft.line,
        "found": dict(draft.found),
    }


def from_dict(values: Mapping[str, Any]) -> Draft:
    """What ``to_dict`` made. Raises Unreadable when a value is not of its field's type."""
    line = values.get("line")
    if line is not None and type(line) is not int:
        raise _wrong("line")
    found = values.get("found") or {}
    if not isinstance(found, dict) or not _are_texts([*found, *found.values()]):
        raise _wrong("found")
    text = _text(values, "text")
    if text is None:
        raise _wrong("text")
    return Draft(
        text=text,
        title=_text(values, "title"),
        id=_text(values, "id"),
        url=_text(values, "url"),
        source=_text(values, "source"),
        credits=_names(values, "credits"),
        authors=_names(values, "authors"),
        published=_moment(values, "published"),
        modified=_moment(values, "modified"),
        language=_text(values, "language"),
        line=line,
        found=found,
    )


def _written(moment: Moment | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name)
    return value


def _names(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = values.get(name) or []
    if not isinstance(value, list) or not _are_texts(value):
        raise _wrong(name)
    return tuple(value)


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _moment(values: Mapping[str, Any], name: str) -> Moment | None:
    written = _text(values, name)
    if written is None:
        return None
    try:
        if len(written) == 10:
            return date.fromisoformat(written)
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise _wrong(name) from error
    if moment.tzinfo is None:
        raise _wrong(name)
    return moment


def _wrong(name: str) -> Unreadable:
    return Unreadable(f"the parser gave no valid {name}")
