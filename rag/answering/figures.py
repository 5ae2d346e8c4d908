"""Numbers, with their units, and dates: does each of a sentence stand in its source?

``35.5 percent`` is ``35.5%``; a rounded number passes only where the sentence says that it is
rounded; a number that belongs to something else in the source does not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.days import Days, days, wrong_days
from rag.terms import STOPWORDS, content_terms

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: n for n, word in enumerate(_ONES)} | {
    word: n for n, word in enumerate(_TENS, 2) for n in (n * 10,)
}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_SCALES = {
    "hundred": 100,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12,
}
_UNITS = {
    word: unit
    for unit, words in {
        "percent": "percent % pct",
        "year": "year years yr yrs yearlong",
        "month": "month months monthlong",
        "week": "week weeks weeklong",
        "day": "day days",
        "hour": "hour hours",
        "minute": "minute minutes",
        "dollar": "dollar dollars $ usd",
        "euro": "euro euros € eur",
        "pound": "pound pounds £ gbp",
        "yen": "yen ¥ jpy",
        "rouble": "rouble roubles ruble rubles rub",
        "yuan": "yuan renminbi rmb",
        "kilometre": "kilometre kilometres kilometer kilometers km",
        "mile": "mile miles",
        "metre": "metre metres meter meters",
        "tonne": "tonne tonnes ton tons",
        "kilogram": "kilogram kilograms kg",
        "degree": "degree degrees",
        "barrel": "barrel barrels",
    }.items()
    for word in words.split()
}
_SPANS = {"decade": 10, "decades": 10, "century": 100, "centuries": 100}
_ABOUT = frozenset("about around roughly some nearly almost approximately close estimated".split())
_BOUNDS = {
    "over": 1,
    "more than": 1,
    "above": 1,
    "exceeding": 1,
    "at least": 1,
    "under": -1,
    "less than": -1,
    "fewer than": -1,
    "below": -1,
    "at most": -1,
    "up to": -1,
}
_NUMBER_WORD = "|".join([*_WORDS, "a dozen", "dozens", "half a"])
_NUMBER = re.compile(
    rf"(?P<money>[$€£¥]\s?)?(?<![\w.,])(?P<number>\d{{1,15}}(?:,\d{{3}}){{0,5}}(?:\.\d{{1,9}})?|(?:{_NUMBER_WORD})\b"
    rf"(?:-(?:{'|'.join(_ONES[1:10])})\b)?)"
    r"(?P<ordinal>st|nd|rd|th)?(?![\w]*\d)"
    rf"(?P<scales>(?:[\s-]?(?:{'|'.join(_SCALES)})\b){{0,2}})"
    r"(?P<unit>\s?%|[\s-]?per\scent\b|[\s-]percentage\spoints?\b"
    rf"|[\s-]?(?!(?:{'|'.join(STOPWORDS)})\b)[A-Za-z]+)?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"(?<!\ba )(?<!\bone[ -])\b(?:{'|'.join(_ORDINALS)}|\d{{1,4}}(?=(?:st|nd|rd|th)\b))",
    re.IGNORECASE,
)


_BREAK = re.compile(
    r"[,.](?!\d)|[;:()\n]|\b(?:and|but|while|in|from|by|to|at|on|for|since|than|after|before|over|during|within"
    r"|per|when|as)\b"
)
_POINTING = re.compile(r"\b(?:the|these|those|its|their|all|both)\s{0,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts. ``bound`` is 1 for "more than", -1 for "less than"."""

    value: float
    unit: str | None
    about: bool
    bound: int
    things: frozenset[str]
    text: str
    pointing: bool
    """Whether it counts what was named before: "the two countries"."""
    step: float
    """Half of what its last digit counts: what rounding to it may hide."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All numbers and dates of a text."""

    quantities: tuple[Quantity, ...]
    days: Days
    ordinals: frozenset[int]
    singles: tuple[Quantity, ...] = ()
    """ "A year", "an hour": what only a source may say so."""


def figures(text: str) -> Figures:
    """Read them, once each: a date's numbers are not quantities."""
    found, rest = days(text)
    return Figures(
        tuple(_quantities(rest)),
        found,
        frozenset(_ordinal(m.group().lower()) for m in _ORDINAL.finditer(rest)),
        tuple(_singles(rest)),
    )


def _ordinal(word: str) -> int:
    return int(word) if word.isdigit() else _ORDINALS[word]


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        value = _value(match)
        unit = _unit(match)
        if value is None or match["ordinal"]:
            continue
        if match["number"].lower() == "one" and not (unit or match["scales"]):
            continue  # "one of them" counts nothing
        before = text[max(0, match.start() - 24) : match.start()].lower()
        yield Quantity(
            value,
            unit,
            bool(_ABOUT.intersection(re.findall(r"[a-z]+", before)[-2:])),
            next((sign for words, sign in _BOUNDS.items() if before.rstrip().endswith(words)), 0),
            _things(text, match),
            match.group().strip(),
            _POINTING.search(text[max(0, match.start() - 12) : match.start()]) is not None,
            _step(match, value),
        )
    for match in re.finditer(r"\b(?:a|one|the|this|last|past)\s+(decade|century)\b", text):
        yield Quantity(_SPANS[match[1]], "year", False, 0, frozenset(), match.group(), False, 0.5)


