"""Cited sentences by the day of what they tell.

The day is what the sentence says, relative days counted from its article's date; a month without
a year stays that month of the nearest year. Where it says none, the day of publication stands in,
and is marked as such; where there is none either, the sentence is undated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rag.answering.dated import day_of
from rag.answering.disagreement.claims import claim
from rag.answering.disagreement.times import Time
from rag.types import Citation, DatedEvent

_LAST = date.max


def dated_events(citations: Sequence[Citation], cited: Iterable[int]) -> tuple[DatedEvent, ...]:
    """The events of the numbered citations, in order of their days; undated ones last."""
    wanted = dict.fromkeys(cited)
    by_number = {each.n: each for each in citations}
    events = [_event(by_number[n]) for n in wanted if n in by_number]
    return tuple(sorted(events, key=lambda e: (e.since or _LAST, e.until or _LAST, e.n)))


def _event(cited: Citation) -> DatedEvent:
    published = day_of(cited.published)
    told = _told(cited.quote, published)
    if told is not None:
        since, until = told.period.since, told.period.until
        return DatedEvent(
            cited.n, cited.quote, since, until, _precision(since, until), "text", told.words
        )
    if published is not None:
        return DatedEvent(cited.n, cited.quote, published, published, "day", "published")
    return DatedEvent(cited.n, cited.quote, None, None, None, None)


def _told(quote: str, published: date | None) -> Time | None:
    """The first of the narrowest days that the sentence names, who says so and when apart."""
    days = [t for t in claim(quote, published).times if t.period.since and t.period.until]
    return min(days, key=lambda t: (_length(t), t.start), default=None)


def _length(time: Time) -> int:
    since, until = time.period.since, time.period.until
    return (until - since).days if since and until else _LAST.toordinal()


def _precision(since: date | None, until: date | None) -> str | None:
    if since is None or until is None:
        return None
    length = (until - since).days
    if length == 0:
        return "day"
    if since.day == 1 and 27 <= length <= 30 and since.month == until.month:
        return "month"
    return "year" if since.timetuple().tm_yday == 1 and 364 <= length <= 365 else "period"
