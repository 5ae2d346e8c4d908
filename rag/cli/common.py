"""What the commands share: options, printing JSON, and opening the library."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rag.assistant import Rag

Index = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="The library's folder (default: index)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


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
