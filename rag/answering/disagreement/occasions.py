"""Whether two sentences may tell of one occasion, by the days they name and appeared on."""

from __future__ import annotations

from enum import StrEnum

from rag.answering.disagreement.claims import Claim
from rag.answering.disagreement.times import meet

NEWS_LASTS = 3
"""Days between two articles within which both may report one event that neither dates."""


class Occasion(StrEnum):
    """How the times of two sentences stand to each other."""

    SAME = "same"
    """They name a day in common, or name none and appeared about the same time."""
    ANOTHER_DAY = "another day"
    """Each names days, and none is in common."""
    APART = "apart"
    """They name no days in common and appeared at other times."""


def occasion(one: Claim, other: Claim) -> Occasion:
    """The occasion, as far as days tell."""
    if one.times and other.times:
        together = any(meet(a.period, b.period) for a in one.times for b in other.times)
        return Occasion.SAME if together else Occasion.ANOTHER_DAY
    if not one.times and not other.times and are_said_on_two_days(one, other):
        return Occasion.APART
    return Occasion.SAME if days_apart(one, other) <= NEWS_LASTS else Occasion.APART


def are_said_on_two_days(one: Claim, other: Claim) -> bool:
    """Whether each is of a day, if only of that on which it was said: "according to Wednesday's
    survey". What is measured daily differs from day to day."""
    ours, theirs = (claim.times or claim.all_times for claim in (one, other))
    return bool(ours and theirs) and not any(meet(a.period, b.period) for a in ours for b in theirs)


def days_apart(one: Claim, other: Claim) -> int:
    """Between the two articles; 0 where one of them is undated."""
    if one.published is None or other.published is None:
        return 0
    return abs((one.published - other.published).days)
