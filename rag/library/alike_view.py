"""The clusters of near copies in memory: every search asks for those of its articles."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Connection

from rag.library import ledger
from rag.library.alike_clusters import clusters, in_clusters, of_near_copies
from rag.library.database import Database

_NOTHING_YET = 0


class ClusterView:
    """The cluster of each article that has near copies. Safe to use from many threads."""

    def __init__(self, database: Database, revision: Callable[[], int]) -> None:
        """``revision`` tells the ledger's revision that is to be answered for."""
        self._database, self._wanted = database, revision
        self._lock = threading.Lock()
        self._revision = _NOTHING_YET
        self._clusters: Mapping[str, str] = {}

    def now(self) -> Mapping[str, str]:
        """By article; those without near copies are left out."""
        wanted = self._wanted()
        with self._lock:
            if wanted != self._revision:
                with self._database.read() as connection:
                    self._follow(connection)
            return self._clusters

    def _follow(self, connection: Connection) -> None:
        head, since = ledger.head(connection), self._revision
        # Of what was purged there may be no trace left in the ledger to follow.
        old = head.revision < since or since < head.fresh
        if old or since == _NOTHING_YET:
            self._clusters = of_near_copies(connection)
        elif since != head.revision:
            changed = {each.article_id for each in ledger.changes(connection, since)}
            self._clusters = _after(connection, self._clusters, changed)
        self._revision = head.revision


def _after(
    connection: Connection, before: Mapping[str, str], changed: Collection[str]
) -> Mapping[str, str]:
    """The clusters once some articles came, changed or went: those they are in or were in."""
    left = {before[each] for each in changed if each in before}
    once = {article_id for article_id, cluster in before.items() if cluster in left}
    names = set(clusters(connection, {*changed, *once}).values())
    now = in_clusters(connection, names)
    sizes = Counter(now.values())
    joined = {article_id: name for article_id, name in now.items() if sizes[name] > 1}
    if not joined and not once:
        return before
    return {**{each: name for each, name in before.items() if each not in once}, **joined}
