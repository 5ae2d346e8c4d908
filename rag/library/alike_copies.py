"""The near copies of an article, for those who ask the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rag.library import ledger
from rag.library.alike import share, sketch
from rag.library.alike_clusters import members
from rag.library.alike_view import ClusterView
from rag.library.database import Database
from rag.library.passages import texts
from rag.types import Article, Copy

MOST = 100
"""Near copies that are told of; a text that is printed more often is no better known."""


class NearCopies:
    """Which articles of one ledger are the same text, small edits and cuts apart."""

    def __init__(self, database: Database, revision: Callable[[], int]) -> None:
        """``revision`` tells the ledger's revision that is to be answered for."""
        self._database, self._view = database, ClusterView(database, revision)

    def clusters(self, article_ids: Iterable[str]) -> dict[str, str]:
        """The cluster of each of these articles; one without near copies is its own."""
        known = self._view.now()
        return {each: known.get(each, each) for each in article_ids}

    def different(self, article_ids: Iterable[str]) -> int:
        """How many texts these articles print: near copies count once."""
        return len(set(self.clusters(article_ids).values()))

    def printed_again(self, article_ids: Iterable[str]) -> set[str]:
        """Those of the articles that have near copies."""
        return {*article_ids} & self._view.now().keys()

    def texts(self, article_ids: Iterable[str]) -> dict[str, str]:
        """The texts of some current articles by id, to be compared."""
        with self._database.read() as connection:
            return texts(connection, article_ids)

    def articles(self, article_id: str) -> list[Article]:
        """The other articles of its cluster, the earliest published first, the undated last."""
        with self._database.read() as connection:
            ids = members(connection, article_id, MOST)
            found = {each.id: each for each in ledger.current_articles(connection, ids)}
        return [found[each] for each in ids]

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """The same as values; ``share`` is of the shorter text. Raises ArticleNotFound."""
        with self._database.read() as connection:
            own = ledger.article(connection, article_id, None)
        return tuple(as_copy(each, _common(own, each)) for each in self.articles(own.id))


def _common(one: Article, other: Article) -> float:
    short, long = sorted((sketch(one.text), sketch(other.text)), key=lambda s: len(s.shingles))
    return share(short.shingles, long.shingles)


def as_copy(article: Article, held: float) -> Copy:
    """What is told of an article that holds this share of the words looked at."""
    return Copy(
        article_id=article.id,
        title=article.title,
        source=article.source,
        credits=article.credits,
        published=article.published,
        location=article.location,
        share=round(held, 3),
    )
