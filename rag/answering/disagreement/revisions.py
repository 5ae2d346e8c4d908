"""Two texts of one origin do not contradict each other: the later one revises the earlier.

A correction, and a second report of the same agency, take the place of what was told before. Only
where somebody else speaks in each, as the police and a witness, are there two accounts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from rag.answering.disagreement.comparing import Difference
from rag.answering.disagreement.spots import Spot
from rag.answering.speakers import same_speaker
from rag.types import Article

_CORRECTS = re.compile(
    r"\b(?:corrections?(?: and clarifications?)?:|correct(?:s|ed|ion to|ing)\b.{0,60}\b(?:figure"
    r"|number|date|name|toll|spelling|story|article|report|version|to say|to show)|earlier version"
    r" of this|(?:article|story|report|headline) (?:has been|was) (?:corrected|amended|updated)"
    r"|erratum|clarification:)",
    re.IGNORECASE,
)


def of_one_origin(found: Difference | None, one: Spot, other: Spot) -> Difference | None:
    """The difference as a development where the later text revises the earlier; None where one
    origin tells it twice and nothing says which is the later."""
    if found is None or found.overtakes or _are_two_voices(one, other):
        return found
    if one.speaker and other.speaker:
        return None  # one who speaks twice tells of two times
    order = _order(one.article, other.article)
    if _corrects(one.article) or _corrects(other.article):
        same = _same_outlet(one.article, other.article) or _same_agency(one.article, other.article)
        if same:
            after = order or (1 if _corrects(other.article) else -1)
            return replace(found, overtakes=after)
    if _same_agency(one.article, other.article):
        return replace(found, overtakes=order) if order else None
    return found


def _are_two_voices(one: Spot, other: Spot) -> bool:
    return bool(one.speaker and other.speaker) and not same_speaker(
        one.speaker or "", other.speaker or ""
    )


def _corrects(article: Article) -> bool:
    return _CORRECTS.search(f"{article.title or ''}\n{article.text}") is not None


def _same_agency(one: Article, other: Article) -> bool:
    ours, theirs = ({name.casefold() for name in each.credits} for each in (one, other))
    return bool(ours & theirs)


def _same_outlet(one: Article, other: Article) -> bool:
    return bool(one.source and other.source) and (
        (one.source or "").casefold() == (other.source or "").casefold()
    )


def _order(one: Article, other: Article) -> int:
    """1 when the second appeared later, -1 when the first did; 0 when nobody knows."""
    first, second = one.published, other.published
    if first is None or second is None:
        return 0
    if (
        isinstance(first, datetime)
        and isinstance(second, datetime)
        and (first.tzinfo is None) == (second.tzinfo is None)
    ):
        return (second > first) - (second < first)
    days = [_day(first), _day(second)]
    return (days[1] > days[0]) - (days[1] < days[0])


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
