"""One article with all that is known around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.types.articles import Article, Copy
from rag.types.plain import SCHEMA, plain

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

    def to_dict(self) -> dict[str, Any]:
        """The object that ``rag show --json`` prints."""
        return {
            "schema": SCHEMA,
            **plain(self.article),
            "current": self.current,
            "copies": plain(self.copies),
            "revisions": [self._told(each) for each in self.revisions],
        }

    def _told(self, text: Article) -> dict[str, Any]:
        return {
            "revision": text.revision,
            "current": text.revision == self.current,
            "title": text.title,
            "published": plain(text.published),
            "modified": plain(text.modified),
            "differs": list(differing(text, self.revisions[0])),
        }


def differing(one: Article, other: Article) -> tuple[str, ...]:
    """The names of the fields in which two texts differ, in the order a reader meets them."""
    return tuple(name for name in _SEEN if getattr(one, name) != getattr(other, name))
