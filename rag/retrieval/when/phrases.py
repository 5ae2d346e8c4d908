"""The dates of a text, with the words that say how they bind it: "since", "between ... and"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.retrieval.when import absolute, relative
from rag.retrieval.when.absolute import Loose, Read, year_behind
from rag.retrieval.when.periods import WEEK, Period, opened, shifted, year_of
from rag.retrieval.when.tokens import (
    DASHES,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SEASONS,
    SHORT,
    WEEKDAYS,
    Token,
    as_day,
    low,
    tokens,
)

_BEGINNINGS = frozenset(
    """the today tonight yesterday tomorrow this current last past previous next coming upcoming
    following early mid middle late beginning start end between from q1 q2 q3 q4 h1 h2 twenties
    thirties forties fifties sixties seventies eighties nineties""".split()
) | {*MONTHS, *SHORT, *WEEKDAYS, *SEASONS, *NUMBERS, *ORDINALS}
_HOW = {
    **dict.fromkeys(
        "in on during at over throughout within from for through of around".split(), "in"
    ),
    "since": "since",
    "after": "after",
    "before": "before",
    "until": "until",
    "till": "until",
    "by": "by",
}
_TWO_WORDS = {
    ("prior", "to"): "before",
    ("up", "to"): "until",
    ("later", "than"): "until",
    ("as", "of"): "in",
}
_BETWEEN = frozenset({"the", "year", "month", "entire", "whole"})
_NOT_OURS = frozenset({"fiscal", "financial", "agenda", "vision", "boeing", "airbus", "page"})
"""Before a number that is no year of the calendar."""

_CALLED = re.compile(r"\b(?:of|the) (?P<year>(?:1[5-9]|20)\d\d)\b(?![.,]?\d)(?! [a-z]+s\b)")
""" "Of 2000 soldiers" is a number."""
_DOES = frozenset("was had has left said took became won lost went".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in a text: its words and place, its days, and how it binds."""

    words: str
    start: int
    end: int
    period: Period
    how: str
    """``in``, ``since``, ``after``, ``before``, ``until`` or ``by``."""
    counted: bool
    """Whether it counts from a day, so that its words alone say little."""


def mentions(text: str, asked: date, *, ahead: bool = False) -> list[Mention]:
    """The dates of a text in order; relative ones count from ``asked``."""
    words = tokens(text)
    found: list[Mention] = []
    i = 0
    while i < len(words):
        read = _read(words, i, asked, ahead) if _begins(words[i]) else None
        first, how = _how(words, i) if read else (i, "")
        if read is None or how == "none" or (read.bare and not _stands(words, i, first, how, read)):
            i += 1
            continue
        start, end = words[first].start, words[read.end - 1].end
        days = read.period
        found.append(Mention(text[start:end], start, end, days, how or "in", read.counted))
        i = read.end
    return found


def told(text: str, published: date | None) -> list[Period]:
    """The days that an article's text names, as its readers understood them when it appeared.

    "This year" is the year of publication, "in March" the nearest March. Without a date of
    publication only what is written in full counts from nothing, so the rest is left out.
    """
    if published is None:
        each = [m for m in mentions(text, date(2000, 1, 1)) if not m.counted]
        whole = [m.period for m in each if m.period.yearly is None]
        return [*whole, *_called_by_year(text, each)]
    read = mentions(text, published)
    return [*(each.period.nearest(published) for each in read), *_called_by_year(text, read)]


def _called_by_year(text: str, read: Sequence[Mention]) -> Iterator[Period]:
    """The years that things are called by: "the declaration of 1956", "the 1956 declaration"."""
    for match in _CALLED.finditer(text):
        if not any(each.start <= match.start("year") < each.end for each in read):
            yield year_of(int(match["year"]))


def resolved(mention: Mention, asked: date) -> Period:
    """Its days with "since", "before" and the like applied."""
    if mention.how in ("in", ""):
        return mention.period
    how = "until" if mention.how == "by" else mention.how
    return opened(mention.period.before(asked), how)


def _begins(token: Token) -> bool:
    return token.low in _BEGINNINGS or token.text[0].isdigit() or token.text[0] in "'’"


def _read(words: list[Token], i: int, asked: date, ahead: bool) -> Read | None:
    return (
        _range(words, i, asked) or absolute.read(words, i) or relative.read(words, i, asked, ahead)
    )


