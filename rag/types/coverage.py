"""Which articles there are by day and outlet: of an answer, or of a whole library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.types.plain import SCHEMA, plain

if TYPE_CHECKING:
    from rag.types.answers import Answer
    from rag.types.articles import Citation, Passage

MOST_CELLS, MOST_OUTLETS = 400, 12
"""What one look can hold: beyond, days become months and years, and small outlets one."""
PRECISIONS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Covered:
    """The articles of one outlet in one span of days."""

    since: date | None
    """The first day; None for articles without a date."""
    until: date | None
    source: str | None
    """The outlet; None when it is unknown."""
    credits: tuple[str, ...] = ()
    """Whom they credit, where the outlet is unknown."""
    articles: int = 1
    cited: int = 0
    article_ids: tuple[str, ...] = ()
    """Which they are, where that is known; of a library only where it is one."""
    others: int = 0
    """How many outlets stand together here, where there are too many to tell apart."""

    @property
    def outlet(self) -> tuple[str | None, tuple[str, ...], int]:
        """What makes two of them one row: outlet, credits, and whether it is the rest."""
        return self.source, self.credits, min(1, self.others)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Articles by day and outlet, in order of their days, undated ones last."""

    cells: tuple[Covered, ...]
    precision: str = "day"
    """``day``, ``month`` or ``year``: the finest that stays readable."""

    @property
    def articles(self) -> int:
        return sum(each.articles for each in self.cells)

    @property
    def cited(self) -> int:
        return sum(each.cited for each in self.cells)

    @property
    def undated(self) -> int:
        return sum(each.articles for each in self.cells if each.since is None)

    @property
    def first(self) -> date | None:
        return min((each.since for each in self.cells if each.since), default=None)

    @property
    def last(self) -> date | None:
        return max((each.until for each in self.cells if each.until), default=None)

    def to_dict(self) -> dict[str, Any]:
        """The object that ``rag coverage --json`` prints."""
        told = {"articles": self.articles, "cited": self.cited, "undated": self.undated}
        return {"schema": SCHEMA, **told, **plain(self)}

    @classmethod
    def of(cls, cells: Iterable[Covered]) -> Coverage:
        """Cells of days, summed up until one look can hold them."""
        days = _few_outlets(list(cells))
        made = cls(())
        for precision in PRECISIONS:
            made = cls(_summed(_within(each, precision) for each in days), precision)
            if len(made.cells) <= MOST_CELLS:
                break
        return made

    @classmethod
    def of_answer(cls, answer: Answer) -> Coverage:
        """The articles that were read for an answer, their near copies too; cited ones marked."""
        cited = {each.article_id for each in answer.citations}
        read: tuple[Citation | Passage, ...] = (*answer.citations, *answer.passages)
        cells: dict[str, Covered] = {}
        for each in (one for found in read for one in (found, *found.copies)):
            day = None if each.published is None else date(*each.published.timetuple()[:3])
            named = () if each.source else each.credits
            n = int(each.article_id in cited)
            cell = Covered(day, day, each.source, named, 1, n, (each.article_id,))
            cells.setdefault(each.article_id, cell)
        return cls(_summed(cells.values()))


def _few_outlets(cells: list[Covered]) -> list[Covered]:
    """With the outlets of which there is least as one, where there are too many."""
    counts: Counter[tuple[str | None, tuple[str, ...], int]] = Counter()
    for each in cells:
        counts[each.outlet] += each.articles
    if len(counts) <= MOST_OUTLETS:
        return cells
    kept = {outlet for outlet, _ in counts.most_common(MOST_OUTLETS - 1)}
    rest = len(counts) - len(kept)
    return [
        each if each.outlet in kept else replace(each, source=None, credits=(), others=rest)
        for each in cells
    ]


def _within(cell: Covered, precision: str) -> Covered:
    """The same in the month or the year of its day."""
    day = cell.since
    if day is None or precision == "day":
        return cell
    if precision == "year":
        return replace(cell, since=date(day.year, 1, 1), until=date(day.year, 12, 31))
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1) if day.year < 9999 else date(9999, 12, 31)
    return replace(cell, since=day.replace(day=1), until=last)


def _summed(cells: Iterable[Covered]) -> tuple[Covered, ...]:
    """Those of the same days and outlet as one."""
    found: dict[tuple[Any, ...], Covered] = {}
    for each in cells:
        key = (each.since, each.outlet)
        held = found.get(key)
        if held is not None:
            each = replace(
                each,
                articles=held.articles + each.articles,
                cited=held.cited + each.cited,
                article_ids=_together(held, each),
            )
        found[key] = each
    return tuple(sorted(found.values(), key=_order))


def _together(one: Covered, other: Covered) -> tuple[str, ...]:
    """The ids of both, where those of both are known."""
    whole = all(len(each.article_ids) == each.articles for each in (one, other))
    ids = (*one.article_ids, *other.article_ids)
    return ids if whole and len(ids) <= MOST_OUTLETS else ()


def _order(cell: Covered) -> tuple[Any, ...]:
    source, credits, rest = cell.outlet
    return (cell.since or date.max, rest, source is None, source or "", credits)
