"""A quick look into a ledger in its folder, by the standard library alone: for completing words.

It loads no SQLAlchemy and gives up after a moment. What cannot be read is as if it were not there:
a person who presses Tab wants no message. Ledgers on a server are not looked at.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

LEDGER = "ledger.sqlite3"
_SECONDS = 0.4
_INSTRUCTIONS = 10_000
"""Of SQLite's virtual machine, between two looks at the clock."""
_IDS = "select id from articles where not removed and substr(id, 1, ?) = ? order by id limit ?"
_NAMES = (
    "select distinct source, credits from revisions join articles"
    " on id = article_id and articles.revision = revisions.revision where not removed"
)


def ids(folder: Path, beginning: str, most: int = 100) -> list[str]:
    """Articles whose id begins so, in their order."""
    asked = (len(beginning), beginning, most)
    return [row[0] for row in _rows(folder, _IDS, asked)]


def outlets(folder: Path, beginning: str) -> list[str]:
    """Outlets and credits that begin so."""
    rows = _rows(folder, _NAMES, ())
    named = {name for source, credits in rows for name in (source, *json.loads(credits)) if name}
    return sorted(name for name in named if name.startswith(beginning))


def read_only_mode(path: Path) -> str:
    """How a ledger is opened that is only read."""
    # Without its -shm file a WAL database in a folder nobody may write opens only as immutable.
    shared = path.with_name(f"{path.name}-shm")
    return "?mode=ro" if shared.exists() else "?mode=ro&immutable=1"


def _rows(folder: Path, query: str, asked: Iterable[object]) -> list[tuple[str, ...]]:
    path = (folder / LEDGER).resolve()
    until = time.monotonic() + _SECONDS
    if not path.is_file():
        return []
    address = f"file:{quote(str(path))}{read_only_mode(path)}"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_SECONDS)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > until, _INSTRUCTIONS)
            return connection.execute(query, tuple(asked)).fetchall()
    except sqlite3.Error:
        return []
