"""Days, months and clock times: does each of a sentence stand in its source?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
        "|september sept sep|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?%|\s?percent)"
    rf"(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})\b\.?"
    rf"(?:,?\s+(?P<year2>\d{{4}}))?"
    r"|\b(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})\b",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"\b(?:{_MONTH})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


class Date(NamedTuple):
    """A day as text gives it; the year is None where it is left out."""

    year: int | None
    month: int
    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Days:
    """All of them in one text."""

    dates: tuple[Date, ...]
    months: frozenset[int]
    clocks: frozenset[str]


def days(text: str) -> tuple[Days, str]:
    """The days of a text, and the text with them blanked out: their numbers count nothing."""
    dates, rest = _dates(text)
    clocks = frozenset(match.group() for match in _CLOCK.finditer(rest))
    return Days(tuple(dates), frozenset(_months(text)), clocks), _CLOCK.sub(_blank, rest)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _dates(text: str) -> tuple[list[Date], str]:
    found: list[Date] = []
    for match in _DATE.finditer(text):
        part = {key.rstrip("23"): value for key, value in match.groupdict().items() if value}
        month = part["month"]
        number = int(month) if month.isdigit() else MONTHS[month.lower()]
        year = int(part["year"]) if "year" in part else None
        found.append(Date(year, number, int(part["day"]), match.group()))
    return found, _DATE.sub(_blank, text)


def _months(text: str) -> Iterator[int]:
    for match in _MONTH_ALONE.finditer(text):
        if match.group()[0].isupper():  # "may" and "march" are also verbs
            yield MONTHS[match.group().lower()]
    yield from (date.month for date in _dates(text)[0])


def wrong_days(claim: Days, sources: Sequence[Days], years: frozenset[int]) -> str | None:
    """The first that is wrong, in words. ``years`` are all that the sources name."""
    dates = [date for source in sources for date in source.dates]
    for date in claim.dates:
        same = [d for d in dates if (d.month, d.day) == (date.month, date.day)]
        if not same or (date.year and date.year not in years):
            return f"the date '{date.text}' is not in the passage it cites"
        if date.year and all(d.year not in (None, date.year) for d in same):
            return f"the passage it cites gives another year than '{date.text}'"
    months = claim.months - {month for source in sources for month in source.months}
    if months:
        name = next(word for word, n in MONTHS.items() if n in months)
        return f"the month '{name.capitalize()}' is not in the passage it cites"
    clocks = claim.clocks - {clock for source in sources for clock in source.clocks}
    return f"the time '{min(clocks)}' is not in the passage it cites" if clocks else None
