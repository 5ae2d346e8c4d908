"""Passages by the dates of a question: what fits them, what is undated, what is newer.

A date of publication asks for articles of its days. A date of an event asks for what was
published on its days or shortly after, and for what names a day of them, whenever it appeared:
two matches kept apart, since a report of last week may tell of 2013. Only where what fits is about
as good as the best of all does it stand alone; else the date gives way. An undated article is
never left out, only ranked lower.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.diversity import diverse
from rag.retrieval.question import Question
from rag.retrieval.search import find
from rag.retrieval.when.asked import About, AskedDate
from rag.retrieval.when.periods import Period, shifted
from rag.retrieval.when.phrases import told
from rag.types import Passage, Score

_AT_LEAST = 0.7
"""The share of the best dated passage's score that the best fitting one needs: below, the date
misleads. What is undated is not left out, so it is no reason against a date."""
_AT_LEAST_NAMED = 0.5
"""The same for a passage that names the day itself: stronger than having appeared on it."""
_NAMED = 0.15
"""What naming the day itself adds to a score, as a share of it."""
_NEWER = 0.1
"""What being the newest adds when the question only suggests it."""
_HALF = 30.0
"""Days after which half of that is left."""
_LOOKED_INTO = 6
"""Articles published at other times, the best ones, whose whole text is searched for the day."""


def wide(k: int) -> int:
    """How many passages are found before dates choose among them."""
    return max(2 * k, 40)


def published_on(
    library: Library,
    question: Question,
    dates: Sequence[AskedDate],
    chosen: Filter,
    asked: date,
    k: int,
) -> list[Passage]:
    """Passages of articles published on the days, then undated ones; empty when none is dated."""
    days = [within(chosen, each.period.before(asked)) for each in dates]
    narrow = [each for each in days if each is not None]
    # Days of every year are no range: all are searched, and the last such days for themselves.
    every = [chosen] if any(each.period.yearly for each in dates) else []
    if not (every or narrow):
        return []
    first, *others = (*every, *narrow)
    found = find(library, question, first, wide(k), tuple(others))
    fitting = {p.chunk_id for p in found if any(_printed(p, each.period) for each in dates)}
    kept = [p for p in found if p.published is None or p.chunk_id in fitting]
    return _ordered(library, kept, fitting, k)


def happened_on(
    library: Library,
    question: Question,
    dates: Sequence[AskedDate],
    chosen: Filter,
    asked: date,
    k: int,
    fresh: date | None = None,
) -> list[Passage]:
    """Passages that tell of the days, then undated ones; empty when the date has to give way."""
    windows = [_window(each.period, asked) for each in dates]
    also = [within(chosen, window) for window in windows]
    narrow = tuple(each for each in also if each is not None)
    found = find(library, question, chosen, wide(k), narrow, fresh=fresh)
    periods = [each.period for each in dates]
    naming = _naming(library, found, periods)
    named = [p for p in found if p.chunk_id in naming]
    fitting = {p.chunk_id for p in found if _fresh(p, periods)}
    elsewhere = [p for p in found if p.chunk_id not in fitting]
    fitting |= naming | _told_elsewhere(library, elsewhere, naming, periods)
    best = max((p.score.final or 0.0 for p in found if p.published is not None), default=0.0)
    enough = {each: (_AT_LEAST_NAMED if each in naming else _AT_LEAST) * best for each in fitting}
    if not any((p.score.final or 0.0) >= enough.get(p.chunk_id, math.inf) for p in found):
        return []
    raised = {p.chunk_id: replace(p, score=_raised(p, 1 + _NAMED)) for p in named}
    kept = [
        raised.get(p.chunk_id, p) for p in found if p.chunk_id in fitting or p.published is None
    ]
    return _ordered(library, kept, fitting, k)


def latest(
    library: Library,
    question: Question,
    chosen: Filter,
    asked: date,
    k: int,
    fresh: date | None = None,
) -> list[Passage]:
    """The best passages, the newer first where they are about as good."""
    found = find(library, question, chosen, wide(k), fresh=fresh)
    ordered = newer_first(found, asked)
    if [p.chunk_id for p in ordered] == [p.chunk_id for p in found]:
        return ordered[:k]
    return diverse(ordered, library.near.clusters(p.article_id for p in ordered))[:k]


def newer_first(passages: Sequence[Passage], asked: date) -> list[Passage]:
    """The newer of passages that are about as good first; of equal or unknown dates no change.

    Closeness counts from the newest that was there on the day of asking, so that a library which
    ended long ago has a newest too. An undated passage is taken for as new as the others are.
    """
    days = {p.chunk_id: day for p in passages if (day := _day(p)) is not None}
    if len(set(days.values())) < 2:
        return list(passages)
    newest = max((d for d in days.values() if d <= asked), default=min(days.values()))
    close = {at: round(0.5 ** (abs((newest - d).days) / _HALF), 4) for at, d in days.items()}
    mean = sum(close.values()) / len(close)
    scored = [
        replace(
            p, score=_raised(p, 1 + _NEWER * close.get(p.chunk_id, mean), close.get(p.chunk_id))
        )
        for p in passages
    ]
    return sorted(scored, key=lambda p: -(p.score.final or 0.0))


def reported(chosen: Filter, asked: AskedDate, day: date) -> Filter | None:
    """The filter for articles of the days themselves, or also of those shortly after an event."""
    if asked.about is About.PUBLICATION:
        return within(chosen, asked.period.before(day))
    return within(chosen, _window(asked.period, day))


def within(chosen: Filter, period: Period) -> Filter | None:
    """The reader's filter narrowed to days, undated articles kept; None when no day remains."""
    since = max((d for d in (chosen.since, period.since) if d), default=None)
    until = min((d for d in (chosen.until, period.until) if d), default=None)
    if since and until and since > until:
        return None
    return replace(chosen, since=since, until=until, undated=chosen.undated or not chosen.dated)


