"""When something is or will be, by how it is written."""

from __future__ import annotations

import re

DATED = re.compile(
    r"\d{4}|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d{1,2}(?:st|nd|rd|th)|century|decade|yesterday"
    r"|today|tomorrow|tonight"
    r"|(?:[Nn]ext|[Ll]ast|coming) (?:week|month|year|spring|summer|autumn|fall|winter)"
)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_AHEAD = re.compile(r"\b(?:when (?:will|can|could|should|is|are)|how soon)\b", re.IGNORECASE)
_FROM_NOW = re.compile(
    r"\b(?:in|within|another|at least|about|after|for) (?:the (?:next|coming) |the next )?"
    r"(?:an?|one|two|three|four|five|six|ten|several|some|\d+|(?:a )?few|a couple of|coming) "
    r"(?:day|week|month|year)s?\b",
    re.IGNORECASE,
)


def from_now(question: str, text: str) -> bool:
    """Whether what is asked to be ahead is told by a span: "at least a few weeks before ..."."""
    return _AHEAD.search(question) is not None and _FROM_NOW.search(text) is not None
