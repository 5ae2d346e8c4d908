"""The fields that front matter and JSON Lines share: checked, cleaned, and noted how found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rag.intake import dates, language
from rag.intake.canonical import canonical_line
from rag.intake.draft import Draft, Unreadable
from rag.intake.identity import canonical_url
from rag.types import Moment

_LONGEST = 2000
_UNSET = ("", "null", "~", "none")
_BETWEEN_NAMES = re.compile(r"\s?(?:;|,(?!\s?(?:Jr|Sr|Dr|MD|PhD|II|III)\b)|\s&\s|\band\b)\s?")


def draft(values: Mapping[str, Any], where: str, line: int | None = None) -> Draft:
    """The fields of a mapping as a draft without text. Raises Unreadable for a malformed one."""
    found: dict[str, str] = {}
    title, id, source = (_text(values, name) for name in ("title", "id", "source"))
    url, published = _url(values, where, found), _published(values, where, found)
    credits, authors = _names(values, "credits"), _names(values, "authors", "author", "byline")
    tag = _text(values, "language") or _text(values, "lang")
    spoken = language.named(tag) if tag else None
    given: dict[str, object] = {"title": title, "id": id, "source": source, "language": spoken}
    given |= {"credits": credits, "authors": authors}
    found |= {name: where for name, value in given.items() if value}
    return Draft(
        text="",
        title=title,
        id=id,
        url=url,
        source=source,
        credits=credits,
        authors=authors,
        published=published,
        language=spoken,
        line=line,
        found=found,
    )


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unreadable(f"{name} must be text, not {_kind(value)}")
    clean = canonical_line(sound(str(value), name))
    if len(clean) > _LONGEST:
        raise Unreadable(f"{name} is {len(clean)} characters long; {_LONGEST} at most")
    return None if clean.lower() in _UNSET else clean


def sound(text: str, name: str) -> str:
    """The text itself. Raises Unreadable when it holds what no encoding can store."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unreadable(
            f"{name} holds half a character (a lone surrogate) at offset {error.start}"
        ) from error
    return text


def _url(values: Mapping[str, Any], where: str, found: dict[str, str]) -> str | None:
    given = _text(values, "url")
    if given is None:
        return None
    url = canonical_url(given)
    found["url"] = where if url else "left out: not an http(s) address"
    return url


def _published(values: Mapping[str, Any], where: str, found: dict[str, str]) -> Moment | None:
    for name in ("published_at", "published", "date"):
        given = _text(values, name)
        if given is None:
            continue
        moment = dates.parse(given)
        if moment is None:
            raise Unreadable(
                f"{name} {given[:60]!r} is not a date; write 2022-03-06 or 2022-03-06T15:45+09:00"
            )
        found["published"] = where
        return moment
    return None


def _names(values: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    for key in keys:
        value = values.get(key)
        if isinstance(value, list):
            names = [_name(item, key) for item in value]
        elif value is not None:
            names = list(_BETWEEN_NAMES.split(_text(values, key) or ""))
        else:
            continue
        return tuple(dict.fromkeys(name for name in names if name))
    return ()


def _name(item: Any, key: str) -> str | None:
    return _text(item, "name") if isinstance(item, dict) else _text({key: item}, key)


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", list: "a list", dict: "an object"}
    return kinds.get(type(value), type(value).__name__)
