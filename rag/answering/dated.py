"""Relative dates: "yesterday" in an article is a day that its date of publication tells.

What a span says is spelled out ("on Tuesday" is also March 15, 2022), so that a sentence may name
the day; and a relative date of the sentence itself must mean a day that its spans mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from rag.retrieval.when.periods import Period
from rag.retrieval.when.phrases import Mention, mentions
from rag.types import Moment

_FADES = re.compile(r"\b(?:today|yesterday|tomorrow|tonight)\b", re.IGNORECASE)


def day_of(published: Moment | None) -> date | None:
    """The day of publication, in the article's own zone."""
    return published.date() if isinstance(published, datetime) else published


def spelled_out(spans: Sequence[str], published: Sequence[date | None]) -> list[str]:
    """The days that dated spans mean, each in words: "March 15, 2022, Tuesday"; "May 2021"."""
    return [
        words
        for span, day in zip(spans, published, strict=False)
        if day is not None
        for mention in mentions(span, day)
        for words in _in_words(mention.period.nearest(day))
    ]


def _in_words(period: Period) -> Iterator[str]:
    first, last = period.since, period.until
    if first is None or last is None:
        return
    if first == last:
        yield f"{first:%B} {first.day}, {first.year}, {first:%A}"
    elif (first.year, first.month) == (last.year, last.month) and (last - first).days > 26:
        yield f"{first:%B} {first.year}"
    elif first.year == last.year and (last - first).days > 363:
        yield str(first.year)


def wrong_relative(text: str, spans: Sequence[str], published: Sequence[date | None]) -> str | None:
    """The first relative date of a sentence that its spans do not mean, in words."""
    days = [day for day in published if day is not None]
    there = [
        each.period.nearest(day)
        for span, day in zip(spans, published, strict=False)
        if day is not None
        for each in mentions(span, day)
    ]
    for mention in mentions(text, days[0] if days else date(2000, 1, 1)):
        if not mention.counted or _stands_in(mention, spans):
            continue
        if not days or not any(_meets(mention.period, period) for period in there):
            return f"the date '{mention.words}' is not in the passage it cites"
    return None


def _stands_in(mention: Mention, spans: Sequence[str]) -> bool:
    bare = re.sub(r"^(?:on|in|at|by|since|for|during|from) |'s$", "", mention.words.lower())
    return any(bare in span.lower() for span in spans)


def _meets(claimed: Period, told: Period) -> bool:
    return told.within(claimed) or claimed == told


def fading(text: str, published: Sequence[date | None]) -> str | None:
    """A day named as on the day of the article, which a reader of another day takes for his."""
    match = _FADES.search(text)
    if match is None:
        return None
    day = next((day for day in published if day is not None), None)
    told = f" ({day:%B} {day.day}, {day.year})" if day else ""
    return f"says '{match.group().lower()}', which counts from the day of its article{told}"
