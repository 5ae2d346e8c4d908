"""Commands that bring articles in, list them, show them and take them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, Index, open_rag, origin, print_json, say
from rag.cli.completing import article_ids, outlets
from rag.cli.showing import ArticleId, show
from rag.cli.terminal import bold, printable

if TYPE_CHECKING:
    from rag.types import IngestReport, Rejected

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="PATH_OR_URL...", help="Files, folders, page addresses and feeds."),
]
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="S",
        help="Outlet or credit; repeat for several.",
        autocompletion=outlets,
    ),
]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="Published on DAY or later.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Published on DAY or earlier.")]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="L", help="In this language, such as en; repeatable."),
]
Undated = Annotated[
    bool, typer.Option("--undated", help="Keep articles without a date although days are set.")
]
Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--article",
        metavar="ID",
        help="Only this article; repeat for several.",
        autocompletion=article_ids,
    ),
]
InCollection = Annotated[
    str | None,
    typer.Option("--collection", metavar="NAME", help="Only articles of this collection."),
]

_INGEST = "Example: rag ingest ~/clippings report.pdf https://example.org/story --index index"
_SYNC = "Example: rag sync ~/clippings https://example.org/feed.xml"
_LIST = "Example: rag list --source TASS --since 2022-01-01 (or: rag list --rejected)"


def register(app: typer.Typer) -> None:
    app.command(epilog=_INGEST)(ingest)
    app.command(epilog=_SYNC)(sync)
    app.command("list", epilog=_LIST)(list_)
    app.command(epilog="Example: rag show articles/webb-explained.md")(show)
    app.command(epilog="Example: rag remove articles/webb-explained.md --purge")(remove)


def ingest(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH_OR_URL...", help="Files, folders, page addresses and feeds."),
    ] = None,
    reader: Annotated[
        str | None,
        typer.Option(
            metavar="MODULE:CLASS", help="Instead of inputs, the documents of a LlamaIndex reader."
        ),
    ] = None,
    load: Annotated[
        str | None,
        typer.Option(metavar="JSON", help="What the reader's load_data is called with."),
    ] = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Add articles: HTML, PDF, DOCX, Markdown, text, JSON Lines; pages and feeds by address.

    The same again changes nothing. What cannot be stored is listed with its reason.
    """
    from rag.classes import as_object

    named = as_object(load, "the arguments of --load") if load is not None else None
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        if not inputs and reader is None and rag.settings.reader is None:
            raise typer.BadParameter("name files, folders or addresses, or a reader (--reader)")
        report = rag.ingest(inputs or (), reader=reader, load=named, progress=progress)
    return _reported(report, json)


def sync(inputs: Inputs, index: Index = None, json: AsJson = False) -> int:
    """Make the library equal to these files, folders and feeds, removals included.

    What could not be read this time stays as it was. Safe to repeat, and to run from cron.
    """
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
        say(f"rejected {_named(each)}: {printable(each.reason)}")
    return 3 if report.rejected else 0


def _named(each: Rejected) -> str:
    line = f", line {each.line}" if each.line is not None else ""
    return printable(each.location) + line


def list_(
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="List instead what was rejected, and why.")
    ] = False,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """List the articles, newest first, undated last."""
    from rag.types import SCHEMA

    if rejected:
        if source or since or until or language or undated:
            raise typer.BadParameter("--rejected lists what is no article; it takes no filter")
        return _list_rejected(index, json)
    chosen: dict[str, Any] = {
        "source": source,
        "since": since,
        "until": until,
        "language": language,
        "undated": undated,
    }
    with open_rag(index) as rag:
        if json:
            entries = [each.entry() for each in rag.articles(**chosen)]
            print_json({"schema": SCHEMA, "articles": entries})
            return 0
        headings = rag.headings(**chosen)
    for each in headings:
        print(f"{printable(each.id)}\n    {bold(printable(each.label))}\n    {origin(each)}")
    say(f"{len(headings)} article{'s' if len(headings) != 1 else ''}")
    return 0


def _list_rejected(index: str | None, json: bool) -> int:
    """What was refused when it was last read; it goes from here when it is stored."""
    from rag.types import SCHEMA

    with open_rag(index) as rag:
        refused = rag.rejected()
    if json:
        print_json({"schema": SCHEMA, "rejected": [each.to_dict() for each in refused]})
        return 0
    for each in refused:
        print(f"{_named(each)}\n    {printable(each.reason)}")
    say(f"{len(refused)} input{'s' if len(refused) != 1 else ''} rejected")
    return 0


def remove(
    article: ArticleId,
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
        print(f"{'purged' if purge else 'removed'} {printable(article)}")
    if purge:
        say(
            "its text is in no file of the library; exports and copies of yours are yours to delete"
        )
    return 0
