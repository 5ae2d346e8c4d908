"""Commands about time: the order of what happened, and an answer asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.answers import understood
from rag.cli.articles import Articles, Languages, Since, Sources, Undated, Until
from rag.cli.common import AsJson, Index, open_rag, print_json, say
from rag.cli.news import timeline_lines
from rag.cli.questions import AskedAt, History, Question, Without, history_of
from rag.cli.terminal import printable

if TYPE_CHECKING:
    from rag.types import Replay

Trace = Annotated[
    str,
    typer.Argument(
        metavar="FILE_OR_TRACE_ID",
        help="A trace's id, as an answer's `trace_id` names it, or a file with a trace or an "
        "earlier --json answer.",
    ),
]


def register(app: typer.Typer) -> None:
    app.command(epilog='Example: rag timeline "Sakhalin-2 gas project"')(timeline)
    app.command(epilog="Example: rag replay answer.json")(replay)


def timeline(
    question: Question,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    article: Articles = None,
    asked_at: AskedAt = None,
    without: Without = None,
    history: History = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """What the articles tell of it in the order of its days, every event with its source."""
    turns = history_of(history)
    with open_rag(index) as rag:
        found = rag.timeline(
            question,
            history=turns,
            source=source,
            since=since,
            until=until,
            language=language,
            articles=article,
            undated=undated,
            asked_at=asked_at,
            without=without,
        )
    if json:
        print_json(found.to_dict())
    else:
        print("\n".join(timeline_lines(found)))
    for line in understood(question, found.understood):
        say(line)
    for note in found.notes:
        say(note)
    return 0 if found.citations else 4


def replay(trace: Trace, index: Index = None, json: AsJson = False) -> int:
    """Ask again what a trace tells of, and show what changed."""
    with open_rag(index) as rag:
        again = rag.replay(trace)
    if json:
        print_json(again.to_dict())
    else:
        print("\n".join(_lines(again)))
    return 0


def _lines(again: Replay) -> Iterator[str]:
    yield f"{printable(again.question)}\nanswered {again.made_at}, asked again now"
    yield from (f"  {printable(change.text)}" for change in again.changes)
    if not again.changes:
        yield "  nothing changed: the same sentences, citations, passages, settings and library"
    yield f"the new answer's trace is {again.answer.trace_id}"
