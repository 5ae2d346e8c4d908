"""Taking articles out: hidden by a tombstone, or erased with every trace of their words."""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, select, update

from rag.library import entries, ledger
from rag.library.database import Database
from rag.library.schema import articles, chunks, revisions, state, vectors


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
        needed = exists().where(chunks.c.key == vectors.c.key)
        connection.execute(delete(vectors).where(~needed))
        ask_for_fresh(connection)
    database.drop_copies()
    compact(database)


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
