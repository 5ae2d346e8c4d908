"""The words that dates are made of, and a text cut into what may be such words."""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
SHORT = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 14),
}
"""First and last month, as the north of the Earth and meteorologists count."""
UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 31, "year": 366, "decade": 3660}
NUMBERS = {
    word: n
    for n, word in enumerate("zero one two three four five six seven eight nine ten".split())
} | {"eleven": 11, "twelve": 12, "a": 1, "an": 1, "couple": 2, "few": 4, "several": 6}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
DASHES = frozenset("-–—")

_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?![\d-])|\d{1,4}[/.]\d{1,2}[/.]\d{2,4}(?![\d/])|\d{4}/\d{2,4}(?![\d/])"
    r"|\d{1,2}(?:st|nd|rd|th)\b|['’]?\d{2,4}['’]?s\b|\d[\d,.]{0,30}\d|\d"
    r"|[^\W\d_][^\W_]{0,40}(?:['’][^\W\d_]{1,3}\b)?|\S"
)


class Token(NamedTuple):
    """One word, number or sign; ``low`` is lower case without a possessive."""

    text: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def tokens(text: str) -> list[Token]:
    """A text's words, numbers and signs in order."""
    return [
        Token(m[0], m[0].lower().removesuffix("'s").removesuffix("’s"), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def low(words: list[Token], i: int) -> str:
    """The word at a place, or nothing beyond either end."""
    return words[i].low if 0 <= i < len(words) else ""


def after(words: list[Token], i: int, *expected: str) -> int:
    """The place behind some words when they stand here, else this place."""
    return i + len(expected) if all(low(words, i + n) == e for n, e in enumerate(expected)) else i


def as_year(token: str) -> int | None:
    """A number that can be a year of news; "2,000" is none."""
    return (
        int(token)
        if len(token) == 4 and token.isascii() and token.isdigit() and 1800 <= int(token) <= 2199
        else None
    )


def as_day(token: str) -> int | None:
    """The day of a month: 6, 6th."""
    digits = token[:-2] if token[-2:] in ("st", "nd", "rd", "th") else token
    if not digits.isascii() or not digits.isdigit() or len(digits) > 2:
        return None
    return int(digits) if 1 <= int(digits) <= 31 else None