def _raised(passage: Passage, factor: float, closeness: float | None = 1.0) -> Score:
    return replace(passage.score, date=closeness, final=(passage.score.final or 0.0) * factor)


def _window(period: Period, asked: date) -> Period:
    """The days on which an event of a period is reported."""
    period = period.before(asked)
    since = shifted(period.since, -period.slack) if period.since else None
    return Period(since, shifted(period.until, _grace(period)) if period.until else None)


def _grace(period: Period) -> int:
    """Days after an event on which it is still news: three of a day, more of a longer time."""
    if period.since is None or period.until is None:
        return 3
    return min(max(((period.until - period.since).days + 1) // 4, 3), 31)


def _fresh(passage: Passage, periods: Iterable[Period]) -> bool:
    """Whether it was published on the days or shortly after."""
    day = _day(passage)
    if day is None:
        return False
    return any(_window(period, day).holds(day) for period in periods)


def _printed(passage: Passage, period: Period) -> bool:
    day = _day(passage)
    return day is not None and period.holds(day)


def _naming(library: Library, found: Iterable[Passage], periods: Iterable[Period]) -> set[str]:
    """The passages whose own words name a day of the periods."""
    return {p.chunk_id for p in found if _names(p.text, _day(p), tuple(periods))}


def _told_elsewhere(
    library: Library, found: Sequence[Passage], naming: set[str], periods: Sequence[Period]
) -> set[str]:
    """Passages of articles that name a day of the periods in another place."""
    best = max((p.score.final or 0.0 for p in found), default=0.0)
    telling = {p.article_id for p in found if p.chunk_id in naming}
    looked: set[str] = set(telling)
    for p in found:
        open_one = p.published is not None and (p.score.final or 0.0) >= best / 2
        if open_one and p.article_id not in looked and len(looked - telling) < _LOOKED_INTO:
            looked.add(p.article_id)
            text = library.article(p.article_id, p.revision).text
            if _names(text, _day(p), tuple(periods)):
                telling.add(p.article_id)
    return {p.chunk_id for p in found if p.article_id in telling}


def _names(text: str, published: date | None, periods: tuple[Period, ...]) -> bool:
    return any(day.within(period) for day in _told(text, published) for period in periods)


@lru_cache(maxsize=1024)
def _told(text: str, published: date | None) -> tuple[Period, ...]:
    return tuple(told(text, published))


def _day(passage: Passage) -> date | None:
    moment = passage.published
    return moment.date() if isinstance(moment, datetime) else moment


def _ordered(
    library: Library, passages: Sequence[Passage], fitting: set[str], k: int
) -> list[Passage]:
    """What fits, best first, then what is undated with scores below; nothing when none fits."""
    fits = [p for p in passages if p.chunk_id in fitting]
    if not fits:
        return []
    lowest = min(p.score.final or 0.0 for p in fits)
    others = [p for p in passages if p.chunk_id not in fitting]
    highest = max((p.score.final or 0.0 for p in others), default=0.0)
    factor = min(1.0, lowest / highest) if highest else 1.0
    clusters = library.near.clusters(p.article_id for p in fits)
    dated = sorted((_dated(p) for p in fits), key=lambda p: -(p.score.final or 0.0))
    after = [replace(p, score=_below(p, factor, lowest)) for p in others]
    return [*diverse(dated, clusters), *after][:k]


def _below(passage: Passage, factor: float, lowest: float) -> Score:
    final = min((passage.score.final or 0.0) * factor, lowest)
    return replace(passage.score, date=None, final=final)


def _dated(passage: Passage) -> Passage:
    return replace(passage, score=replace(passage.score, date=1.0))
