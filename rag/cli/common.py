"""What the commands share: options, printing JSON, and opening the library."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.terminal import printable, printable_lines

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.types import Article, Heading, Moment

Index = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="The library's folder (default: index)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

_LATER_CONTROLS = re.compile("[\x7f-\x9f]")


def open_rag(index: str | None, **changes: Any) -> Rag:
    """The library that the options and settings name."""
    from rag.assistant import Rag
    from rag.settings import Settings

    return Rag.open(settings=Settings.load({"index": index, **changes}))


def print_json(value: dict[str, Any], *, indented: bool = True) -> None:
    """One object, on one line unless it is indented."""
    # Lone surrogates cannot be written as UTF-8; articles have none, a question may.
    utf8 = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not utf8, indent=2 if indented else None)
    # JSON escapes the older controls alone; a terminal obeys these too.
    text = _LATER_CONTROLS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")


def say(text: str) -> None:
    """A line for the person, beside what is printed as the result."""
    print(printable_lines(text), file=sys.stderr)


def named(source: str | None, credits: Sequence[str], published: Moment | None) -> str:
    """Outlet, or else credits, and the date; what is unknown is said to be unknown."""
    from rag.answering.records import day

    credited = f"credits {', '.join(credits)}, publisher unknown" if credits else None
    return f"{printable(source or credited or 'publisher unknown')} · {day(published)}"


def origin(article: Article | Heading) -> str:
    """Outlet or credits, date and authors in one line."""
    by = f" · {printable(', '.join(article.authors))}" if article.authors else ""
    return named(article.source, article.credits, article.published) + by
