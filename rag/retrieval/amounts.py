"""Amounts by value, however they are spelled: 35.5 %, 35.5 percent and 35.5 per cent are one.

An amount's value is the number it comes to: "2 million", "2m" and "2,000,000" are ``2000000``,
"one thousand" is ``1000``; a share keeps its sign: ``35.5%``. An "m" or "k" counts where it
touches its number; "2 m" is a length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

_SMALL = {
    word: n
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "hundred": 100,
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "mln", "m"), 10**6),
    **dict.fromkeys(("billion", "bn", "bln"), 10**9),
    **dict.fromkeys(("trillion", "tn", "trn"), 10**12),
}
_TEN, _UNIT = "|".join(_TENS), "|".join(_SMALL)
_WORDS = (
    rf"(?:(?:{_TEN})(?:[ -](?:{_UNIT}))?|{_UNIT}|an?(?= (?:hundred|thousand|million|billion)\b))"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,-])[$€£¥]?\s?(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>{_WORDS}))"
    r"(?P<scale>(?:[ -]?(?:hundred|thousand|million|billion|trillion|mn|mln|bn|bln|tn|trn)\b)"
    r"{0,2}|[km]\b)"
    r"(?P<share>\s?%|[ -](?:percent|per cent|pct)\b)?(?![\w]|[.,]\d)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def amounts(text: str) -> Mapping[str, str]:
    """The amounts of a text: each value, and how it first stands there. A small number in words
    counts only with a scale or share, since "one" is most often no amount.
    """
    found: dict[str, str] = {}
    for match in _AMOUNT.finditer(text):
        if (value := _value(match)) is not None:
            found.setdefault(value, match.group())
    return found


def by_value(text: str) -> str:
    """The text with each amount as its value, and small numbers in words as digits."""
    return _AMOUNT.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    sign = re.match(r"[$€£¥]?\s?", match.group())
    return f"{sign.group() if sign else ''}{_value(match, small=True)}"


def _value(match: re.Match[str], *, small: bool = False) -> str | None:
    scales = re.findall(r"[a-z]+", match["scale"].lower())
    if match["words"] and not (scales or match["share"] or small):
        return None
    number = (
        Decimal(match["digits"].replace(",", "")) if match["digits"] else _in_words(match["words"])
    )
    for scale in scales:
        number *= _SCALES[scale]
    plain = format(number.normalize(), "f")
    return f"{plain}%" if match["share"] else plain


def _in_words(words: str) -> Decimal:
    parts = re.split(r"[ -]", words.lower())
    return Decimal(sum(_TENS.get(part, _SMALL.get(part, 1)) for part in parts))
