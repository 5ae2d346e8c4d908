"""Answers and conversations as documents, every footnote with the exact words it rests on.

from rag.documents import document
Path("answer.docx").write_bytes(document(answer, "docx"))
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.bylines import CHECKED
from rag.documents.blocks import Block, blocks
from rag.errors import UsageError
from rag.types import Answer, Conversation, Ending, PastExchange

Written = Callable[[str, Sequence[Block]], bytes]


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of document: how its files end, and what they are called in HTTP."""

    ending: str
    media_type: str


FORMS = {
    "markdown": Form("md", "text/markdown; charset=utf-8"),
    "html": Form("html", "text/html; charset=utf-8"),
    "docx": Form("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "json": Form("json", "application/json; charset=utf-8"),
}
"""What :func:`document` writes, by name."""


def document(what: Answer | Conversation, form: str, *, page: str | None = None) -> bytes:
    """The file's content: questions, answers, and numbered sources with quote, outlet or credits,
    title, date and address. ``page`` is where the chat page is served, such as
    ``http://127.0.0.1:7860``: with it every source links to its exact words there.

    Somebody else's text stays text in every form. Raises UsageError for another form.
    """
    if form not in FORMS:
        raise UsageError(f"no document can be '{form}'; it can be {', '.join(FORMS)}")
    if form == "json":
        told = {"checked": CHECKED, **what.to_dict()}
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        return text.encode("utf-8", "replace")
    title, exchanges = _asked(what)
    body = tuple(blocks(exchanges, page))
    # A title that is the first question already says it.
    return _writer(form)(title, body[1:] if exchanges and title == exchanges[0].question else body)


def _asked(what: Answer | Conversation) -> tuple[str, Sequence[PastExchange]]:
    if isinstance(what, Conversation):
        return what.name, what.exchanges
    return what.question, (PastExchange(what.question, Ending.ANSWERED, answer=what),)


def _writer(form: str) -> Written:
    if form == "markdown":
        from rag.documents.markdown import written
    elif form == "html":
        from rag.documents.html import written
    else:
        from rag.documents.word import written
    return written