def _value(match: re.Match[str]) -> float | None:
    word = match["number"].lower()
    if word[0].isdigit():
        value = float(word.replace(",", ""))
    elif word in ("a dozen", "half a"):
        value = 12.0 if word == "a dozen" else 0.5
    elif word == "dozens":
        return None
    else:
        value = float(sum(_WORDS[part] for part in word.split("-")))
    for scale in re.findall(r"[a-z]+", match["scales"].lower()):
        value *= _SCALES[scale]
    word = (match["unit"] or "").strip(" -").lower()
    return value * _SPANS.get(word, 1)


def _unit(match: re.Match[str]) -> str | None:
    if match["money"]:
        return _UNITS[match["money"].strip()]
    word = " ".join((match["unit"] or "").strip(" -").lower().split())
    if word.startswith(("per cent", "percentage")):
        return "percent"
    return "year" if word in _SPANS else _UNITS.get(word)


def _step(match: re.Match[str], value: float) -> float:
    digits = match["number"].replace(",", "")
    if "." in digits:
        step = 10.0 ** -len(digits.partition(".")[2])
    else:
        step = 10.0 ** (len(digits) - len(digits.rstrip("0"))) if digits.isdigit() else 1.0
    for scale in re.findall(r"[a-z]+", match["scales"].lower()):
        step *= _SCALES[scale]
    return min(step / 2, max(0.5, value / 20))


def _things(text: str, match: re.Match[str]) -> frozenset[str]:
    """What is counted: the next few words that carry matter, up to a break."""
    start = match.end() - len(match["unit"] or "")
    following = _BREAK.split(text[start : start + 60])[0]
    return frozenset([t for t in content_terms(following) if not t[0].isdigit()][:3])


_SINGLE = re.compile(r"\ban? (year|month|week|day|hour|minute)\b", re.IGNORECASE)


def _singles(text: str) -> Iterator[Quantity]:
    """ "A year earlier" is one year, for a sentence that says so; it claims no number itself."""
    for match in _SINGLE.finditer(text):
        yield Quantity(1.0, match[1].lower(), False, 0, frozenset(), match.group(), False, 0.5)


def wrong_figures(claim: Figures, sources: Sequence[Figures], years: frozenset[int]) -> str | None:
    """What is wrong with a sentence's numbers and dates; None when nothing is.

    ``years`` are known besides the sources: those of the articles' own dates.
    """
    quantities = [q for each in sources for q in (*each.quantities, *each.singles)]
    dated = frozenset(date.year for source in sources for date in source.days.dates if date.year)
    known = years | dated | {int(q.value) for q in quantities}
    return (
        wrong_days(claim.days, [source.days for source in sources], known)
        or _wrong_quantity(claim, quantities, known)
        or _wrong_ordinal(claim, sources)
    )


def _wrong_quantity(
    claim: Figures, quantities: Sequence[Quantity], known: frozenset[int]
) -> str | None:
    for q in claim.quantities:
        if q.unit is None and q.value in known and 1000 <= q.value <= 2200:
            continue
        same = [e for e in quantities if _agrees(q, e)]
        if not same and not _counts_what_was_named(q, quantities):
            return f"the number '{q.text}' is not in the passage it cites"
        if same and _counts_another_thing(q, same, quantities):
            return f"the number '{q.text}' is of something else in the passage it cites"
        if same and q.bound and all(e.bound != q.bound and e.value == q.value for e in same):
            return f"the passage it cites does not say more or less than '{q.text}'"
    return None


def _counts_what_was_named(claimed: Quantity, quantities: Sequence[Quantity]) -> bool:
    return (
        claimed.pointing
        and claimed.value <= 4
        and claimed.unit is None
        and not any(claimed.things & e.things for e in quantities)
    )


def _agrees(claimed: Quantity, found: Quantity) -> bool:
    if claimed.unit and found.unit and claimed.unit != found.unit:
        return False
    if (claimed.unit == "percent") != (found.unit == "percent"):
        return False
    if claimed.value == found.value:
        return True
    near = abs(claimed.value - found.value) <= claimed.step
    above = (found.value - claimed.value) * claimed.bound > 0 and claimed.bound != found.bound
    close = abs(claimed.value - found.value) <= 0.1 * abs(found.value)
    return (claimed.about and near) or (above and close)


def _counts_another_thing(
    claimed: Quantity, same: Sequence[Quantity], quantities: Sequence[Quantity]
) -> bool:
    if not claimed.things or any(claimed.things & e.things for e in same):
        return False
    others = [e for e in quantities if e not in same and e.unit == claimed.unit]
    unknown = any(not e.things for e in same)
    return any(len(claimed.things & e.things) > unknown for e in others)


def _wrong_ordinal(claim: Figures, sources: Sequence[Figures]) -> str | None:
    found = {n for source in sources for n in source.ordinals}
    wrong = claim.ordinals - found
    if not wrong or not found:
        return None
    name = next((word for word, n in _ORDINALS.items() if n in wrong), f"number {min(wrong)}")
    return f"'{name}' is not what the passage it cites says"


def without_figures(text: str) -> str:
    """The words that are left when numbers, their units and dates are taken out."""
    _, rest = days(text)
    return _NUMBER.sub(_thing_alone, re.sub(r"\b(?:decade|century|percent)\b", " ", rest))


def _thing_alone(match: re.Match[str]) -> str:
    """The word after a number, when it is no unit."""
    return " " if _unit(match) or match["unit"] is None else f" {match['unit']}"
