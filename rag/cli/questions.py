"""Commands that ask: search, ask, and the page."""

from __future__ import annotations

import json as json_module
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.answers import answer_lines, targets, understood, where
from rag.cli.articles import Articles, InCollection, Languages, Since, Sources, Undated, Until
from rag.cli.common import AsJson, Index, open_rag, print_json, say
from rag.cli.saving import Format, To, form_of, save
from rag.cli.terminal import bold, hyperlink, printable, printable_lines, width

if TYPE_CHECKING:
    from rag.types import Passage, SearchResult

Question = Annotated[str, typer.Argument(help="What you want to know.")]
AskedAt = Annotated[
    str | None, typer.Option("--asked-at", metavar="DAY", help="What relative dates count from.")
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="STEP",
        help="Leave a step out: spelling, dates, sources, followups, parts, model. Repeatable.",
    ),
]
History = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="A JSON list of turns, an earlier --json answer, or a talk saved as JSON.",
    ),
]
K = Annotated[int | None, typer.Option("-k", min=1, help="How many passages.")]


def register(app: typer.Typer) -> None:
    app.command(epilog='Example: rag search "peace treaty" -k 3 --since 2022-01-01')(search)
    app.command(epilog='Example: rag ask "How did Russia react to Japan\'s strategy?"')(ask)
    app.command(epilog="Example: rag serve --port 8080")(serve)


def search(
    question: Question,
    k: K = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    article: Articles = None,
    collection: InCollection = None,
    asked_at: AskedAt = None,
    without: Without = None,
    history: History = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Find passages, best first, with their scores."""
    turns = history_of(history)
    with open_rag(index) as rag:
        found = rag.search(
            question,
            k,
            history=turns,
            source=source,
            since=since,
            until=until,
            language=language,
            articles=article,
            collection=collection,
            undated=undated,
            asked_at=asked_at,
            without=without,
        )
    if json:
        print_json(found.to_dict())
    else:
        for n, passage in enumerate(found, 1):
            label = hyperlink(bold(printable(passage.label)), passage.url or passage.location)
            print(f"{n}. {label} · {where(passage)} · {_score(passage)}")
            print(
                textwrap.indent(textwrap.fill(printable_lines(passage.text), width()), "   ") + "\n"
            )
    for line in (*understood(question, found.understood), *found.notes):
        say(line)
    return 0 if found.passages else 4


def _print_passages(found: SearchResult) -> None:
    for n, passage in enumerate(found, 1):
        label = hyperlink(bold(printable(passage.label)), passage.url or passage.location)
        print(f"{n}. {label} · {where(passage)} · {_score(passage)}")
        text = textwrap.fill(printable_lines(passage.text), width())
        print(textwrap.indent(text, "   ") + "\n")


def ask(
    question: Question,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    article: Articles = None,
    collection: InCollection = None,
    asked_at: AskedAt = None,
    without: Without = None,
    history: History = None,
    index: Index = None,
    json: AsJson = False,
    format: Format = None,
    to: To = None,
) -> int:
    """Answer from the articles, every sentence with its source."""
    from rag.types import Status

    form, turns = form_of(format, to), history_of(history)
    with open_rag(index) as rag:
        answer = rag.ask(
            question,
            history=turns,
            source=source,
            since=since,
            until=until,
            language=language,
            articles=article,
            collection=collection,
            undated=undated,
            asked_at=asked_at,
            without=without,
        )
        if form is not None:
            save(answer, form, to, rag.settings)
        elif json:
            print_json(answer.to_dict())
        else:
            print("\n".join(answer_lines(answer, targets(rag, answer))))
    return 4 if answer.status is Status.NOT_FOUND else 0


def serve(
    index: Index = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    page: Annotated[
        bool, typer.Option("--page/--no-page", help="With the page, or the interfaces alone.")
    ] = True,
) -> int:
    """Open the chat page, and beside it the REST and OpenAI-compatible interfaces at /v1."""
    from rag.serve import run

    with open_rag(index, host=host, port=port) as rag:
        run(rag, rag.settings.host, rag.settings.port, page=page)
    return 0


def history_of(path: str | None) -> list[dict[str, Any]]:
    """The turns of a file. Raises HistoryError when it holds none."""
    from rag.errors import HistoryError

    if path is None:
        return []
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        value = json_module.loads(text)
    except (OSError, ValueError) as error:
        raise HistoryError(f"the history in {path} cannot be read: {error}") from error
    turns = _turns(value) if isinstance(value, dict) else value
    if not isinstance(turns, list):
        raise HistoryError(f"{path} holds no list of turns and no earlier --json answer")
    return turns


def _turns(value: dict[str, Any]) -> Any:
    """Those of an answer, or of the last answer of a talk that was saved."""
    asked = value.get("exchanges")
    if not isinstance(asked, list):
        return value.get("turns")
    answers = [each.get("answer") for each in asked if isinstance(each, dict)]
    return next((each.get("turns") for each in reversed(answers) if isinstance(each, dict)), [])


def _score(passage: Passage) -> str:
    parts = {
        "keyword": passage.score.keyword,
        "vector": passage.score.vector,
        "final": passage.score.final,
        "rerank": passage.score.rerank,
    }
    return ", ".join(f"{name} {value:.2f}" for name, value in parts.items() if value is not None)
