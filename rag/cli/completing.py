"""Words that Tab completes: the ids of articles, and their outlets."""

from __future__ import annotations

import os
import re
from pathlib import Path

import typer

_BASH = "complete_bash"
_UNSAFE = re.compile(r"([^\w@%+=:,./-])")


def article_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of articles of the library that ``--index`` or the settings name."""
    from rag.library import glance

    folder = _folder(ctx)
    return _quoted(glance.ids(folder, incomplete)) if folder else []


def outlets(ctx: typer.Context, incomplete: str) -> list[str]:
    """Outlets and credits of its articles."""
    from rag.library import glance

    folder = _folder(ctx)
    return _quoted(glance.outlets(folder, incomplete)) if folder else []


def _folder(ctx: typer.Context) -> Path | None:
    from rag.errors import SettingsError
    from rag.settings import Settings

    try:
        settings = Settings.load({"index": ctx.params.get("index")})
    except SettingsError:  # it is told when the command is run
        return None
    return None if settings.ledger else Path(settings.index)


def _quoted(words: list[str]) -> list[str]:
    """Bash puts in what it is given as it stands; the other shells quote it."""
    if os.environ.get("_RAG_COMPLETE") != _BASH:
        return words
    return [_UNSAFE.sub(r"\\\1", word) for word in words]
