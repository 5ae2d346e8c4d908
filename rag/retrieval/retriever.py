"""Retrieval as one step: the reader's filter, what the question itself asks for, the search.

A filter that the reader set is kept to. One that was read from the question is soft: when nothing
remains it is dropped, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.authors import is_author
from rag.retrieval.freshness import recent
from rag.retrieval.outlets import Asked
from rag.retrieval.question import Question
from rag.retrieval.search import find
from rag.retrieval.timely import happened_on, latest, published_on, wide, within
from rag.retrieval.wanted import Asking, Wanted, wanted
from rag.retrieval.when.asked import About, AskedDate, in_words, said
from rag.retrieval.when.periods import Period
from rag.types import Passage

Dates = tuple[AskedDate, ...]


@dataclass(frozen=True)
class Retrieved:
    """What was found for one question, and within which filter."""

    question: Question
    passages: tuple[Passage, ...]
    used: Filter
    notes: tuple[str, ...] = ()
    days: Period = field(default_factory=Period)
    """The days the question was taken to mean; open when it means none, or they gave way."""
    read: tuple[str, ...] = ()
    """What was read from the question, in words."""


def retrieve(
    library: Library, question: Question, chosen: Filter, k: int, asking: Asking | None = None
) -> Retrieved:
    """The k best passages. Notes tell what was left out or relaxed."""
    with library.at_one_moment():
        return _retrieved(library, question, chosen, k, asking or Asking())


def _retrieved(
    library: Library, question: Question, chosen: Filter, k: int, asking: Asking
) -> Retrieved:
    asks = wanted(question, library, chosen, asking)
    notes = [*_left_out(library, chosen), *_unheld(asks.source)]
    used, passages = _Sought(chosen), list[Passage]()
    for used in _ever_wider(asks, chosen):
        # What gave way is looked for by its words again.
        plain = question if used.widest else asks.question
        passages = _found(library, replace(asks, question=plain), used, asking.day, k)
        if passages:
            break
    first = next(_ever_wider(asks, chosen))
    if used != first:
        some_kept = used.filter.sources or used.author
        what = "the date" if some_kept and not used.widest else "that"
        notes.append(f"Nothing here is {first.in_words()}; searched without {what}.")
    if not passages and not chosen.empty:
        notes.append(_nothing_matches(library, chosen))
    return Retrieved(
        question if used.widest else asks.matter,
        tuple(passages),
        _narrowed(used),
        tuple(notes),
        _span(used.dates),
        (*asks.explained(), *_closeness_told(library, asks, used)),
    )


@dataclass(frozen=True)
class _Sought:
    """One way to search: the filter, the days and the author that are kept to."""

    filter: Filter
    dates: Dates = ()
    author: str | None = None
    widest: bool = False
    """Whether sources that the question names have given way."""

    def in_words(self) -> str:
        words = [] if self.filter.empty else [_in_words(self.filter)]
        words += [f"by {self.author}"] if self.author else []
        words += [_date_in_words(each) for each in self.dates]
        return " and ".join(words)


def _closeness_told(library: Library, asks: Wanted, used: _Sought) -> tuple[str, ...]:
    """That closeness counts, where nothing else says it and there is something close."""
    if asks.fresh is None or asks.dates:
        return ()
    lately = recent(used.filter, asks.fresh)
    if lately is None or not library.article_ids(lately):
        return ()
    return (f"asks for news: articles close to {said(asks.fresh)} count more",)


def _ever_wider(asks: Wanted, chosen: Filter) -> Iterator[_Sought]:
    """What the question demands, then without its dates, then without its sources."""
    sources = asks.source.sources if asks.source and asks.governed else ()
    narrow = replace(chosen, sources=sources) if sources else chosen
    yield _Sought(narrow, asks.demanded, asks.author)
    if asks.demanded:
        yield _Sought(narrow, (), asks.author)
    if sources or asks.author:
        yield _Sought(chosen, widest=True)


def _found(library: Library, asks: Wanted, sought: _Sought, day: date, k: int) -> list[Passage]:
    question, chosen = asks.question, sought.filter
    n = k if sought.author is None else 4 * wide(k)
    fresh = None if chosen.dated else asks.fresh
    printed = tuple(d for d in sought.dates if d.about is About.PUBLICATION)
    events = tuple(d for d in sought.dates if d.about is About.EVENT)
    if events:
        chosen = _narrowed(replace(sought, dates=printed))
        passages = happened_on(library, question, events, chosen, day, n, fresh)
    elif printed:
        passages = published_on(library, question, printed, chosen, day, n)
    elif asks.suggested and not asks.demanded:
        passages = latest(library, question, chosen, day, n, fresh)
    else:
        passages = _of_each_outlet(library, asks, sought, n, fresh)
    if sought.author is None:
        return passages
    return [p for p in passages if is_author(sought.author, p.authors)][:k]


def _of_each_outlet(
    library: Library, asks: Wanted, sought: _Sought, n: int, fresh: date | None
) -> list[Passage]:
    """Those of the outlets that are named for a part of the question are searched apart, and
    nothing is left out; the best of each comes first, or what a clause of many names counts.
    """
    question, chosen = asks.question, sought.filter
    told = asks.told_by(chosen)
    if told is not None:
        return find(library, question, chosen, n, told.filters, told=told)
    outlets = () if sought.widest else asks.outlets
    also = tuple(replace(chosen, sources=each) for each in outlets)
    return _each_first(find(library, question, chosen, n, also, fresh=fresh), outlets)


def _each_first(passages: list[Passage], outlets: Sequence[tuple[str, ...]]) -> list[Passage]:
    """The best passage of each outlet, then the others."""
    best = [
        next((p for p in passages if set(each) & {p.source, *p.credits}), None) for each in outlets
    ]
    first = list({p.chunk_id: p for p in best if p is not None}.values())
    return [*first, *(p for p in passages if p not in first)]


def _narrowed(sought: _Sought) -> Filter:
    """The filter with a day or range of publication that the question demands."""
    if len(sought.dates) != 1 or sought.dates[0].about is not About.PUBLICATION:
        return sought.filter
    period = sought.dates[0].period
    return sought.filter if period.yearly else within(sought.filter, period) or sought.filter


def _span(dates: Dates) -> Period:
    """From the first day to the last; open where one of the dates is."""
    periods = [each.period for each in dates]
    if not periods or any(period.yearly for period in periods):
        return Period()
    since = [period.since for period in periods if period.since]
    until = [period.until for period in periods if period.until]
    every = len(periods)
    return Period(
        min(since) if len(since) == every else None, max(until) if len(until) == every else None
    )


def _unheld(source: Asked | None) -> tuple[str, ...]:
    """An outlet that the question demands and the library does not hold."""
    if source is None or source.sources:
        return ()
    near = f"; nearest: {' or '.join(source.near)}" if source.near else ""
    return (f"No article here is from {source.words}{near}.",)


def _date_in_words(date: AskedDate) -> str:
    if date.about is About.PUBLICATION and date.period.yearly is None:
        return _in_words(Filter(since=date.period.since, until=date.period.until))
    verb = "published" if date.about is About.PUBLICATION else "known to tell of"
    return f"{verb} {in_words(date.period)}"


def _left_out(library: Library, chosen: Filter) -> tuple[str, ...]:
    n = library.excluded_undated(chosen)
    if not n:
        return ()
    verb = "s were" if n > 1 else " was"
    return (f"{n} undated article{verb} left out by the dates you set.",)


def _nothing_matches(library: Library, chosen: Filter) -> str:
    first, last, undated = library.date_range()
    sources = ", ".join(sorted(library.sources())) or "none named"
    dates = f"{first.isoformat()} to {last.isoformat()}" if first and last else "no dates"
    return (
        f"No article is {_in_words(chosen)}. There are: sources {sources}; dates {dates}, "
        f"{undated} undated."
    )


def _in_words(chosen: Filter) -> str:
    words = []
    if chosen.sources:
        words.append("from " + " or ".join(chosen.sources))
    if chosen.languages:
        words.append("in the language " + " or ".join(chosen.languages))
    if chosen.articles:
        n = len(chosen.articles)
        words.append("the one you chose" if n == 1 else f"among the {n} you chose")
    if chosen.since and chosen.until:
        words.append(f"dated {chosen.since.isoformat()} to {chosen.until.isoformat()}")
    elif chosen.since:
        words.append(f"dated {chosen.since.isoformat()} or later")
    elif chosen.until:
        words.append(f"dated {chosen.until.isoformat()} or earlier")
    return " and ".join(words) or "here"