def _how(words: list[Token], i: int) -> tuple[int, str]:
    """Where the phrase begins, and its preposition; "none" forbids the date."""
    j = i - 1
    while low(words, j) in _BETWEEN or (low(words, j) == "of" and low(words, j - 1) in _BETWEEN):
        j -= 1
        if i - j > 4:
            break
    word = low(words, j)
    if word in _NOT_OURS:
        return i, "none"
    two = _TWO_WORDS.get((low(words, j - 1), word))
    if two:
        return j - 1, two
    return (j, _HOW[word]) if word in _HOW else (i, "")


def _stands(words: list[Token], i: int, first: int, how: str, read: Read) -> bool:
    """Whether a bare year, month or weekday stands where a date would."""
    if not how:
        return False
    word = low(words, first)
    loose = read.loose
    does = low(words, read.end)
    if loose is not None and loose.month and (does.endswith("ed") or does in _DOES):
        return False  # "after May resigned": a person
    if loose is not None and loose.year is not None:
        return word not in ("on", "at", "over", "of", "for", "around") or i - first > 1
    return word not in ("of", "for", "around") or i - first > 2


def _range(words: list[Token], i: int, asked: date) -> Read | None:
    """ "between 1 and 5 March", "from March to May 2022", "1-5 March", "March-May"."""
    head = low(words, i)
    between, said = head == "between", head in ("between", "from")
    a = _limit(words, i + said, asked)
    if a is None:
        return None
    join = low(words, a.end)
    joins = ("and",) if between else ("to", "until", "till", "through", *DASHES)
    if join not in joins:
        return None
    b = _limit(words, a.end + 1, asked)
    if b is None or (_number_only(a) and _number_only(b)):
        return None
    period = _joined(a, b)
    if period is None:
        return None
    months = all(each.loose and each.loose.month for each in (a, b)) and words[i + said].capital
    bare = a.bare and b.bare and not said and not months
    return Read(period, b.end, bare=bare, counted=a.counted or b.counted)


def _limit(words: list[Token], i: int, asked: date) -> Read | None:
    """One end of a range; a number alone may be a day of the other's month."""
    found = absolute.read(words, i) or relative.read(words, i, asked)
    if found:
        return found
    if low(words, i) == "now":
        return Read(Period(asked, asked), i + 1)
    day = as_day(low(words, i))
    year, end = year_behind(words, i + 1)
    return Read(Period(), end, Loose(year, day=day), bare=True) if day else None


def _number_only(read: Read) -> bool:
    return read.loose is not None and read.loose.month is None and read.loose.day is not None


def _joined(a: Read, b: Read) -> Period | None:
    if a.loose is None or b.loose is None:
        return _from_to(a.period, b.period)
    first, last = _filled(a.loose, b.loose)
    one, other = first.period(), last.period()
    if one is None or other is None or (one.yearly is None) != (other.yearly is None):
        return None
    if one.yearly and other.yearly:
        return Period(yearly=(one.yearly[0], other.yearly[1]))
    return _from_to(one, other)


def _filled(a: Loose, b: Loose) -> tuple[Loose, Loose]:
    """Each end with what only the other one writes out."""
    if a.year and not a.month and b.day and not b.month:  # 2021-22 are years, 2022-03 is a month
        if b.day > a.year % 100:
            return a, Loose(a.year - a.year % 100 + b.day)
        return (replace(a, month=b.day),) * 2 if b.day <= 12 else (a, b)
    if a.month is None and a.day:
        a = replace(a, month=b.month, year=b.year)
    elif b.month is None and b.day:
        b = replace(b, month=a.month, year=b.year or a.year)
    turn = bool(a.month and b.month and a.month > b.month)
    if a.year is None and b.year is not None:
        a = replace(a, year=b.year - turn)
    elif b.year is None and a.year is not None:
        b = replace(b, year=a.year + turn)
    return a, b


def _from_to(a: Period, b: Period) -> Period | None:
    if a.since is None or b.until is None or a.yearly or b.yearly:
        return None
    since = a.since
    if since > b.until and (since - b.until).days < WEEK:
        since = shifted(since, -WEEK)  # "from Monday to Wednesday", asked on a Tuesday
    return Period(since, b.until) if since <= b.until else None
