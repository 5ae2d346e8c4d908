"""Commands that list rather than answer: articles by day and outlet, and all that somebody says."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.articles import Articles, Languages, Since, Sources, Undated, Until
from rag.cli.common import AsJson, Index, named, open_rag, print_json, say
from rag.cli.terminal import bold, printable

if TYPE_CHECKING:
    from rag.types import Coverage, Covered, Statements

Asked = Annotated[
    str | None, typer.Argument(help="Of what is read for this question, the cited marked.")
]
Speaker = Annotated[str, typer.Argument(help="A person, a body or a country.")]


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: rag coverage --since 2022-01-01 --undated")(coverage)
    app.command(epilog='Example: rag statements "Fumio Kishida" --since 2022-06-01')(statements)


def coverage(
    question: Asked = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    article: Articles = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Count the articles by day and outlet; undated ones stand last."""
    with open_rag(index) as rag:
        if question is None:
            held = rag.coverage(
                source=source,
                since=since,
                until=until,
                language=language,
                articles=article,
                undated=undated,
            )
        else:
            held = rag.ask(
                question,
                source=source,
                since=since,
                until=until,
                language=language,
                articles=article,
                undated=undated,
            ).coverage
    if json:
        print_json(held.to_dict())
    else:
        for cell in held.cells:
            print(_line(cell, held.precision))
    say(_summary(held))
    return 0 if held.articles else 4


def _line(cell: Covered, precision: str) -> str:
    length = {"day": 10, "month": 7, "year": 4}[precision]
    day = cell.since.isoformat()[:length] if cell.since else "undated"
    if cell.others:
        whose = f"{cell.others} other outlets"
    else:
        whose = cell.source or (
            f"credits {', '.join(cell.credits)}, publisher unknown"
            if cell.credits
            else "publisher unknown"
        )
    cited = f", {cell.cited} cited" if cell.cited else ""
    return f"{day:<10}  {cell.articles:>5,}  {printable(whose)}{cited}"


def _summary(held: Coverage) -> str:
    cited = f", {held.cited} cited" if held.cited else ""
    articles = f"{held.articles:,} article{'s' if held.articles != 1 else ''}"
    return f"{articles}{cited}, {held.undated:,} undated"


def statements(
    speaker: Speaker,
    about: Annotated[
        str | None, typer.Option(metavar="MATTER", help="Only what holds these names and words.")
    ] = None,
    after: Annotated[int, typer.Option(min=0, help="Where the page before ended.")] = 0,
    most: Annotated[int, typer.Option(min=1, help="About how many to a page.")] = 50,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    article: Articles = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """List every sentence in which somebody speaks, word for word, the newest article first."""
    with open_rag(index) as rag:
        found = rag.statements(
            speaker,
            about=about,
            source=source,
            since=since,
            until=until,
            language=language,
            articles=article,
            undated=undated,
            after=after,
            most=most,
        )
    if json:
        print_json(found.to_dict())
    else:
        _print_statements(found)
    n = len(found.citations)
    read = f"read {found.read} of {found.articles} articles that name {printable(speaker)}"
    say(f"{n} sentence{'s' if n != 1 else ''}; {read}")
    if found.after is not None:
        say(f"the next page: --after {found.after}")
    return 0 if found.citations or found.after else 4


def _print_statements(found: Statements) -> None:
    for _, group in groupby(found.citations, lambda each: each.article_id):
        some = list(group)
        first = some[0]
        origin = named(first.source, first.credits, first.published)
        print(f"{bold(printable(first.label))} · {origin}")
        for each in some:
            print(f"    {printable(each.speaker or found.speaker)}: “{printable(each.quote)}”")
