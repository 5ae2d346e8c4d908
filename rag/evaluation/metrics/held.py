"""Does a text hold what is expected, however numbers and dates are spelled?

"35.5 percent" is "35.5%", "two" is "2", "43bn" is "43 billion", and "6 March 2022" is
"March 6, 2022" is "2022-03-06"; a day without its year is held by one with it, not the other way.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.answering.days import days
from rag.evaluation.marking import normalized
from rag.retrieval.amounts import by_value


def holds(text: str, expected: str) -> bool:
    """In the same letters, or with the same numbers and dates."""
    return _stands(normalized(expected), normalized(text)) or _stands(
        canonical(expected), canonical(text)
    )


def _stands(words: str, text: str) -> bool:
    """A number is not held by a longer one: 46 is not in 146, 46.5 or 4,600."""
    before = r"(?<!\w)(?<!\d[.,])" if words[:1].isdigit() else ""
    after = r"(?![\d%]|[.,]\d)" if words[-1:].isdigit() else ""
    return bool(words) and re.search(before + re.escape(words) + after, text) is not None


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The text with days as ``month-day year`` and amounts by their values."""
    found, _ = days(text)
    for date in sorted(found.dates, key=lambda date: -len(date.text)):
        year = f" {date.year}" if date.year else ""
        text = text.replace(date.text, f"day_{date.month:02}_{date.day:02}{year}")
    return normalized(by_value(text)).strip(" .")
