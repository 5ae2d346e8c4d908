"""Commands that ask: search, ask, and the page."""

from __future__ import annotations

import json as json_module
import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.articles import Articles, Languages, Since, Sources, Undated, Until
from rag.cli.common import (
    AsJson,
    Index,
    bold,
    hyperlink,
    named,
    open_rag,
    print_json,
    printable,
    say,
)
from rag.cli.news import news_lines
from rag.cli.saving import Format, To, form_of, save

if TYPE_CHECKING:
    from rag.types import Answer, Citation, Passage, Understood

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
    typer.Option(metavar="FILE", help="A JSON list of turns, or an earlier --json answer."),
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
            undated=undated,
            asked_at=asked_at,
            without=without,
        )
    if json:
        print_json(found.to_dict())
    else:
        for n, passage in enumerate(found, 1):
            print(f"{n}. {bold(printable(passage.label))} · {_where(passage)} · {_score(passage)}")
            print(textwrap.indent(textwrap.fill(passage.text, 96), "   ") + "\n")
    for line in understood(question, found.understood):
        say(line)
    for note in found.notes:
        say(note)
    return 0 if found.passages else 4


def ask(
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
            undated=undated,
            asked_at=asked_at,
            without=without,
        )
    if form is not None:
        save(answer, form, to, rag.settings)
    elif json:
        print_json(answer.to_dict())
    else:
        print_answer(answer)
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
    turns = value.get("turns") if isinstance(value, dict) else value
    if not isinstance(turns, list):
        raise HistoryError(f"{path} holds no list of turns and no earlier --json answer")
    return turns


def print_answer(answer: Answer) -> None:
    """The answer as the page shows it: status, count, quotes under who speaks, what is missing."""
    marks = {"answered": "✓ Answered", "partial": "◐ Answered in part", "not_found": "○"}
    status = marks[answer.status.value]
    if answer.status.value != "not_found":
        mode = "quotes, no model" if answer.mode == "quotes" else f"written by {answer.mode}"
        fit = f" · what was read {answer.fit}" if answer.fit else ""
        print(f"{status} · {mode} · {answer.timings_ms.get('total', 0) / 1000:.1f} s{fit}")
    if answer.lead:
        print(f"\n{bold(answer.lead)}")
    if answer.short_answer:
        print(f"Short answer: {bold(answer.short_answer)}")
    if answer.mode == "quotes" and answer.lead:
        _print_quotes(answer)
    else:
        print(f"\n{textwrap.fill(answer.text, 96)}" if answer.sentences else f"{answer.text}")
    for line in news_lines(answer):
        print(line)
    _print_sources("Sources", answer.citations)
    _print_sources("What they say instead", answer.instead)
    if answer.sentences:
        for gap in answer.gaps:
            print(f"Not covered: {gap}")
    for line in understood(answer.question, answer.understood):
        print(line)
    for note in answer.notes:
        print(f"Note: {note}")
    if answer.sentences:
        print("Checked against these articles, not against the world.")


def understood(question: str, meant: Understood) -> Iterator[str]:
    """Each step of understanding, and the questions that may be meant where that is open."""
    if meant.text != question.strip():
        yield f"Understood as: {printable(meant.text)}"
    yield from (f"Understood: {printable(read)}" for read in meant.read)
    yield from (f"Ask instead: {printable(each.question)}" for each in meant.candidates)


def _print_quotes(answer: Answer) -> None:
    def heading(sentence: Any) -> tuple[str, str]:
        citation = answer.citation(sentence.citations[0])
        return printable(citation.speaker or citation.label), _where(citation)

    for (who, where), group in groupby(answer.sentences, heading):
        print(f"\n{bold(who)}\n{where}")
        for sentence in group:
            print(textwrap.fill(sentence.text, 94, initial_indent="  │ ", subsequent_indent="  │ "))


def _print_sources(title: str, citations: Sequence[Citation]) -> None:
    if citations:
        print(f"\n{title}")
    for c in citations:
        link = hyperlink(printable(c.label), c.url)
        speech = f" · {c.speech.value} speech" if c.speech else ""
        span = f"{printable(c.article_id)} [{c.start}:{c.end}]"
        print(f"  [{c.n}] {link} · {_where(c)}{speech} · {span}")


def _where(item: Passage | Citation) -> str:
    return named(item.source, item.credits, item.published)


def _score(passage: Passage) -> str:
    parts = {
        "keyword": passage.score.keyword,
        "vector": passage.score.vector,
        "final": passage.score.final,
        "rerank": passage.score.rerank,
    }
    return ", ".join(f"{name} {value:.2f}" for name, value in parts.items() if value is not None)
