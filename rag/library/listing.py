"""What a library holds, counted by the database: no text of an article is read for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import RowMapping, func, select

from rag.library.catalog import Catalog
from rag.library.database import Database
from rag.library.filters import (
    EVERYTHING,
    Filter,
    as_date,
    language_key,
    resolve_language,
    source_key,
)
from rag.library.ledger import batches
from rag.library.queries import is_current
from rag.library.rows import names, to_heading
from rag.library.schema import articles, chunks, locations, readings, revisions
from rag.types import Coverage, Covered, Heading, Origin

_MOST_KEPT = 16
"""Filters of which the counts are kept."""
_SHOWN = (
    "article_id",
    "revision",
    "title",
    "location",
    "url",
    "source",
    "credits",
    "authors",
    "published",
    "language",
)


class Listing:
    """Counts over one library's current articles."""

    def __init__(self, database: Database, catalog: Callable[[], Catalog]) -> None:
        self._database, self._catalog = database, catalog
        self._kept: tuple[int, dict[Filter, Coverage]] = (-1, {})

    def resolve_language(self, name: str) -> str:
        """The key of a language that articles here are in. Raises UsageError."""
        return resolve_language(name, self._catalog().language_counts())

    def coverage(self, chosen: Filter) -> Coverage:
        """The articles a filter admits, by day and outlet. Counted once a revision: it takes the
        database 1.5 s over 100,000 articles of 3,000 characters."""
        revision = self._catalog().revision
        if self._kept[0] != revision:
            self._kept = (revision, {})
        kept = self._kept[1]
        if chosen not in kept:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[chosen] = Coverage.of(self._cells(chosen))
        return kept[chosen]

    def headings(self, chosen: Filter = EVERYTHING) -> list[Heading]:
        """The current articles without their texts, newest first, then the undated by id."""
        shown = (getattr(revisions.c, name) for name in _SHOWN)
        query = select(*shown, articles.c.day, articles.c.instant).join(articles, is_current())
        query = query.where(articles.c.removed.is_(False))
        some = [None] if chosen.empty else list(batches(self._catalog().ids(chosen)))
        rows: list[RowMapping] = []
        with self._database.read() as connection:
            for ids in some:
                asked = query if ids is None else query.where(articles.c.id.in_(ids))
                rows += connection.execute(asked).mappings()
        rows.sort(key=lambda row: (-(row["day"] or 0), -(row["instant"] or 0), row["article_id"]))
        return [to_heading(row) for row in rows]

    def newest_of(self, chunk_ids: Iterable[str]) -> list[str]:
        """The current articles that some chunks are of, the newest first, undated ones last."""
        found: set[str] = set()
        with self._database.read() as connection:
            for some in batches(chunk_ids):
                query = select(chunks.c.article_id).where(chunks.c.id.in_(some)).distinct()
                found.update(connection.execute(query).scalars())
        catalog = self._catalog()
        days = {
            each: int(catalog.days[slot]) for each, slot in catalog.slots.items() if each in found
        }
        return sorted(days, key=lambda each: (-days[each], each))

    def origins(self) -> tuple[Origin, ...]:
        """The folders and feeds that gave current articles, those that gave most first."""
        folders: dict[str, set[str]] = {}
        placed = select(locations.c.location, locations.c.given_id, locations.c.article_id)
        through = select(readings.c.via, readings.c.articles).where(readings.c.via != "")
        feeds: Counter[str] = Counter()
        with self._database.read() as connection:
            for location, given_id, article_id in connection.execute(placed):
                # A path is an id with the folder that was given before it.
                inside = given_id.partition("/")[2]
                if inside and location.endswith(f"/{given_id}"):
                    folder = location.removesuffix(f"/{inside}")
                    folders.setdefault(folder, set()).add(article_id)
            for via, given in connection.execute(through):
                feeds[via] += len(json.loads(given))
        found = [Origin(each, "folder", len(ids)) for each, ids in folders.items()]
        found += [Origin(each, "feed", count) for each, count in feeds.items()]
        return tuple(sorted(found, key=lambda each: (-each.articles, each.location)))

    def _cells(self, chosen: Filter) -> Iterator[Covered]:
        day, credits = articles.c.day, revisions.c.credits
        groups = (day, revisions.c.source, credits, revisions.c.language)
        counts = (func.count(), func.min(articles.c.id))
        query = select(*groups, *counts).join(articles, is_current()).group_by(*groups)
        query = query.where(articles.c.removed.is_(False))
        some = list(batches(chosen.articles)) if chosen.articles else [None]
        with self._database.read() as connection:
            for ids in some:
                asked = query if ids is None else query.where(articles.c.id.in_(ids))
                for at, source, credited, language, count, first in connection.execute(asked):
                    named = names(credited)
                    if _admits(chosen, at, (source or "", *named), language):
                        on = as_date(at) if at else None
                        only = (first,) if count == 1 else ()
                        said = () if source else named
                        yield Covered(on, on, source, said, count, 0, only)


def _admits(chosen: Filter, day: int | None, named: tuple[str, ...], language: str | None) -> bool:
    keys = {source_key(name) for name in named}
    if chosen.sources and keys.isdisjoint(source_key(name) for name in chosen.sources):
        return False
    if chosen.languages and (language is None or language_key(language) not in chosen.languages):
        return False
    return chosen.admits_day(day)
