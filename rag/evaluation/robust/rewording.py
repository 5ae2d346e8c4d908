"""The same question in other words, by rules that change nothing of what is asked.

No synonyms: what a synonym keeps of a question is a matter of opinion, and a rule that is wrong now
and then would count against the system it measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_NAMES = "|".join(_MONTHS)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}) ({_NAMES}),? (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_NAMES}) (\d{{1,2}}), (\d{{4}})\b")
_LONG = re.compile(r"(?<![\w'’-])[a-z]{6,}(?![\w'’-])")
_OPENERS = "who whom whose what which when where why how is are was were do does did can has have"


def told(question: str) -> str | None:
    """Can you tell me ..."""
    first, _, rest = question.partition(" ")
    lowered = first.lower() if first.lower() in _OPENERS.split() else first
    return f"Can you tell me: {lowered} {rest}"


def polite(question: str) -> str | None:
    """With a greeting before it and thanks after it."""
    return f"Hello! {question} Thank you very much."


def lower(question: str) -> str | None:
    """All in small letters."""
    return question.lower()


def upper(question: str) -> str | None:
    """All in capitals."""
    return question.upper()


def unmarked(question: str) -> str | None:
    """Without its question mark."""
    return question.rstrip(" ?")


def typo(question: str) -> str | None:
    """Two letters of one long word that is no name changed places, not the first and last."""
    words = list(_LONG.finditer(question))
    if not words:
        return None
    number = int(sha256(question.encode("utf-8", "replace")).hexdigest()[:8], 16)
    word = words[number % len(words)]
    letters = list(word[0])
    at = 1 + number % (len(letters) - 3)
    letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return f"{question[: word.start()]}{''.join(letters)}{question[word.end() :]}"


def dates(question: str) -> str | None:
    """Its dates as the other half of the world writes them."""
    turned = _DAY_FIRST.sub(lambda m: f"{m[2]} {m[1]}, {m[3]}", question)
    return turned if turned != question else _MONTH_FIRST.sub(r"\2 \1 \3", question)


def figures(question: str) -> str | None:
    """Its dates in figures, as ISO 8601 has them."""

    def iso(day: str, month: str, year: str, as_it_is: str) -> str:
        try:
            return date(int(year), _MONTHS.index(month) + 1, int(day)).isoformat()
        except ValueError:
            return as_it_is

    turned = _DAY_FIRST.sub(lambda m: iso(m[1], m[2], m[3], m[0]), question)
    return _MONTH_FIRST.sub(lambda m: iso(m[2], m[1], m[3], m[0]), turned)


REWORDINGS: Mapping[str, Callable[[str], str | None]] = {
    "can you tell me": told,
    "politely": polite,
    "small letters": lower,
    "capitals": upper,
    "no question mark": unmarked,
    "a typo": typo,
    "dates turned": dates,
    "dates in figures": figures,
}


def reworded(question: str, how: str) -> str | None:
    """The question so; None where that changes nothing."""
    changed = REWORDINGS[how](question)
    return changed if changed and changed != question else None
