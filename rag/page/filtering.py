"""Filters as a reader wrote them, read into days and names."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.errors import UsageError
from rag.page import words
from rag.page.talk import Filters

_PERIOD = re.compile(r"(\d{4})(?:-(\d\d?))?", re.ASCII)


def read_filters(outlets: Sequence[str], since: str | None, until: str | None) -> Filters:
    """The filters as set. Raises UsageError for a date that is none, or days in reverse."""
    first, last = read_day(since, words.SINCE), read_day(until, words.UNTIL)
    if first and last and first > last:
        raise UsageError(words.REVERSED.format(since=words.day(first), until=words.day(last)))
    return Filters(tuple(outlets), first, last)


@dataclass(frozen=True, slots=True)
class Narrower:
    """What else is set beside a question: languages, undated ones, and ticked articles."""

    languages: tuple[str, ...] = ()
    undated: bool = False
    articles: tuple[str, ...] = ()

    @classmethod
    def of(cls, languages: Sequence[str], undated: bool, chosen: str | None) -> Narrower:
        """``chosen`` holds ids, one a line."""
        return cls(tuple(languages), bool(undated), chosen_ids(chosen))

    def within(self, filters: Filters) -> Filters:
        """The filters with these."""
        return replace(
            filters, languages=self.languages, undated=self.undated, articles=self.articles
        )


NOTHING_ELSE = Narrower()


def as_set(
    outlets: Sequence[str], since: str | None, until: str | None, narrower: Narrower
) -> Filters:
    """The filters so far; a day that is still being typed is not yet set."""
    days = day_or_none(since), day_or_none(until, words.UNTIL)
    return narrower.within(Filters(tuple(outlets), *days))


def chosen_ids(written: str | None) -> tuple[str, ...]:
    """The ids of ticked articles, one a line."""
    return tuple(dict.fromkeys(each for each in (written or "").split("\n") if each))


def read_day(written: str | None, field: str) -> date | None:
    """A day as YYYY-MM-DD, None when left empty. Of a year or a month alone (2022, 2022-03) it is
    the first day, or the last where ``field`` is that of the last. Raises UsageError for anything
    else."""
    given = (written or "").strip()
    if not given:
        return None
    try:
        if whole := _PERIOD.fullmatch(given):
            year, month = int(whole[1]), whole[2]
            if field != words.UNTIL:
                return date(year, int(month or 1), 1)
            return date(year, int(month or 12), monthrange(year, int(month or 12))[1])
        return date.fromisoformat(given)
    except ValueError:
        said = words.NO_DAY.format(field=field, written=given[:40])
        raise UsageError(said) from None


def day_or_none(written: str | None, field: str = "") -> date | None:
    """A day, or None for anything that is none yet."""
    try:
        return read_day(written, field)
    except UsageError:
        return None
