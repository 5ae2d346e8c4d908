"""What the commands share: options, printing JSON, and opening the library."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.types import Article, Moment

Index = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="The library's folder (default: index)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

# Controls, line ends, and marks that turn the direction of what follows them.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def open_rag(index: str | None, **changes: Any) -> Rag:
    """The library that the options and settings name."""
    from rag.assistant import Rag
    from rag.settings import Settings

    return Rag.open(settings=Settings.load({"index": index, **changes}))


def print_json(value: dict[str, Any]) -> None:
    # Lone surrogates cannot be written as UTF-8; articles have none, a question may.
    utf8 = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not utf8, indent=2)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")


def hyperlink(text: str, url: str | None) -> str:
    """A terminal link (OSC 8) where the output is a terminal, the text alone elsewhere."""
    if url and url.startswith(("http://", "https://")) and sys.stdout.isatty():
        return f"\033]8;;{url}\033\\{text}\033]8;;\033\\"
    return text


def bold(text: str) -> str:
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        return f"\033[1m{text}\033[0m"
    return text


def say(text: str) -> None:
    """A line for the person, beside what is printed as the result."""
    print(text, file=sys.stderr)


def printable(text: str) -> str:
    """One line of somebody else's text, without signs that would steer a terminal."""
    return _STEERING.sub("\ufffd", text)


def named(source: str | None, credits: Sequence[str], published: Moment | None) -> str:
    """Outlet, or else credits, and the date; what is unknown is said to be unknown."""
    from rag.answering.records import day

    credited = f"credits {', '.join(credits)}, publisher unknown" if credits else None
    return f"{source or credited or 'publisher unknown'} · {day(published)}"


def origin(article: Article) -> str:
    """Outlet or credits, date and authors in one line."""
    by = f" · {', '.join(article.authors)}" if article.authors else ""
    return named(article.source, article.credits, article.published) + by
