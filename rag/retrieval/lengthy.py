"""Questions whose sentence has many clauses, and what they name that articles are known by.

Such a sentence ("Which company, as A reported in May, ..., and is, according to B, ...?") holds
half sentences of several articles, and the outlet or day of each. See
docs/decisions/0061-clauses-are-found.md.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from rag.library.filters import Filter
from rag.library.library import Library
from rag.sentences import sentence_spans

SHORT = 24
"""Words of a sentence up to which it is taken to have one matter, one outlet, one date."""


def is_lengthy(text: str) -> bool:
    """Whether one of its sentences has many clauses."""
    return any(len(text[each.start : each.end].split()) > SHORT for each in sentence_spans(text))


@dataclass(frozen=True)
class Told:
    """What a question of many clauses names of the articles that each is told by."""

    outlets: tuple[Filter, ...] = ()
    days: tuple[Filter, ...] = ()

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Each passes what one clause may be told by."""
        return (*self.outlets, *self.days)

    def evidence(self, library: Library, article_ids: Collection[str]) -> dict[str, list[float]]:
        """Of each article, whether it is of one of the outlets, and of one of the days."""
        some = tuple(dict.fromkeys(article_ids))
        of = {"outlet": self.outlets, "day": self.days}
        passing = {name: _passing(library, some, filters) for name, filters in of.items()}
        return {
            name: [float(each in passed) for each in article_ids]
            for name, passed in passing.items()
        }


def _passing(
    library: Library, article_ids: tuple[str, ...], filters: Collection[Filter]
) -> frozenset[str]:
    narrowed = (replace(each, articles=article_ids) for each in filters if not each.articles)
    return frozenset(one for each in narrowed for one in library.article_ids(each))
