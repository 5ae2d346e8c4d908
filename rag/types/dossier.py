"""One article with all that is known around it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types.articles import Article, Copy

_SEEN = "title text source credits authors published modified url language".split()


@dataclass(frozen=True, slots=True)
class Dossier:
    """A text of an article, its other texts, and the articles that print nearly the same."""

    article: Article
    current: int | None
    """The revision that answers now; None when the article was removed."""
    revisions: tuple[Article, ...]
    """Every text of it that was not purged, newest first, this one included."""
    copies: tuple[Copy, ...] = ()

    @property
    def older(self) -> bool:
        """Whether this text is no longer the one that answers."""
        return self.article.revision != self.current


def differing(one: Article, other: Article) -> tuple[str, ...]:
    """The names of the fields in which two texts differ, in the order a reader meets them."""
    return tuple(name for name in _SEEN if getattr(one, name) != getattr(other, name))
