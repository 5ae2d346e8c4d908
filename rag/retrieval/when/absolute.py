"""Dates that stand by themselves: "6 March 2022", "early 2021", "Q1 2022", "the 1990s".

Each rule looks at the words from one place on and gives what it read and where it stopped, or
None. No rule looks back, so that reading is linear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.retrieval.when.periods import (
    Period,
    day_of,
    decade_of,
    last_month_day,
    months,
    third,
    year_of,
    yearly,
)
from rag.retrieval.when.tokens import (
    DASHES,
    MONTHS,
    ORDINALS,
    SEASONS,
    SHORT,
    WEEKDAYS,
    Token,
    after,
    as_day,
    as_year,
    low,
)


@dataclass(frozen=True, slots=True)
class Loose:
    """A date as it is written; what is not written is None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def period(self) -> Period | None:
        """None when the calendar has no such day."""
        year, month, day = self.year, self.month, self.day
        if year is not None and month is not None:
            if day is not None:
                return day_of(year, month, day)
            return months(year, month, month) if 1 <= month <= 12 else None
        if month is not None:
            first, last = ((month, day),) * 2 if day else ((month, 1), last_month_day(month))
            return yearly(first, last)
        return year_of(year) if year is not None and day is None else None


@dataclass(frozen=True, slots=True)
class Read:
    """What a rule read: its days, how they were written, and the place behind."""

    period: Period
    end: int
    loose: Loose | None = None
    bare: bool = False
    """Whether it is a date only behind a word such as "in": a month or a year alone."""
    counted: bool = False
    """Whether it counts from a day."""


_PARTS = {"early": 0, "mid": 1, "middle": 1, "late": 2, "beginning": 0, "start": 0, "end": 2}
_PEOPLE = frozenset("people percent per troops men women children dead soldiers million".split())


def read(words: list[Token], i: int) -> Read | None:
    """The date that begins at a place."""
    head = low(words, i)
    if head == "the" and low(words, i + 1) not in MONTHS:
        return read(words, i + 1) if low(words, i + 1) != "the" else None
    if head in WEEKDAYS:
        return _behind_weekday(words, i)
    return _part(words, i) or _loose(words, i) or _named(words, i)


def _behind_weekday(words: list[Token], i: int) -> Read | None:
    """ "Sunday, 6 March": the weekday adds nothing."""
    found = _loose(words, after(words, i + 1, ","))
    return found if found and found.loose and found.loose.day else None


def _part(words: list[Token], i: int) -> Read | None:
    which = _PARTS.get(low(words, i))
    if which is None:
        return None
    at = after(words, i + 1, "of")
    whole_word = low(words, i) not in ("early", "mid", "late")
    if whole_word and at == i + 1:
        return None
    at = at + 1 if low(words, at) in DASHES or low(words, at) == "the" else at
    found = _loose(words, at) or _named(words, at)
    days = third(found.period, which) if found else None
    return Read(days, found.end) if found and days else None


def _loose(words: list[Token], i: int) -> Read | None:
    """A day, a month or a year."""
    head = low(words, i)
    found = _figures(head)
    if found:
        return _made(found, i + 1)
    month = month_at(words, i)
    if month:
        return _from_month(words, i, month)
    if as_day(head):
        at = after(words, i + 1, "of")
        month = month_at(words, at)
        if month:
            year, end = year_behind(words, _behind_dot(words, at))
            return _made(Loose(year, month, as_day(head)), end)
    year = as_year(head)
    return _year(words, i, year) if year else None


def _from_month(words: list[Token], i: int, month: int) -> Read | None:
    at = after(words, _behind_dot(words, i), "the")
    day = as_day(low(words, at))
    if day and not _counts(words, at + 1):
        year, end = year_behind(words, at + 1)
        if year or words[i].capital or low(words, i) not in ("may", "march", "mar"):
            return _made(Loose(year, month, day), end)
    if as_day(low(words, i - 1)) or (low(words, i - 1) == "of" and as_day(low(words, i - 2))):
        return None  # the thirtieth of February: not the February that is left of it
    year, end = year_behind(words, _behind_dot(words, i))
    if year:
        return _made(Loose(year, month), end)
    if low(words, i) in SHORT and low(words, i) not in MONTHS and not words[i].capital:
        return None
    return _made(Loose(None, month), i + 1, bare=True)


def _year(words: list[Token], i: int, year: int) -> Read | None:
    if low(words, i - 1) == "the":
        return None  # a name: "the 2022 World Cup"
    follows = low(words, i + 1)
    written = words[i + 2].capital if i + 2 < len(words) else False
    if follows == "by" and written:
        return None  # a book: "1984 by George Orwell"
    if follows in _PEOPLE or (year % 100 == 0 and _plural(follows)):
        return None
    return _made(Loose(year), i + 1, bare=True)


def _plural(word: str) -> bool:
    return len(word) > 4 and word.endswith("s") and not word.endswith("ss")


