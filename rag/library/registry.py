"""Which folders follow a ledger that several machines share, and what nobody needs any more.

Each folder's owner says now and then how far it is. A purged article's row is kept until every
folder has passed it; one that was not seen for a month is no longer waited for. Whoever comes
back later loses nothing: a purge has every index and every catalog from before it made anew.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from rag.library.database import Database
from rag.library.ledger import batches
from rag.library.rows import Head
from rag.library.schema import articles, followers, revisions

_PLACE = ".place"
_PERIOD, _NEWS = 60.0, 5.0
"""Seconds between two reports, and when there is something new to tell."""
FORGOTTEN = 30 * 24 * 3600
"""Seconds after which a folder that was not seen is no longer waited for."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder that follows the ledger."""

    machine: str
    folder: str
    revision: int
    """Up to which its indexes were brought when it was seen."""
    seconds: int
    """Since it was last seen."""


class Registration:
    """This folder's report, made by its owner as if it were an index that falls behind."""

    name = "registry"
    patience = 5.0
    leisure = 0.0
    """A command that asks one thing does not report."""

    def __init__(self, database: Database, folder: Path, held: Callable[[], int]) -> None:
        self._database, self._folder, self._held = database, folder, held
        self._reported, self._told = float("-inf"), -1

    @property
    def revision(self) -> int:
        return self._held()

    def behind(self, head: Head) -> bool:
        period = _PERIOD if self._told == self._held() else _NEWS
        return time.monotonic() >= self._reported + period

    def follow(self, stop: Callable[[], bool]) -> None:
        self._reported, self._told = time.monotonic(), self._held()
        with self._database.write() as connection:
            report(connection, _place(self._folder), self._folder, self._told)
        with self._database.read() as connection:
            over = passed(connection)
        if over and not stop():
            with self._database.write() as connection:
                prune(connection, over)

    def discard(self) -> None:
        """Reports anew."""
        self._reported = float("-inf")

    def close(self) -> None:
        """Nothing is open."""


def report(connection: Connection, place: str, folder: Path, revision: int) -> None:
    """Notes how far a folder is, and forgets those that were not seen for long."""
    now = int(time.time())
    row = {"revision": revision, "seen": now, "folder": str(folder.absolute())}
    row["machine"] = socket.gethostname()
    connection.execute(delete(followers).where(followers.c.seen < now - FORGOTTEN))
    known = connection.execute(update(followers).where(followers.c.place == place).values(row))
    if not known.rowcount:
        connection.execute(insert(followers).values(place=place, **row))


def machines(connection: Connection) -> tuple[Machine, ...]:
    """Every folder that is waited for."""
    now = int(time.time())
    query = select(followers).order_by(followers.c.machine, followers.c.folder)
    return tuple(
        Machine(row.machine, row.folder, row.revision, max(0, now - row.seen))
        for row in connection.execute(query)
    )


def passed(connection: Connection) -> list[str]:
    """Purged articles that every folder has passed: nothing of them is left but their names."""
    least = select(func.min(followers.c.revision)).scalar_subquery()
    opens = exists().where(revisions.c.article_id == articles.c.id, revisions.c.purged.is_(False))
    query = select(articles.c.id).where(
        articles.c.removed.is_(True), articles.c.revision <= least, ~opens
    )
    return list(connection.execute(query).scalars())


def prune(connection: Connection, article_ids: list[str]) -> None:
    """Deletes what is left of purged articles, unless one came back meanwhile."""
    for some in batches(article_ids):
        gone = select(articles.c.id).where(articles.c.id.in_(some), articles.c.removed.is_(True))
        ids = list(connection.execute(gone).scalars())
        connection.execute(delete(revisions).where(revisions.c.article_id.in_(ids)))
        connection.execute(delete(articles).where(articles.c.id.in_(ids)))


def _place(folder: Path) -> str:
    """What a folder is called, wherever it is mounted."""
    path = folder / _PLACE
    try:
        return path.read_text("utf-8").strip() or _drawn(path)
    except OSError:
        return _drawn(path)


def _drawn(path: Path) -> str:
    place = secrets.token_hex(8)
    path.write_text(place, encoding="utf-8")
    return place
