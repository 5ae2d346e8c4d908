"""Numbers that are no plain count: a range, and what is asked for, feared or allowed at most.

"Between 200 and 300" and "240" agree. What prosecutors ask for and what the court gives, a majority
that is needed and the seats that were won, are two things measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.figures import Quantity
from rag.grammar import Parse

_JOINS = re.compile(r"\s*(?:to|and|or|-|–|—)\s*")
_BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|by)\s*$", re.IGNORECASE)
_AT_MOST = re.compile(
    r"\b(?:up to|as (?:much|many|long|high) as|(?:maximum|limit|cap|target|goal|ceiling|threshold"
    r"|minimum|majority|quota|bail|bond|reward) of|at most|potentially|possibly)\s+(?:an? |the )?$",
    re.IGNORECASE,
)
_SOUGHT = frozenset(
    """ask demand seek request want urge propose recommend call need require offer bid target aim
    face risk threaten limit cap allow permit deserve hope""".split()
)
"""Verbs of what may come to be: "faces 110 years in prison"."""
_WISHES = frozenset("offer bid demand request proposal".split())
"""What a number is raised to or lowered to: "raised its offer to 31 euros"."""
_COUNTED_ALONE = frozenset("count charge case lawsuit suit accusation".split())
"""What is faced in fact: "faces 40 counts"."""
DIFFERENCES = frozenset(
    """gain loss rise increase drop fall decline cut lead margin majority surplus deficit difference
    change reduction hike growth""".split()
)
"""What a number of them tells by how much: "a net gain of five seats"."""
_THOUSANDS = (1e12, 1e9, 1e6, 1e3)


@dataclass(frozen=True, slots=True)
class Found:
    """A number and where it stands; ``low`` is where a range begins that it ends."""

    quantity: Quantity
    start: int
    low: float | None = None


def ranges_joined(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """The numbers in order, the two ends of a range as one."""
    at = 0
    while at < len(found):
        one = found[at]
        other = found[at + 1] if at + 1 < len(found) else None
        if other is not None and _is_range(text, one, other):
            end = other.start + len(other.quantity.text)
            whole = replace(other.quantity, text=text[one.start : end])
            yield Found(whole, one.start, _scaled(one.quantity.value, other.quantity.value))
            at += 2
        else:
            yield one
            at += 1


def _is_range(text: str, one: Found, other: Found) -> bool:
    joint = text[one.start + len(one.quantity.text) : other.start]
    before = text[: one.start]
    if not _JOINS.fullmatch(joint) or one.quantity.unit not in (None, other.quantity.unit):
        return False
    if joint.strip() == "and":
        return _BETWEEN.search(before) is not None
    rises = _scaled(one.quantity.value, other.quantity.value) < other.quantity.value
    return rises and not _FROM.search(before)  # "rose from 5 to 7" are two numbers


def _scaled(low: float, high: float) -> float:
    """The 2 of "2 to 3 million"."""
    if low >= _THOUSANDS[-1]:
        return low
    return next((low * by for by in _THOUSANDS if high >= by and low * by < high), low)


def is_sought(text: str, start: int, parse: Parse, verbs: Sequence[int], things: set[str]) -> bool:
    """Whether a number is of what is asked for, feared, offered or allowed at most."""
    if _AT_MOST.search(text[:start]):
        return True
    objects = (c for verb in verbs[:1] for c in parse.children(verb))
    wished = any(parse.tokens[c].lemma in _WISHES for c in objects)
    lemmas = {parse.tokens[verb].lemma for verb in verbs}
    return (wished or bool(lemmas & _SOUGHT)) and not things & _COUNTED_ALONE


def is_change(before: str, verb: str) -> bool:
    """Whether a number tells by how much something changed: "raised by 0.75 points", "fell 2
    percent", not "fell to 2 percent"."""
    if re.search(r"\bto\s+(?:about |around |nearly |almost |just )*$", before, re.IGNORECASE):
        return False
    return verb in _CHANGING or (verb in _CHANGED and _BY.search(before) is not None)


_BY = re.compile(r"\bby\s+(?:about |around |nearly |almost |at least |more than )*$", re.IGNORECASE)
_CHANGING = frozenset(
    """rise fall drop climb jump slump decline increase decrease grow shrink surge tumble soar
    plunge gain slip""".split()
)
_CHANGED = frozenset("raise cut lower reduce lift hike expand boost extend widen shorten".split())
