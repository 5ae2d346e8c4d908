"""Commands that bring articles in, list them, show them and take them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, Index, bold, hyperlink, open_rag, print_json, say

if TYPE_CHECKING:
    from rag.types import Article, IngestReport

Inputs = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")]
Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="S", help="Outlet or credit; repeat for several."),
]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="Published on DAY or later.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Published on DAY or earlier.")]


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: rag ingest ~/clippings news.jsonl.gz --index index")(ingest)
    app.command(epilog="Example: rag sync ~/clippings")(sync)
    app.command("list", epilog="Example: rag list --source TASS --since 2022-01-01")(list_)
    app.command(epilog="Example: rag show articles/webb-explained.md")(show)
    app.command(epilog="Example: rag remove articles/webb-explained.md --purge")(remove)


def ingest(inputs: Inputs, index: Index = None, json: AsJson = False) -> int:
    """Add articles: Markdown, text, JSON Lines. The same again changes nothing."""
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        report = rag.ingest(inputs, progress=progress)
    return _reported(report, json)


def sync(inputs: Inputs, index: Index = None, json: AsJson = False) -> int:
    """Make the library equal to these files and folders, removals included."""
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        report = rag.sync(inputs, progress=progress)
    return _reported(report, json)


def _reported(report: IngestReport, json: bool) -> int:
    if json:
        print_json(report.to_dict())
    else:
        counts = {
            "added": report.added,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "rejected": report.rejected,
        }
        print(", ".join(f"{len(ids)} {name}" for name, ids in counts.items() if ids) or "nothing")
    for each in report.rejected:
        line = f", line {each.line}" if each.line is not None else ""
        say(f"rejected {each.location}{line}: {each.reason}")
    return 3 if report.rejected else 0


def list_(
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """List the articles, newest first, undated last."""
    from rag.types import SCHEMA, plain

    with open_rag(index) as rag:
        articles = rag.articles(source=source, since=since, until=until)
    if json:
        rows = [{k: v for k, v in plain(a).items() if k != "text"} for a in articles]
        print_json({"schema": SCHEMA, "articles": rows})
        return 0
    for article in articles:
        print(f"{article.id}\n    {bold(article.label)}\n    {origin(article)}")
    say(f"{len(articles)} article{'s' if len(articles) != 1 else ''}")
    return 0


def show(
    article: Annotated[str, typer.Argument(help="An article's id, as `rag list` shows it.")],
    revision: Annotated[int | None, typer.Option(help="An earlier text of it.")] = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Show one article: its text, and every field with how it was found."""
    from rag.types import SCHEMA, plain

    with open_rag(index) as rag:
        found = rag.article(article, revision)
    if json:
        print_json({"schema": SCHEMA, **plain(found)})
        return 0
    print(f"{bold(found.label)}\n{origin(found)}")
    for name in ("title", "source", "credits", "authors", "published", "language", "url"):
        how = found.found.get(name)
        if how:
            value = plain(getattr(found, name))
            shown = ", ".join(value) if isinstance(value, list) else value
            print(f"  {name}: {shown or 'unknown'} ({how})")
    for location in found.locations:
        print(f"  from {hyperlink(location, location)}")
    print(f"\n{found.text}")
    return 0


def remove(
    article: Annotated[str, typer.Argument(help="An article's id, as `rag list` shows it.")],
    purge: Annotated[bool, typer.Option("--purge", help="Erase its text everywhere.")] = False,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Hide an article; with --purge erase its text, vectors and index rows."""
    from rag.types import SCHEMA

    with open_rag(index) as rag:
        rag.remove(article, purge=purge)
    if json:
        print_json({"schema": SCHEMA, "removed": [article], "purged": purge})
    else:
        print(f"{'purged' if purge else 'removed'} {article}")
    return 0


def origin(article: Article) -> str:
    """Outlet or credits, date and authors in one line, with what is unknown said so."""
    from rag.answering.records import day

    named = article.source or (
        f"credits {', '.join(article.credits)}, publisher unknown"
        if article.credits
        else "publisher unknown"
    )
    by = f" · {', '.join(article.authors)}" if article.authors else ""
    return f"{named} · {day(article.published)}{by}"
