"""The decision on one pair: is it one text, and how much of it is the same?

It looks at the two texts and their days and at nothing else, so that what is stored never depends
on the order in which articles came. The thresholds were set on 4,562 articles of three outlets,
every pair of them compared; see docs/decisions/0014-near-copies.md.
"""

from __future__ import annotations

from rag.library.alike import Signature, Sketch, estimate, share
from rag.library.filters import as_date

ALIKE = 0.5
"""Jaccard resemblance from which on two texts are one."""
CONTAINED, SAME_HEAD = 0.8, 0.4
"""For a text that was cut: the share of it, and of its beginning, that the longer one holds."""
ALIKE_LATER, SEASON = 0.85, 31
"""Days after which a text that comes back mostly carries other news: next year's solstice."""
_FIGURES, _NAMES, _ENOUGH = 0.5, 0.75, 5
"""What differs between two issues of a weather report, a table or a daily briefing is numbers and
names. At least five are needed to tell."""
_WORTH = 0.28
"""Estimated resemblance from which on a pair is compared: four standard errors below."""


def worth_comparing(one: Signature, other: Signature) -> bool:
    """By their signatures alone: whether the pair may be one text."""
    return len(one) == len(other) and (not len(one) or max(estimate(one, other)) >= _WORTH)


def resemblance(one: Signature, other: Signature) -> float:
    """As far as signatures tell, of the whole texts or of their beginnings."""
    return float(max(estimate(one, other))) if len(one) and len(one) == len(other) else 0.0


def common(one: Sketch, other: Sketch, day: int | None, other_day: int | None) -> float | None:
    """The share of the shorter text that stands in the longer one; None when they are two texts.

    Days are YYYYMMDD. Symmetric.
    """
    if not len(one.signature) or not len(other.signature):
        return 1.0 if one.keys and one.keys == other.keys else None
    short, long = sorted((one, other), key=lambda each: (len(each.shingles), each.keys))
    held = share(short.shingles, long.shingles)
    both = held * len(short.shingles)
    alike = both / (len(short.shingles) + len(long.shingles) - both)
    if _far_apart(day, other_day) and alike < ALIKE_LATER:
        return None
    cut = held >= CONTAINED and share(short.head, long.head) >= SAME_HEAD
    if alike < ALIKE and not cut:
        return None
    return held if _same_news(short, long) else None


def _same_news(short: Sketch, long: Sketch) -> bool:
    figures = len(short.figures) < _ENOUGH or share(short.figures, long.figures) >= _FIGURES
    names = len(short.names) < _ENOUGH or (
        len(short.names & long.names) >= _NAMES * len(short.names)
    )
    return figures and names


def _far_apart(day: int | None, other: int | None) -> bool:
    if day is None or other is None:
        return False
    return abs((as_date(day) - as_date(other)).days) > SEASON
