"""Days of publication that a question names: "articles from March 2022", "published after 2020".

Only words that speak of publishing set days here. "What was decided in December 2013?" is about
an event: an article of any date may tell it, so it sets none.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3].lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = (
    rf"(?:(?P<d1>\d{{1,2}}) (?P<m1>{_MONTH})\.? (?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}}),? (?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.? (?P<y3>\d{{4}})|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<y4>\d{{4}}))"
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|printed|articles?|reports?|stories|coverage|news)\s+(?:\w+\s+){0,3}?"
    rf"(?P<how>in|from|of|on|since|before|after|until|by)\s+{_DAY}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Days:
    """Inclusive days; None is open."""

    since: date | None = None
    until: date | None = None


def published_days(question: str) -> Days:
    """The days of publication that the question asks for; both None when it names none."""
    match = _PUBLISHED.search(question)
    if match is None:
        return Days()
    span = _span(match)
    if span is None:
        return Days()
    first, last = span
    how = match["how"].lower()
    if how == "since":
        return Days(first, None)
    if how == "after":
        return Days(date.fromordinal(last.toordinal() + 1), None)
    if how == "before":
        return Days(None, date.fromordinal(first.toordinal() - 1))
    if how in ("until", "by"):
        return Days(None, last)
    return Days(first, last)


def _span(match: re.Match[str]) -> tuple[date, date] | None:
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
            return day, day
        if match["y4"]:
            year = int(match["y4"])
            return date(year, 1, 1), date(year, 12, 31)
        if match["y3"]:
            year, month = int(match["y3"]), _MONTHS[match["m3"].lower()]
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        n = "1" if match["y1"] else "2"
        day = date(int(match[f"y{n}"]), _MONTHS[match[f"m{n}"].lower()], int(match[f"d{n}"]))
    except ValueError:
        return None  # the thirtieth of February: no day that anything was published
    return day, day
