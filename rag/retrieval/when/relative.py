"""Dates that count from a day: "yesterday", "last week", "two months ago", "on Tuesday".

The day is the one a question is asked on, or the one an article was published on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.retrieval.when.absolute import Read, month_at
from rag.retrieval.when.periods import (
    WEEK,
    Period,
    decade_of,
    months,
    shifted,
    week_of,
    weekend_of,
    year_of,
)
from rag.retrieval.when.tokens import NUMBERS, SEASONS, UNITS, WEEKDAYS, Token, after, low

_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {
    **dict.fromkeys(("this", "current"), 0),
    **dict.fromkeys(("last", "past", "previous"), -1),
    **dict.fromkeys(("next", "coming", "upcoming", "following"), 1),
}
_OF_THE_DAY = frozenset("morning afternoon evening night".split())


def read(words: list[Token], i: int, asked: date, ahead: bool = False) -> Read | None:
    """The relative date that begins at a place; ``ahead`` says that the sentence looks ahead."""
    found = _found(words, i, asked, ahead)
    return replace(found, counted=True) if found else None


def _found(words: list[Token], i: int, asked: date, ahead: bool) -> Read | None:
    head = low(words, i)
    if head == "the":
        return (
            _around(words, i + 1, asked)
            or _lately(words, i + 1, asked)
            or (_stepped(words, i + 1, asked) if low(words, i + 1) in _STEPS else None)
        )
    if head in _DAYS:
        return Read(_one(shifted(asked, _DAYS[head])), i + 1)
    if head in _STEPS:
        return _stepped(words, i, asked)
    if head in WEEKDAYS:
        return Read(_weekday(asked, WEEKDAYS[head], ahead), i + 1, bare=True)
    return _ago(words, i, asked)


def _one(day: date) -> Period:
    return Period(day, day)


def _around(words: list[Token], i: int, asked: date) -> Read | None:
    """ "the day before yesterday", "over the weekend"."""
    for where, day, step in (("before", "yesterday", -2), ("after", "tomorrow", 2)):
        end = after(words, i, "day", where, day)
        if end > i:
            return Read(_one(shifted(asked, step)), end)
    if low(words, i) == "weekend":
        # The one that began last: on a Wednesday, the one that is over.
        return Read(weekend_of(asked, 0 if asked.weekday() >= 5 else -1), i + 1, bare=True)
    return None


def _lately(words: list[Token], i: int, asked: date) -> Read | None:
    """ "The last year" is the twelve months until now; "last year" is the year before."""
    unit = _unit(low(words, i + 1))
    if low(words, i) not in ("last", "past") or unit is None or low(words, i + 2) == "of":
        return None
    return Read(Period(shifted(asked, -UNITS[unit]), asked), i + 2)


def _weekday(asked: date, weekday: int, ahead: bool) -> Period:
    """The latest such day, or the first to come; today included."""
    days = (weekday - asked.weekday()) % WEEK
    return _one(shifted(asked, days if ahead or not days else days - WEEK))


def _stepped(words: list[Token], i: int, asked: date) -> Read | None:
    """ "this week", "last Tuesday", "the past 10 days"."""
    step, at = _STEPS[low(words, i)], i + 1
    n, behind = _number(words, at)
    unit = _unit(low(words, behind))
    if n and unit and step:
        if low(words, behind + 1) == "of":
            return None  # "the last two days of March"
        span = Period(shifted(asked, -n * UNITS[unit]), asked)
        ahead = Period(asked, shifted(asked, n * UNITS[unit]))
        return Read(span if step < 0 else ahead, behind + 1)
    word = low(words, at)
    if word in WEEKDAYS:
        return Read(_one(_near_weekday(asked, WEEKDAYS[word], step)), at + 1)
    if word == "weekend":
        ahead_of = 1 if asked.weekday() >= 5 and step > 0 else 0
        return Read(weekend_of(asked, ahead_of if step > 0 else step), at + 1)
    if word in _OF_THE_DAY:
        return Read(_one(shifted(asked, step)), at + 1) if step <= 0 else None
    month = month_at(words, at)
    if month and not NUMBERS.get(low(words, at + 1)):
        return Read(_in_years(asked, (month, month), step), at + 1)
    if word in SEASONS:
        return Read(_in_years(asked, SEASONS[word], step), at + 1)
    unit = _unit(word)
    if unit is None or low(words, at + 1) == "of":
        return None
    if low(words, i) == "past":
        return _lately(words, i, asked)
    return Read(_units(asked, unit, step), at + 1)


def _near_weekday(asked: date, weekday: int, step: int) -> date:
    """ "last Tuesday" is the latest before today, "next" the first after it."""
    if step < 0:
        return shifted(asked, -((asked.weekday() - weekday - 1) % WEEK) - 1)
    if step > 0:
        return shifted(asked, (weekday - asked.weekday() - 1) % WEEK + 1)
    return shifted(asked, weekday - asked.weekday())


def _in_years(asked: date, span: tuple[int, int], step: int) -> Period:
    """This year's March or summer, the last that is over, or the next to come."""
    first, last = span
    found = months(asked.year, first, last)
    if step < 0 and found.until and found.until >= asked:
        return months(asked.year - 1, first, last)
    if step > 0 and found.since and found.since <= asked:
        return months(asked.year + 1, first, last)
    if step == 0 and last > 12 and asked.month <= last - 12:
        return months(asked.year - 1, first, last)  # in January, "this winter" began last year
    return found


def _units(asked: date, unit: str, step: int) -> Period:
    """The whole day, week, month or year, so many away."""
    if unit == "day":
        return _one(shifted(asked, step))
    if unit in ("week", "fortnight"):
        week = week_of(asked, step if unit == "week" else 2 * step)
        back = WEEK - asked.weekday() if step == 0 else 0
        return Period(week.since, week.until, slack=back)
    if unit == "month":
        month = months(asked.year, asked.month + step, asked.month + step)
        back = max(0, WEEK - asked.day + 1) if step == 0 else 0
        return Period(month.since, month.until, slack=back)
    year = min(max(asked.year + step * (10 if unit == "decade" else 1), 1), 9990)
    return year_of(year) if unit == "year" else decade_of(max(year // 10 * 10, 1))


def _number(words: list[Token], i: int) -> tuple[int, int]:
    """A small number and the place behind it; 0 when there is none."""
    word = low(words, i)
    if word in ("a", "an") and low(words, i + 1) in ("couple", "few"):
        return _number(words, i + 1)
    if word.isascii() and word.isdigit() and len(word) <= 3:
        return int(word), i + 1
    n = NUMBERS.get(word, 0)
    return n, after(words, i + 1, "of") if word == "couple" else i + 1


def _unit(word: str) -> str | None:
    unit = word.removesuffix("'").removesuffix("’").removesuffix("s")
    return unit if unit in UNITS else None


def _ago(words: list[Token], i: int, asked: date) -> Read | None:
    """ "three days ago" is a day; weeks, months and years ago are whole ones."""
    n, at = _number(words, i)
    unit = _unit(low(words, at))
    if not n or unit is None or low(words, at + 1) not in ("ago", "earlier"):
        return None
    return Read(_units(asked, unit, -n), at + 2)
