"""HTML made so that text cannot become markup: every plain string is escaped where it is used.

Articles, questions, file names and error messages are all somebody else's text. Only what
:func:`tag` and :func:`join` return is markup; anything else is shown letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = frozenset({"br", "hr", "input", "link", "meta", "wbr"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | None
Value = str | int | bool | None


def text(value: str) -> Html:
    """Plain text as markup, code point for code point. A lone surrogate, which no page can
    carry, becomes a question mark."""
    if isinstance(value, Html):
        return value
    return Html(escape(value.encode("utf-8", "replace").decode("utf-8"), quote=True))


def join(children: Iterable[Child]) -> Html:
    """Pieces one after the other; None is nothing."""
    return Html("".join(text(child) for child in children if child is not None))


def tag(name: str, /, *children: Child, **attributes: Value) -> Html:
    """One element. ``class_`` is class, ``data_n`` is data-n; None and False leave it out."""
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{opening}>")
    return Html(f"<{opening}>{join(children)}</{name}>")


def _attribute(key: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
