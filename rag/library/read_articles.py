"""Articles that were read last, as long as nothing changed: many questions read the same ones."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from sqlalchemy import select

from rag.library import ledger
from rag.library.database import Database
from rag.library.schema import state
from rag.newest import Newest
from rag.types import Article

Key = tuple[str, int]
_SIZE = 512
"""Articles, of some ten thousand signs each."""


class ReadArticles:
    """Articles by id and revision. Any change of the ledger, by whomever, forgets all of them:
    nothing is kept that was purged.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revision, self._guard = -1, threading.Lock()
        self._kept = Newest[Key, Article](_SIZE)

    def article(self, article_id: str, revision: int | None) -> Article:
        """As it stands, or as a revision had it. Raises ArticleNotFound, RevisionNotFound."""
        if revision is not None:
            return self.of([(article_id, revision)])[article_id, revision]
        with self._database.read() as connection:
            return ledger.article(connection, article_id, None)

    def of(self, keys: Iterable[Key]) -> dict[Key, Article]:
        """Each of them once, by id and revision. Raises ArticleNotFound, and RevisionNotFound
        for what was purged meanwhile.
        """
        with self._database.read() as connection:
            now: int = connection.execute(select(state.c.revision)).scalar_one()
            kept, found = self._as_of(now), dict[Key, Article]()
            for key in dict.fromkeys(keys):
                known = kept.get(key)
                if known is None:
                    known = ledger.article(connection, *key)
                    kept.put(key, known)
                found[key] = known
            return found

    def _as_of(self, revision: int) -> Newest[Key, Article]:
        """What was read at this revision. A thread that still reads an older one keeps its own."""
        with self._guard:
            if revision > self._revision:
                self._revision, self._kept = revision, Newest(_SIZE)
            return self._kept if revision == self._revision else Newest(_SIZE)
