"""Shares of a whole: "a third" where its source has "a fifth"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_PARTS = {
    word: 1 / n
    for n, word in enumerate(
        "third quarter fifth sixth seventh eighth ninth tenth".split(), start=3
    )
}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "nine": 9}
_SHARE = re.compile(
    rf"\b(?:(?P<count>an?|one|{'|'.join(_COUNTS)})[ -](?P<part>{'|'.join(_PARTS)})s?"
    r"(?= of\b|[.,;]|$)|(?P<half>half)(?= (?:of|the|its|their|his|her)\b|[.,;]|$))",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|percent)", re.IGNORECASE)
_NEAR = 0.015
"""An eighth is "about 12 percent"."""


def wrong_share(text: str, sources: Sequence[str]) -> str | None:
    """The first share that no span has, as a fraction or in percent, in words."""
    there = [value for source in sources for value, _ in _shares(source)]
    there += [float(match[1]) / 100 for source in sources for match in _PERCENT.finditer(source)]
    for value, words in _shares(text):
        if not any(abs(value - other) <= _NEAR for other in there):
            return f"the share '{words}' is not in the passage it cites"
    return None


def _shares(text: str) -> Iterator[tuple[float, str]]:
    for match in _SHARE.finditer(text):
        if match["half"]:
            yield 0.5, match.group()
        else:
            part = _PARTS[match["part"].lower()]
            yield _COUNTS.get(match["count"].lower(), 1) * part, match.group()
