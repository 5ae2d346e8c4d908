"""Answers written to a file or to the output, as documents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.common import say

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.types import Answer, Conversation

Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORM", help="As a document: markdown, html, docx or json."),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="FILE", help="Where the document goes; its ending tells FORM."),
]
_BINARY = "docx"


def form_of(form: str | None, to: str | None) -> str | None:
    """The form that the options name, or the file's ending; None for the terminal's own. Raises
    UsageError where there is none, before anything is asked."""
    from rag.documents import FORMS
    from rag.errors import UsageError

    if form is None and to is None:
        return None
    if form is None:
        endings = {kind.ending: name for name, kind in FORMS.items()} | {"htm": "html"}
        form = endings.get(Path(to or "").suffix.removeprefix(".").lower())
    if form not in FORMS:
        raise UsageError(f"say what to write: --format can be {', '.join(FORMS)}")
    if form == _BINARY and to is None and sys.stdout.isatty():
        raise UsageError("a Word document is no text for a terminal; name a file with --to")
    return form


def save(what: Answer | Conversation, form: str, to: str | None, settings: Settings) -> None:
    """Whole or not at all: written beside, then put in place. Raises OSError."""
    from rag.documents import document

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    content = document(what, form, page=f"http://{host}:{settings.port}")
    if to is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    path = Path(to)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
    say(f"written to {path}")
