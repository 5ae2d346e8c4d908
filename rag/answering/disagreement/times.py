"""The days that a sentence names, with their places in it."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from rag.retrieval.when.periods import Period, shifted
from rag.retrieval.when.phrases import mentions
from rag.retrieval.when.tokens import WEEKDAYS

_AHEAD = re.compile(r"\b(?:will|shall|due|going to|is to|are to|to be)\b", re.IGNORECASE)
_DAY_NAME = re.compile(rf"\b(?:{'|'.join(w.capitalize() for w in WEEKDAYS if len(w) > 5)})\b")
_WEEK = 7
_NOBODY_KNOWS = date(2000, 1, 1)


class Time(NamedTuple):
    """Days, the words that name them, and where those stand."""

    period: Period
    words: str
    start: int
    end: int
    counted: bool = False
    """Whether they count from the day of publication: "on Tuesday"."""


def times(text: str, published: date | None) -> list[Time]:
    """In order. Without a day of publication only what is written in full counts."""
    ahead = _AHEAD.search(text) is not None
    found = [
        Time(m.period.nearest(published or _NOBODY_KNOWS), m.words, m.start, m.end, m.counted)
        for m in mentions(text, published or _NOBODY_KNOWS, ahead=ahead)
        if published or not (m.counted or m.period.yearly)
    ]
    if published is not None:
        found += _weekdays(text, published, found, ahead=ahead)
    return sorted(found, key=lambda each: each.start)


def _weekdays(text: str, published: date, found: list[Time], *, ahead: bool) -> list[Time]:
    """Weekdays behind words that the grammar of dates does not know: "the night to Thursday"."""
    more = []
    for match in _DAY_NAME.finditer(text):
        if any(each.start <= match.start() < each.end for each in found):
            continue
        step = (WEEKDAYS[match[0].lower()] - published.weekday()) % _WEEK
        day = shifted(published, step if ahead or not step else step - _WEEK)
        more.append(Time(Period(day, day), match[0], match.start(), match.end(), counted=True))
    return more


def meet(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    starts = [p.since for p in (one, other) if p.since is not None]
    ends = [p.until for p in (one, other) if p.until is not None]
    return not starts or not ends or max(starts) <= min(ends)
