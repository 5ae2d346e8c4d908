"""Passages to write from."""

from __future__ import annotations

from rag.errors import RevisionNotFound
from rag.types import Article, Moment, Passage


class Shelf:
    """A few articles, whole ones as passages, and the library's way to open them."""

    def __init__(self) -> None:
        self.articles: dict[tuple[str, int], Article] = {}
        self.passages: list[Passage] = []

    def add(
        self,
        text: str,
        title: str | None = None,
        published: Moment | None = None,
        url: str | None = None,
        credited: tuple[str, ...] = (),
        start: int = 0,
    ) -> Article:
        """Store a text; the passage is what follows ``start``."""
        n = len(self.passages) + 1
        article = Article(
            id=f"a{n}",
            title=title,
            text=text,
            location=f"texts/a{n}.md",
            sha256=str(n),
            url=url,
            credits=credited,
            published=published,
            revision=n,
        )
        self.articles[article.id, n] = article
        self.passages.append(
            Passage(
                chunk_id=f"c{n}",
                article_id=article.id,
                revision=n,
                title=title,
                label=article.label,
                text=text[start:],
                start=start,
                end=len(text),
                source=None,
                credits=credited,
                authors=(),
                published=published,
                url=url,
                language="en",
                location=article.location,
            )
        )
        return article

    def open(self, article_id: str, revision: int) -> Article:
        try:
            return self.articles[article_id, revision]
        except KeyError:
            raise RevisionNotFound(article_id, revision) from None
