"""Commands about articles that stand under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.articles import Languages, Since, Sources, Undated, Until
from rag.cli.common import AsJson, Index, open_rag, print_json, say
from rag.cli.completing import article_ids
from rag.cli.terminal import bold, printable

if TYPE_CHECKING:
    from rag.types import NamedCollection

Name = Annotated[str, typer.Argument(help="What the collection is called.")]
Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ARTICLE]...", help="Ids of articles.", autocompletion=article_ids),
]

collections = typer.Typer(
    name="collections",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Give articles a name, to ask over them by it (rag ask --collection NAME).",
    epilog='Example: rag collections add "Ferry strike" articles/walkout.md',
)


def register(app: typer.Typer) -> None:
    app.add_typer(collections)


@collections.command(epilog='Example: rag collections add "Spring 2022" --since 2022-03-01')
def add(
    name: Name,
    articles: Ids = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    language: Languages = None,
    undated: Undated = False,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Name some articles, or a filter. Articles given to a name there is join the others."""
    with open_rag(index) as rag:
        made = rag.add_collection(
            name,
            articles,
            source=source,
            since=since,
            until=until,
            language=language,
            undated=undated,
        )
    if json:
        print_json(made.to_dict())
    else:
        print(_line(made))
    return 0


@collections.command("list", epilog="Example: rag collections list --json")
def list_(index: Index = None, json: AsJson = False) -> int:
    """List the collections and what each holds."""
    from rag.types import SCHEMA, plain

    with open_rag(index) as rag:
        held = rag.collections()
    if json:
        print_json({"schema": SCHEMA, "collections": plain(held)})
        return 0
    for each in held:
        print(_line(each))
        for article in each.articles:
            print(f"    {printable(article)}")
    say(f"{len(held)} collection{'s' if len(held) != 1 else ''}")
    return 0


@collections.command(epilog='Example: rag collections rename "Ferry strike" "The walkout"')
def rename(
    name: Name,
    new: Annotated[str, typer.Argument(help="What it is to be called.")],
    index: Index = None,
) -> int:
    """Call a collection otherwise."""
    with open_rag(index) as rag:
        rag.rename_collection(name, new)
    return 0


@collections.command(epilog='Example: rag collections remove "The walkout"')
def remove(name: Name, index: Index = None) -> int:
    """Remove a collection. Its articles stay in the library."""
    with open_rag(index) as rag:
        rag.remove_collection(name)
    return 0


def _line(held: NamedCollection) -> str:
    n = len(held.articles)
    told = [f"{n} article{'s' if n != 1 else ''}"] if n else []
    told += [f"from {' or '.join(held.source)}"] if held.source else []
    told += [f"since {held.since}"] if held.since else []
    told += [f"until {held.until}"] if held.until else []
    told += [f"in {' or '.join(held.language)}"] if held.language else []
    told += ["undated too"] if held.undated else []
    return f"{bold(printable(held.name))}: {printable(', '.join(told) or 'no article any more')}"
