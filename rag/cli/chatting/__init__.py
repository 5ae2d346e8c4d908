"""``rag chat``: question after question at a terminal, or one a line from a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.articles import Articles, InCollection, Languages, Since, Sources, Undated, Until
from rag.cli.common import Index, open_rag
from rag.cli.questions import History, history_of

if TYPE_CHECKING:
    from rag.cli.chatting.talk import Filters

Lines = Annotated[bool, typer.Option("--json", help="Print one JSON object a question, a line.")]
_EXAMPLE = "Example: rag chat --source TASS (or: rag chat --json < questions.txt)"


def register(app: typer.Typer) -> None:
    app.command(epilog=_EXAMPLE)(chat)


def chat(
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    article: Articles = None,
    collection: InCollection = None,
    history: History = None,
    index: Index = None,
    json: Lines = False,
) -> int:
    """Ask one question after the other; each may point back to those before it.

    Sentences appear once they are checked. Sources keep their numbers through the talk. /help tells
    what else can be done. From a pipe every line is a question.
    """
    from rag.cli.chatting.loop import as_json, talked
    from rag.cli.chatting.talk import Talk

    turns = history_of(history)
    with open_rag(index) as rag:
        filters = _filters(source, since, until, language, article, undated, collection)
        articles = rag.coverage(**filters.options()).articles  # what is wrong is said before asking
        talk = Talk(rag, filters, turns)
        return as_json(talk) if json else talked(talk, articles)


def _filters(
    source: list[str] | None,
    since: str | None,
    until: str | None,
    language: list[str] | None,
    article: list[str] | None,
    undated: bool,
    collection: str | None,
) -> Filters:
    from rag.asking import as_day
    from rag.cli.chatting.talk import Filters

    days = as_day("since", since), as_day("until", until)
    named = tuple(source or ()), *days, tuple(language or ()), tuple(article or ())
    return Filters(*named, undated, collection)
