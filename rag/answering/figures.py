"""Numbers, with their units, and dates: does each of a sentence stand in its source?

``35.5 percent`` is ``35.5%``; a rounded number passes only where the sentence says that it is
rounded; a number that belongs to something else in the source does not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.terms import content_terms

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
        "|september sept sep|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
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
    rf"(?P<money>[$€£¥]\s?)?(?<![\w.,])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|(?:{_NUMBER_WORD})\b"
    rf"(?:-(?:{'|'.join(_ONES[1:10])})\b)?)"
    r"(?P<ordinal>st|nd|rd|th)?(?![\w]*\d)"
    rf"(?P<scales>(?:[\s-]?(?:{'|'.join(_SCALES)})\b){{0,2}})"
    r"(?P<unit>\s?%|[\s-]?per\scent\b|[\s-]percentage\spoints?\b|[\s-]?[A-Za-z]+)?",
    re.IGNORECASE,
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?%|\s?percent)"
    rf"(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})\b\.?"
    rf"(?:,?\s+(?P<year2>\d{{4}}))?"
    r"|\b(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})\b",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"\b(?:{_MONTH})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_ORDINAL = re.compile(
    rf"(?<!\ba )(?<!\bone[ -])\b(?:{'|'.join(_ORDINALS)}|\d{{1,4}}(?=(?:st|nd|rd|th)\b))",
    re.IGNORECASE,
)


class Date(NamedTuple):
    """A day as text gives it; the year is None where it is left out."""

    year: int | None
    month: int
    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts. ``bound`` is 1 for "more than", -1 for "less than"."""

    value: float
    unit: str | None
    about: bool
    bound: int
    things: frozenset[str]
    text: str
    step: float
    """Half of what its last digit counts: what rounding to it may hide."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All numbers and dates of a text."""

    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    months: frozenset[int]
    clocks: frozenset[str]
    ordinals: frozenset[int]


def figures(text: str) -> Figures:
    """Read them, once each: a date's numbers are not quantities."""
    dates, rest = _dates(text)
    clocks = frozenset(match.group() for match in _CLOCK.finditer(rest))
    rest = _CLOCK.sub(_blank, rest)
    return Figures(
        tuple(_quantities(rest)),
        tuple(dates),
        frozenset(_months(text)),
        clocks,
        frozenset(_ordinal(m.group().lower()) for m in _ORDINAL.finditer(rest)),
    )


def _ordinal(word: str) -> int:
    return int(word) if word.isdigit() else _ORDINALS[word]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _dates(text: str) -> tuple[list[Date], str]:
    found: list[Date] = []
    for match in _DATE.finditer(text):
        part = {key.rstrip("23"): value for key, value in match.groupdict().items() if value}
        month = part["month"]
        number = int(month) if month.isdigit() else MONTHS[month.lower()]
        year = int(part["year"]) if "year" in part else None
        found.append(Date(year, number, int(part["day"]), match.group()))
    return found, _DATE.sub(_blank, text)


def _months(text: str) -> Iterator[int]:
    for match in _MONTH_ALONE.finditer(text):
        if match.group()[0].isupper():  # "may" and "march" are also verbs
            yield MONTHS[match.group().lower()]
    yield from (date.month for date in _dates(text)[0])


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
            _step(match, value),
        )
    for match in re.finditer(r"\b(?:a|one|the|this|last|past)\s+(decade|century)\b", text):
        yield Quantity(_SPANS[match[1]], "year", False, 0, frozenset(), match.group(), 0.5)


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
    following = re.split(r"[,;:.()\n]|\b(?:and|but|while)\b", text[start : start + 60])[0]
    return frozenset(content_terms(following)[:3])


def wrong_figures(claim: Figures, sources: Sequence[Figures], years: frozenset[int]) -> str | None:
    """What is wrong with a sentence's numbers and dates; None when nothing is.

    ``years`` are known besides the sources: those of the articles' own dates.
    """
    quantities = [q for source in sources for q in source.quantities]
    dates = [date for source in sources for date in source.dates]
    known = years | {int(q.value) for q in quantities} | {d.year for d in dates if d.year}
    return (
        _wrong_date(claim, sources, dates, known)
        or _wrong_quantity(claim, quantities, known)
        or _wrong_ordinal(claim, sources)
    )


def _wrong_date(
    claim: Figures, sources: Sequence[Figures], dates: Sequence[Date], known: frozenset[int]
) -> str | None:
    for date in claim.dates:
        same = [d for d in dates if (d.month, d.day) == (date.month, date.day)]
        if not same or (date.year and date.year not in known):
            return f"the date '{date.text}' is not in the passage it cites"
        if date.year and all(d.year not in (None, date.year) for d in same):
            return f"the passage it cites gives another year than '{date.text}'"
    months = claim.months - {month for source in sources for month in source.months}
    if months:
        name = next(word for word, n in MONTHS.items() if n in months)
        return f"the month '{name.capitalize()}' is not in the passage it cites"
    clocks = claim.clocks - {clock for source in sources for clock in source.clocks}
    return f"the time '{min(clocks)}' is not in the passage it cites" if clocks else None


def _wrong_quantity(
    claim: Figures, quantities: Sequence[Quantity], known: frozenset[int]
) -> str | None:
    for q in claim.quantities:
        if q.unit is None and q.value in known and 1000 <= q.value <= 2200:
            continue
        same = [e for e in quantities if _agrees(q, e)]
        if not same:
            return f"the number '{q.text}' is not in the passage it cites"
        if _counts_another_thing(q, same, quantities):
            return f"the number '{q.text}' is of something else in the passage it cites"
        if q.bound and all(e.bound != q.bound and e.value == q.value for e in same):
            return f"the passage it cites does not say more or less than '{q.text}'"
    return None


def _agrees(claimed: Quantity, found: Quantity) -> bool:
    if claimed.unit and found.unit and claimed.unit != found.unit:
        return False
    if (claimed.unit == "percent") != (found.unit == "percent"):
        return False
    if claimed.value == found.value:
        return True
    near = abs(claimed.value - found.value) <= claimed.step
    above = (found.value - claimed.value) * claimed.bound > 0
    close = abs(claimed.value - found.value) <= 0.1 * abs(found.value)
    return (claimed.about and near) or (above and close)


def _counts_another_thing(
    claimed: Quantity, same: Sequence[Quantity], quantities: Sequence[Quantity]
) -> bool:
    if not claimed.things or any(claimed.things & e.things or not e.things for e in same):
        return False
    others = [e for e in quantities if e not in same and e.unit == claimed.unit]
    return any(claimed.things & e.things for e in others)


def _wrong_ordinal(claim: Figures, sources: Sequence[Figures]) -> str | None:
    found = {n for source in sources for n in source.ordinals}
    wrong = claim.ordinals - found
    if not wrong or not found:
        return None
    name = next((word for word, n in _ORDINALS.items() if n in wrong), f"number {min(wrong)}")
    return f"'{name}' is not what the passage it cites says"
