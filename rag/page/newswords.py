"""The page's wording for conflicts, developments, age, support and order."""

from __future__ import annotations

from datetime import date

from rag.page import words
from rag.types import Citation, Moment


def whose(speaker: str | None, cited: Citation) -> str:
    """Who says it, where, and when that appeared."""
    where = words.origin(cited.source, cited.credits, cited.published, ())
    return f"{speaker}, in {where}" if speaker else where


def step_of(n: int, published: Moment | None) -> str:
    """``Earlier, 9 May 2023``, then ``On 11 May 2023``."""
    if published is None:
        return "Later" if n else "Earlier"
    return f"On {words.day(published)}" if n else f"Earlier, {words.day(published)}"


def as_of(day: date) -> str:
    """``As of 6 Mar 2022: nothing newer is quoted``."""
    return f"As of {words.day(day)}: nothing newer is quoted"


def rests_on(support: str) -> str:
    """``Rests on 2 outlets, 2 different texts``."""
    return f"Rests on {support}"


def timeline(events: int) -> str:
    """The line that opens the list."""
    return f"In order of their days: {words.count(events, 'sentence')}"


def event_day(since: date | None, until: date | None, precision: str | None) -> str:
    """``3 May 2021``, ``May 2021``, ``2021``, ``1 May 2021 to 5 May 2021``, ``Undated``."""
    if since is None or until is None:
        return "Undated"
    if precision == "month":
        return f"{since:%B %Y}"
    return f"{since:%Y}" if precision == "year" else words.between(since, until)
