"""Taking articles out: hidden by a tombstone, or erased with every trace of their words."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import Connection, delete, select, update

from rag.errors import LibraryBusy
from rag.library import entries, ledger
from rag.library.database import Database
from rag.library.founding import COPIES
from rag.library.schema import articles, chunks, revisions, state, vectors

_READERS = 30.0
"""Seconds to wait for readers of the old pages to be done."""


def hide(database: Database, article_id: str) -> None:
    """Raises ArticleNotFound."""
    with database.write() as connection:
        entries.remove(connection, ledger.resolve(connection, article_id))


def erase(database: Database, article_id: str) -> None:
    """Blanks every revision of an article, hidden before or not. Its metadata stays.

    Raises ArticleNotFound.
    """
    with database.write() as connection:
        known = _any(connection, article_id)
        connection.execute(
            update(revisions)
            .where(revisions.c.article_id == known)
            .values(text="", found="{}", purged=True)
        )
        entries.remove(connection, known)
        needed = select(chunks.c.key)
        connection.execute(delete(vectors).where(vectors.c.key.not_in(needed)))
        ask_for_fresh(connection)
    drop_copies(database.path.parent)
    compact(database)


def drop_copies(folder: Path) -> None:
    """Deletes the copies that were made before the schema was brought up: they hold every text."""
    for copy in folder.glob(COPIES):
        copy.unlink(missing_ok=True)


def _any(connection: Connection, article_id: str) -> str:
    known = connection.execute(select(articles.c.id).where(articles.c.id == article_id))
    found = known.scalar_one_or_none()
    return found if found is not None else ledger.resolve(connection, article_id)


def ask_for_fresh(connection: Connection) -> None:
    """From now on every follower must have been built after this revision."""
    revision = entries.next_revision(connection)
    connection.execute(update(state).values(fresh=revision))


def compact(database: Database) -> None:
    """Rewrites the ledger so that no freed page keeps what it held.

    Raises LibraryBusy when readers keep the old pages in use.
    """
    with database.alone() as connection:
        connection.execute("VACUUM")
        deadline = time.monotonic() + _READERS
        while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > deadline:
                raise LibraryBusy(
                    f"the text is erased, but a long search still holds old pages of "
                    f"'{database.path}'; run the same command again when it is done"
                )
            time.sleep(0.05)  # SQLite tells nobody when a reader is done
