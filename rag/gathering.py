"""Named collections: articles that are asked over by one name. The part of `Rag` that keeps them.

They are the library's, not one reader's: whoever asks over it sees the same names.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.asking import Bounds, Sources, When, as_day, as_names, as_sources
from rag.collection import Collection
from rag.errors import UsageError
from rag.library.filters import Filter
from rag.library.gathered import Gathered
from rag.types import NamedCollection


class Gathering(Collection):
    """A collection of articles in which some stand under names. Safe among threads."""

    def collections(self) -> tuple[NamedCollection, ...]:
        """All of them by name, each with those of its articles that are still here."""
        return tuple(self._present(each) for each in self._gathered().all())

    def collection(self, name: str) -> NamedCollection:
        """One by its name, in any case. Raises UnknownCollection, which names near ones."""
        return self._present(self._gathered().named(name))

    def add_collection(
        self,
        name: str,
        articles: Sources = None,
        *,
        source: Sources = None,
        since: When = None,
        until: When = None,
        language: Sources = None,
        undated: bool = False,
    ) -> NamedCollection:
        """A name for some articles, by id or address, or for a filter. Articles that are given to
        a name there is join the others.

        Raises UsageError for a name that cannot be or is taken, for nothing, and for both at once;
        ArticleNotFound, UnknownSource.
        """
        given = Bounds(source, since, until, language, None, undated)
        chosen = self._filter(given)
        ids = tuple(self.article(each).id for each in as_names("articles", articles))
        if bool(ids) is not chosen.empty:
            raise UsageError("a collection is made of articles, or of a filter, and of one of them")
        made = NamedCollection(
            name,
            ids,
            as_sources(source),
            as_day("since", since),
            as_day("until", until),
            as_names("language", language),
            bool(undated),
        )
        return self._gathered().put(made)

    def rename_collection(self, name: str, new: str) -> None:
        """Raises UnknownCollection, and UsageError for a name that cannot be or is taken."""
        self._gathered().rename(name, new)

    def remove_collection(self, name: str) -> None:
        """The name alone: its articles stay. Raises UnknownCollection."""
        self._gathered().remove(name)

    def remove(self, article_id: str, *, purge: bool = False) -> None:
        """Hide an article; ``purge`` erases its text, vectors and index rows everywhere, and takes
        it out of the collections."""
        meant = self._meant(article_id)
        super().remove(meant, purge=purge)
        if purge:
            self._gathered().forget(meant)

    # --- inside ---------------------------------------------------------------------------

    def _gathered(self) -> Gathered:
        self._open()
        return Gathered(Path(self.settings.index))

    def _present(self, held: NamedCollection) -> NamedCollection:
        """With those of its articles alone that are still in the library."""
        here = set(self._open().article_ids(Filter(articles=held.articles)))
        return replace(held, articles=tuple(each for each in held.articles if each in here))

    def _filter(self, bounds: Bounds, as_of: When = None) -> Filter:
        """Within the collection too, where one is named: all that is set must hold."""
        if bounds.collection is None:
            return super()._filter(bounds, as_of)
        given: object = bounds.collection  # a caller without a type checker may pass anything
        if not isinstance(given, str):
            raise UsageError(f"collection is the name of one, not {given!r:.80}")
        held = self._gathered().named(given)
        within = Bounds(held.source, held.since, held.until, held.language, None, held.undated)
        others = replace(bounds, collection=None)
        if not held.articles and others == Bounds():
            return super()._filter(within, as_of)
        also, inside = super()._filter(others, as_of), self._present(held).articles
        if not held.articles:
            inside = tuple(self._open().article_ids(super()._filter(within)))
        if also.articles:
            inside = tuple(each for each in inside if each in also.articles)
        if not inside:
            raise UsageError(f"the collection '{held.name}' holds no article that may be asked")
        return replace(also, articles=inside)
