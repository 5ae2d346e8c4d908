"""Taking articles out: hidden by a tombstone, or erased with every trace of their words."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, delete, exists, select, update

from rag.library import entries, ledger
from rag.library.database import Database
from rag.library.feedback import Feedbacks
from rag.library.schema import articles, chunks, revisions, state, vectors
from rag.library.talks import Talks
from rag.library.traces import Traces


def hide(database: Database, article_id: str) -> None:
    """Raises ArticleNotFound."""
    with database.write() as connection:
        entries.remove(connection, ledger.resolve(connection, article_id))


def erase(database: Database, article_id: str, folder: Path) -> None:
    """Blanks every revision of an article, hidden before or not, and the traces, feedback and
    conversations in the folder that hold words of it. Its metadata stays.

    Raises ArticleNotFound.
    """
    with database.read() as connection:
        known = _any(connection, article_id)
        texts = connection.execute(
            select(revisions.c.text).where(revisions.c.article_id == known)
        ).scalars()
        held, kept = list(texts), (Traces(folder, 0), Feedbacks(folder), Talks(folder, 0))
    # Before: a purge that is killed is asked for again. After: an answer was under way.
    for each in kept:
        each.forget({known, article_id}, held)
    with database.write() as connection:
        connection.execute(
            update(revisions)
            .where(revisions.c.article_id == known)
            .values(text="", found="{}", purged=True)
        )
        entries.remove(connection, known)
        needed = exists().where(chunks.c.key == vectors.c.key)
        connection.execute(delete(vectors).where(~needed))
        ask_for_fresh(connection)
    database.drop_copies()
    compact(database)
    for each in kept:
        each.forget({known, article_id}, held)


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
    database.compact()
