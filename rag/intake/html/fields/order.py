"""Dates of a page's fields and its address, and whether its numbers go day first or month first."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import Enum
from urllib.parse import urlsplit

from rag.intake import dates
from rag.intake.days import western
from rag.intake.html.fields.about import About
from rag.intake.html.fields.said import clean
from rag.intake.months import MONTHS
from rag.types import Moment

_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d/-])")
_PATH_FORMS = (
    re.compile(
        r"/(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>0[1-9]|1[0-2])[/_-]?(?P<day>[0-3]\d)(?=[/_.-]|$)"
    ),
    re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=/|$)"),
    re.compile(
        r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>[a-z]{3,9})[/-](?P<day>\d{1,2})(?=[/-]|$)",
        re.IGNORECASE,
    ),
    re.compile(r"[-_/=](?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?=[-_/.&]|$)"),
    re.compile(r"[-_/](?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?=[-_/.]|$)"),
)
_CENTURIES = ("19", "20")
_WEB_BEGAN = 631_152_000
"""Seconds from 1970 to 1990; a smaller number counts something else."""
_DAY_FIRST_SITES = frozenset(
    "uk au nz ie in za fr de es it pt br ar cl co pe mx nl be at ch pl cz sk ro ru ua gr tr"
    " dk no fi id vn my sg".split()
)
_DAY_FIRST_TONGUES = frozenset(
    "fr de es it pt nl pl cs sk ro ru uk el tr da nb nn no fi id vi ca gl ar he hi bn ur th ms hr"
    " sr bs sl bg mk sq be et lv ka hy az kk uz sw".split()
)


class Order(Enum):
    """Which comes first in 03/06/2022."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


def order_of(about: About, url: str | None) -> Order:
    """The order a page's own numbers prove (25/06/2022), else its country's, else unknown."""
    proven = set[Order]()
    for block in about.signals.blocks[:600]:
        if len(block.text) < 200 and "/" in block.text:
            for found in _NUMBERS.finditer(block.text):
                one, other = int(found[1]), int(found[3])
                if found[2] == "/" and len(found[4]) == 4 and one <= 31 and other <= 31:
                    if one > 12 >= other:
                        proven.add(Order.DAY)
                    elif other > 12 >= one:
                        proven.add(Order.MONTH)
    if len(proven) == 1:
        return proven.pop()
    return Order.UNKNOWN if proven else _by_country(about, url)


def _by_country(about: About, url: str | None) -> Order:
    for address in (url, *about.addresses):
        host = (urlsplit(address).hostname or "") if address else ""
        if host.rpartition(".")[2] in _DAY_FIRST_SITES - {"co"}:
            return Order.DAY
    tongue = (about.signals.language or "").lower()
    if tongue.partition("-")[0].partition("_")[0] in _DAY_FIRST_TONGUES:
        return Order.DAY
    return (
        Order.DAY
        if tongue in ("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za")
        else Order.UNKNOWN
    )


def read(value: object, order: Order = Order.UNKNOWN) -> Moment | None:
    """The moment of a field: a machine's form, words, or numbers in a known order."""
    text = clean(str(value) if isinstance(value, int) else value)
    if text is None or len(text) > 120:
        return None
    text = western(text)
    if text.isdigit() and len(text) != 8:
        return _counted(text)
    found = dates.machine(text) or dates.loosely(text)
    return found.moment if found else _numbers(text, order)


def _counted(digits: str) -> Moment | None:
    """Seconds or milliseconds since 1970, or a day and its time written together."""
    if len(digits) in (12, 14):
        return _day(int(digits[:4]), digits[4:6], digits[6:8]) if digits[:2] in _CENTURIES else None
    if len(digits) not in (10, 13) or int(digits[:10]) < _WEB_BEGAN:
        return None
    return datetime.fromtimestamp(int(digits[:10]), UTC)


def _numbers(text: str, order: Order) -> date | None:
    found = _NUMBERS.search(text)
    if not found:
        return None
    short = len(found[4]) == 2
    year = int(found[4]) + (2000 if short else 0)
    both = {Order.DAY: _day(year, found[3], found[1]), Order.MONTH: _day(year, found[1], found[3])}
    possible = {day for day in both.values() if day}
    if short and (found[2] != "/" or _day(2000 + int(found[1]), found[3], found[4])):
        possible.add(date.min)  # 11/12/19 may begin with its year
    if len(possible) == 1:
        day = possible.pop()
        return None if day == date.min else day
    # No country that puts the day first begins a short date with its year.
    return both.get(order) if not short or order is Order.DAY else None


def in_url(url: str) -> date | None:
    """The day an address names (``/2022/03/06/``, ``/2022/mar/06/``, ``-20220306``)."""
    parts = urlsplit(url[:2000])
    for text in (parts.path, parts.query):
        for form in _PATH_FORMS:
            found = form.search(text)
            if found:
                month = found["month"].lower()
                number = str(MONTHS.get(month, 0)) if month.isalpha() else month
                day = _day(int(found["year"]), number, found["day"])
                if day and day.year >= 1990:
                    return day
    return None


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None
