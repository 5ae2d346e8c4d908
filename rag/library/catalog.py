"""What filters ask of every current article, in memory: its day, its sources, its language.

A catalog is one view of the ledger and never changes; :meth:`Catalog.after` makes the next. Every
revision of an article gets a slot of its own and keeps it, so that whatever refers to slots (the
rows of the matrix) stays right when articles change: a slot is alive or it is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.library.filters import Filter, as_date, first_day, language_key, last_day, source_key
from rag.library.rows import Change

Mask = NDArray[np.bool_]

_NO_DAY = 0


@dataclass(frozen=True)
class Catalog:
    """The articles of one revision of the ledger."""

    revision: int = 0
    slots: Mapping[str, int] = field(default_factory=dict)
    """The slot of each current article."""
    articles: tuple[tuple[str, int], ...] = ()
    """Article id and revision by slot, gone ones too."""
    titles: tuple[str | None, ...] = ()
    """By slot, gone ones too."""
    days: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    alive: Mask = field(default_factory=lambda: np.empty(0, np.bool_))
    by_source: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Slots by source key, gone ones too."""
    names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Outlet and credits by slot of the current articles that have any."""
    languages: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.slots)

    def after(self, revision: int, changes: Iterable[Change]) -> Catalog:
        """The catalog of a later revision."""
        made = _Making(self)
        for change in changes:
            made.drop(change.article_id)
            if not change.removed:
                made.add(change)
        return made.finished(revision)

    def mask(self, chosen: Filter) -> Mask | None:
        """By slot, whether an article is current and passes; None when every slot does."""
        if chosen.empty:
            return None if len(self.slots) == len(self.articles) else self.alive
        mask = self.alive.copy()
        if chosen.sources:
            mask &= self._of_sources(chosen.sources)
        if chosen.languages:
            mask &= self._at(s for key in chosen.languages for s in self._by_language.get(key, ()))
        if chosen.articles:
            mask &= self._at(self.slots[one] for one in chosen.articles if one in self.slots)
        if chosen.dated:
            inside = (self.days >= first_day(chosen)) & (self.days <= last_day(chosen))
            mask &= inside | (self.days == _NO_DAY) if chosen.undated else inside
        return mask

    def ids(self, chosen: Filter) -> list[str]:
        """Of the current articles that pass, in no order."""
        mask = self.mask(chosen)
        slots = self.slots.values() if mask is None else np.flatnonzero(mask).tolist()
        return [self.articles[slot][0] for slot in slots]

    def _of_sources(self, sources: Iterable[str]) -> Mask:
        return self._at(s for each in sources for s in self.by_source.get(source_key(each), ()))

    def _at(self, slots: Iterable[int]) -> Mask:
        mask = np.zeros(len(self.articles), np.bool_)
        mask[np.fromiter(slots, np.intp)] = True
        return mask

    @cached_property
    def _by_language(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for slot, language in self.languages.items():
            found.setdefault(language_key(language), []).append(slot)
        return found

    def sources(self) -> dict[str, int]:
        """Outlets and credits, as most articles write them, and how many articles name each."""
        return dict(self._counted)

    @cached_property
    def _counted(self) -> dict[str, int]:
        written: dict[str, Counter[str]] = {}
        for names in self.names.values():
            for key, name in {source_key(name): name for name in names}.items():
                written.setdefault(key, Counter())[name] += 1
        counts = {max(sorted(c), key=c.__getitem__): c.total() for c in written.values()}
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def date_range(self) -> tuple[date | None, date | None, int]:
        """The earliest and the latest day, and how many articles have none."""
        days = self.days[self.alive]
        dated = days[days != _NO_DAY]
        if not len(dated):
            return None, None, len(days)
        return as_date(int(dated.min())), as_date(int(dated.max())), len(days) - len(dated)

    def undated_left_out(self, chosen: Filter) -> int:
        """Undated articles that only the days of a filter keep out."""
        if not chosen.dated or chosen.undated:
            return 0
        mask = self.mask(replace(chosen, since=None, until=None))
        kept = self.days if mask is None else self.days[mask]
        return int(np.count_nonzero(kept == _NO_DAY))

    def language_counts(self) -> dict[str, int]:
        """Languages and how many articles are in each."""
        return dict(Counter(self.languages.values()).most_common())


class _Making:
    """A catalog in the making."""

    def __init__(self, before: Catalog) -> None:
        self._slots = dict(before.slots)
        self._articles = list(before.articles)
        self._titles = list(before.titles)
        self._days = before.days
        self._alive = before.alive
        self._by_source = dict(before.by_source)
        self._names = dict(before.names)
        self._languages = dict(before.languages)
        self._new_days: list[int] = []
        self._new_sources: dict[str, list[int]] = {}
        self._dead: list[int] = []

    def drop(self, article_id: str) -> None:
        slot = self._slots.pop(article_id, None)
        if slot is not None:
            self._dead.append(slot)
            self._names.pop(slot, None)
            self._languages.pop(slot, None)

    def add(self, change: Change) -> None:
        slot = len(self._articles)
        self._slots[change.article_id] = slot
        self._articles.append((change.article_id, change.revision))
        self._titles.append(change.title)
        self._new_days.append(change.day or _NO_DAY)
        if change.sources:
            self._names[slot] = change.sources
        if change.language is not None:
            self._languages[slot] = change.language
        for name in change.sources:
            self._new_sources.setdefault(source_key(name), []).append(slot)

    def finished(self, revision: int) -> Catalog:
        for key, slots in self._new_sources.items():
            self._by_source[key] = (*self._by_source.get(key, ()), *slots)
        alive = np.concatenate([self._alive, np.ones(len(self._new_days), np.bool_)])
        alive[self._dead] = False
        return Catalog(
            revision,
            self._slots,
            tuple(self._articles),
            tuple(self._titles),
            np.concatenate([self._days, np.array(self._new_days, np.int32)]),
            alive,
            self._by_source,
            self._names,
            self._languages,
        )
