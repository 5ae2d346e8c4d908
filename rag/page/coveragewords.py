"""What the page says of coverage: which articles there are by day and outlet."""

from __future__ import annotations

from datetime import date

from rag.page.words import between, count, day, outlet
from rag.types import Coverage, Covered

COVERAGE = "Coverage"
CITED = "cited"
READ = "read, not cited"
AS_TABLE = "As a table"
UNDATED = "undated"
DAY, OUTLET, ARTICLE, ARTICLES, CITED_HEAD = "Day", "Outlet", "Article", "Articles", "Cited"
YES, NO = "yes", "no"
NOTHING = "No article matches."
PICTURE = "Articles by day and outlet; the same stands in the table below."


def of_answer(held: Coverage) -> str:
    """``5 articles read, 2 of them cited; 4 undated``."""
    read = f"{count(held.articles, 'article')} read, {held.cited:,} of them cited"
    return f"{read}; {held.undated:,} undated" if held.undated else read


def of_library(held: Coverage) -> str:
    """``26 articles from 6 Mar 2022 to 3 Feb 2024; 5 more undated``."""
    dated = held.articles - held.undated
    if held.first is None or held.last is None:
        return f"{count(held.articles, 'article')}, all undated" if held.articles else NOTHING
    span = f"from {day(held.first)} to {day(held.last)}"
    more = f"; {held.undated:,} more undated" if held.undated else ""
    return f"{count(dated, 'article')} {span}{more}"


def whose(cell: Covered) -> str:
    """Of an outlet, of the agencies credited, or of several outlets together."""
    if cell.others:
        return f"{count(cell.others, 'other outlet')}"
    return outlet(cell.source, cell.credits)


def days(cell: Covered, precision: str) -> str:
    """``6 Mar 2022``, ``Mar 2022``, ``2022`` or ``undated``."""
    if cell.since is None:
        return UNDATED
    return tick(cell.since, precision)


def tick(at: date, precision: str) -> str:
    """A day, month or year under the picture."""
    if precision == "day":
        return day(at)
    return f"{at:%b %Y}" if precision == "month" else f"{at.year}"


def mark(label: str, cell: Covered, cited: bool) -> str:
    """What one article's mark is called."""
    said = CITED if cited else READ
    return f"{label} · {whose(cell)} · {days(cell, 'day')} · {said}"


def bar(cell: Covered) -> str:
    """What the bar of several articles is called."""
    span = between(cell.since, cell.until) if cell.since and cell.until else UNDATED
    return f"{count(cell.articles, 'article')} · {whose(cell)} · {span}"


def coarse(precision: str) -> str | None:
    """That days stand together, where there are too many of them."""
    return None if precision == "day" else f"Shown by {precision}s: there are too many days."
