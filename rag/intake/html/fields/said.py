"""What one place of a page says of one field, and small ways to clean it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Generic, TypeVar

from rag.intake.canonical import canonical_line

T = TypeVar("T")

LONGEST = 2000
"""Characters of a value that are looked at; what is longer is no field."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_UNFILLED = re.compile(
    # What a template leaves where it had nothing to fill in.
    r"\s*(?:undefined|null|none|nil|nan|n/a|unknown|untitled|default|\[object object\]|false|true"
    r"|\{\{.*|\$\{.*|<%.*|%[a-z_]+%|\[\[.*|@\w+@|#\w+#)\s*",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A value and how it was found, in words."""

    value: T
    how: str


def clean(value: object) -> str | None:
    """One clean line of a value: entities read, markup out; None when it says nothing."""
    if not isinstance(value, str) or not value or len(value) > LONGEST:
        return None
    for _ in range(2):  # some are escaped twice
        if "&" not in value or not _ENTITY.search(value):
            break
        value = unescape(value)
    if "<" in value:
        value = _TAG.sub("", value)
    value = canonical_line(value)
    return None if not value or _UNFILLED.fullmatch(value) else value


def folded(text: str) -> str:
    """A text as it is compared: words in lower case, one space between."""
    return " ".join(_WORD.findall(text.casefold().replace("’", "").replace("'", "")))


def first(found: Iterable[Said[T]]) -> Said[T] | None:
    """The first of some values, None when there is none."""
    return next(iter(found), None)
