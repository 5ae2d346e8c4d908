"""The day that a short text names: in words of many languages, in numbers, by other calendars."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from types import MappingProxyType

from rag.intake.months import MONTHS

EARLIEST, LATEST = 1600, 2200

_MONTH = "|".join(re.escape(name) for name in sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>[12]\d{3})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º|ª|er)?"
# A vowel sign at the end of a name is no letter to \b.
_NAMED = rf"(?P<month>{_MONTH})(?!\w)\.?(?:\s?/\s?(?:{_MONTH})(?!\w))?"
_OF = r"(?:de\s|of\s|d['’])?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)",
        rf"\b{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?!\d)",
        rf"\b{_YEAR}\.\s(?P<month>\d{{1,2}})\.\s(?P<day>\d{{1,2}})(?!\d)",
        rf"\b{_YEAR}\.?\s(?:m\.\s)?{_NAMED}\s{_DAY}",
        rf"\b{_YEAR}\.\sgada\s{_DAY}\.\s{_NAMED}",
        rf"\b{_DAY}\s(?:tháng|thg)\s(?P<month>\d{{1,2}}),?\s(?:năm\s)?{_YEAR}\b",
        rf"{_YEAR}\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]",
        r"(?P<era>令和|平成|昭和|民國|民国)\s?(?P<year>\d{1,3}|元)年\s?(?P<month>\d{1,2})月\s?"
        r"(?P<day>\d{1,2})日",
        rf"\b{_NAMED}\s{{0,2}}{_DAY},?\s{{1,2}}{_YEAR}\b",
        rf"\b{_NAMED}\s{{1,2}}{_DAY},?\s{{1,2}}['’](?P<year>\d\d)\b",
        rf"\b{_DAY}[.,]?\s{{0,2}}-?{_OF}{_NAMED}-?[,،]?\s{{0,2}}(?:de\s|del\s)?{_YEAR}\b",
        rf"\b{_DAY}(?P<sep>[-\s]){_NAMED}(?P=sep)['’]?(?P<year>2\d)\b(?![:.]\d)",
        rf"\b(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}\b",
        rf"\b(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{{1,2}})/{_YEAR}\b",
        rf"\b(?P<month>\d{{1,2}})/(?P<day>1[3-9]|2\d|3[01])/{_YEAR}\b",
    )
)
_ERAS = MappingProxyType({"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911})
"""The years before the first of an era."""
_THAI = ("\u0e00", "\u0e7f")
_BUDDHIST = 543


def western(text: str) -> str:
    """A text with the digits of all scripts as 0 to 9, character for character."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def day_in(text: str) -> tuple[date, int, int] | None:
    """The first day that a text names, and where its words begin and end; digits are western."""
    for form in _FORMS:
        found = form.search(text)
        day = _day(found) if found else None
        if found and day:
            return day, found.start(), found.end()
    return None


def _day(found: re.Match[str]) -> date | None:
    month = found["month"].lower()
    number = MONTHS.get(month) or (int(month) if month.isdigit() else 0)
    try:
        day = date(_year(found, month), number, int(found["day"]))
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def _year(found: re.Match[str], month: str) -> int:
    era = found.groupdict().get("era")
    if era:
        return _ERAS[era] + (1 if found["year"] == "元" else int(found["year"]))
    year = int(found["year"])
    if year < 100:
        return 2000 + year
    return year - _BUDDHIST if _THAI[0] <= month[0] <= _THAI[1] else year
