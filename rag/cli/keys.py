"""Commands about the keys of the REST interface."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.common import AsJson, Index, print_json, say
from rag.cli.terminal import printable

if TYPE_CHECKING:
    from rag.keys import Keys

Name = Annotated[str, typer.Argument(help="What to call it, such as the program that has it.")]

keys = typer.Typer(
    name="keys",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Say which programs may use the REST interface.",
    epilog="Example: rag keys add newsroom-bot --scope read",
)


def register(app: typer.Typer) -> None:
    app.add_typer(keys)


@keys.command(epilog="Example: rag keys add importer --scope write")
def add(
    name: Name,
    scope: Annotated[
        str, typer.Option("--scope", metavar="SCOPE", help="read; or write, to change articles.")
    ] = "read",
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Make a key and print it. It is shown this once, and kept only as a hash."""
    from rag.types import SCHEMA

    key = _keys(index).add(name, scope)
    if json:
        print_json({"schema": SCHEMA, "name": name, "scope": scope, "key": key})
    else:
        print(key)
        say("it is not shown again; send it as `Authorization: Bearer KEY`")
    return 0


@keys.command("list", epilog="Example: rag keys list --json")
def list_(index: Index = None, json: AsJson = False) -> int:
    """List the keys by name, with what each opens and since when."""
    from rag.types import SCHEMA, plain

    held = _keys(index).all()
    if json:
        print_json({"schema": SCHEMA, "keys": plain(held)})
    elif held:
        print("\n".join(f"{printable(each.name)}  {each.scope}  {each.made}" for each in held))
    else:
        print("no keys yet")
    return 0


@keys.command(epilog="Example: rag keys remove newsroom-bot")
def remove(name: Name, index: Index = None) -> int:
    """Remove a key, which opens nothing from then on."""
    _keys(index).remove(name)
    return 0


def _keys(index: str | None) -> Keys:
    from rag.errors import LibraryNotFound
    from rag.keys import Keys
    from rag.settings import Settings

    folder = Path(Settings.load({"index": index}).index)
    if not folder.is_dir():
        raise LibraryNotFound(str(folder))
    return Keys(folder)