def _counts(words: list[Token], i: int) -> bool:
    """Whether a number before this place counts something: "In May 25 people left"."""
    return low(words, i) in _PEOPLE or low(words, i) == "%" or _plural(low(words, i))


def _made(loose: Loose, end: int, bare: bool = False) -> Read | None:
    period = loose.period()
    return Read(period, end, loose, bare) if period else None


def month_at(words: list[Token], i: int) -> int | None:
    """The month that a word names."""
    return MONTHS.get(low(words, i)) or SHORT.get(low(words, i))


def _behind_dot(words: list[Token], i: int) -> int:
    return after(words, i + 1, ".") if low(words, i) in SHORT else i + 1


def year_behind(words: list[Token], i: int) -> tuple[int | None, int]:
    """The year that a date goes on with, and the place behind."""
    at = after(words, i, ",") if low(words, i) == "," else after(words, i, "of")
    year = as_year(low(words, at))
    return (year, at + 1) if year and not _counts(words, at + 1) else (None, i)


def _figures(word: str) -> Loose | None:
    """2022-03-06, and days with slashes or dots where only one reading is possible."""
    for sign in "-/.":
        parts = word.split(sign)
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            a, b, c = (int(part) for part in parts)
            if len(parts[0]) == 4:
                return Loose(a, b, c)
            if len(parts[2]) != 4:
                return None
            if a == b or a > 12 or sign == ".":
                return Loose(c, b, a)
            return Loose(c, a, b) if b > 12 else None
    return None


def _named(words: list[Token], i: int) -> Read | None:
    """Quarters, halves, seasons, decades, seasons of two years."""
    head = low(words, i)
    if len(head) == 2 and head[0] in "qh" and head[1].isdigit():
        return _piece(words, i + 1, int(head[1]), 3 if head[0] == "q" else 6)
    which = ORDINALS.get(head, 0)
    if which and low(words, i + 1) in ("quarter", "half"):
        return _piece(words, i + 2, which, 3 if low(words, i + 1) == "quarter" else 6)
    if (which or head == "last") and low(words, i + 1) == "week" and low(words, i + 2) == "of":
        return _week(words, i + 3, which)
    if head in SEASONS:
        return _season(words, i, head)
    if "/" in head:
        return _two_years(head, i)
    return _decade(words, i)


def _week(words: list[Token], i: int, which: int) -> Read | None:
    found = _loose(words, i)
    if found is None or found.loose is None or not found.loose.month or found.loose.day:
        return None
    loose = found.loose
    last = 28 if not loose.year else months(loose.year, loose.month or 1, loose.month or 1).until
    end = 7 * which if which else (last if isinstance(last, int) else last.day if last else 28)
    first, until = replace(loose, day=end - 6).period(), replace(loose, day=end).period()
    if first is None or until is None:
        return None
    if first.yearly and until.yearly:
        return Read(Period(yearly=(first.yearly[0], until.yearly[1])), found.end)
    return Read(Period(first.since, until.until), found.end)


def _piece(words: list[Token], i: int, which: int, length: int) -> Read | None:
    year, end = year_behind(words, i)
    if year is None or not 1 <= which <= 12 // length:
        return None
    return Read(months(year, length * (which - 1) + 1, length * which), end)


def _season(words: list[Token], i: int, name: str) -> Read | None:
    first, last = SEASONS[name]
    at = after(words, i + 1, "of")
    split = _two_years(low(words, at), at) if name == "winter" else None
    if split and split.period.since:
        return Read(months(split.period.since.year, first, last), split.end)
    year, end = year_behind(words, i + 1)
    if year is not None:
        # Of two years' winter the one that holds January bears the name.
        return Read(months(year - (name == "winter"), first, last), end)
    until = last_month_day((last - 1) % 12 + 1)
    every = yearly((first, 1), until)
    return Read(every, i + 1, bare=True) if every else None


def _two_years(word: str, i: int) -> Read | None:
    """ "2021/22": both years."""
    first, _, second = word.partition("/")
    year = as_year(first)
    if year is None or not second.isascii() or not second.isdigit():
        return None
    if int(second) not in (year + 1, (year + 1) % 100):
        return None
    return Read(Period(year_of(year).since, year_of(year + 1).until), i + 1, bare=True)


_TENS = {"twenties": 2020, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
         "seventies": 1970, "eighties": 1980, "nineties": 1990}  # fmt: skip


def _decade(words: list[Token], i: int) -> Read | None:
    word = low(words, i)
    if word in _TENS:
        return Read(decade_of(_TENS[word]), i + 1, bare=True)
    digits = word.strip("'’").removesuffix("s").rstrip("'’")
    if not word.endswith("s") or not digits.isascii() or not digits.isdigit() or int(digits) % 10:
        return None
    if len(digits) == 4:
        year = as_year(digits)
        return Read(decade_of(year), i + 1) if year else None
    if len(digits) != 2:
        return None
    short = int(digits)
    return Read(decade_of(2000 + short if short < 30 else 1900 + short), i + 1, bare=True)
