"""Commands about who may read a page that asks for a name and a password."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.common import AsJson, Index, print_json, say
from rag.cli.terminal import printable

if TYPE_CHECKING:
    from rag.users import Users

Name = Annotated[str, typer.Argument(help="The name they sign in with.")]

users = typer.Typer(
    name="users",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Say who may read a page that asks for a password (RAG_AUTH=password).",
    epilog="Example: rag users add ada",
)


def register(app: typer.Typer) -> None:
    app.add_typer(users)


@users.command(epilog="Example: rag users add ada")
def add(
    name: Name,
    stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the input, one line.")
    ] = False,
    index: Index = None,
) -> int:
    """Add a user, or give one another password. It is asked for, and kept only as a hash."""
    from rag.users import checked_name

    name = checked_name(name)
    password = (
        sys.stdin.readline().rstrip("\n")
        if stdin
        else str(typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True))
    )
    _users(index).add(name, password)
    say(f"{printable(name)} may sign in where RAG_AUTH is password")
    return 0


@users.command("list", epilog="Example: rag users list --json")
def list_(index: Index = None, json: AsJson = False) -> int:
    """List the names."""
    from rag.types import SCHEMA

    names = _users(index).names()
    if json:
        print_json({"schema": SCHEMA, "users": names})
    else:
        print("\n".join(map(printable, names)) if names else "no users yet")
    return 0


@users.command(epilog="Example: rag users remove ada")
def remove(name: Name, index: Index = None) -> int:
    """Remove a user, who is signed out at once. Their conversations stay."""
    _users(index).remove(name)
    return 0


def _users(index: str | None) -> Users:
    from rag.errors import LibraryNotFound
    from rag.settings import Settings
    from rag.users import Users

    folder = Path(Settings.load({"index": index}).index)
    if not folder.is_dir():
        raise LibraryNotFound(str(folder))
    return Users(folder)
