"""The dates of a question: of what they speak, and how firmly they bind.

"In March 2022" demands: what lies elsewhere is left out as long as something remains. "Latest"
only suggests: what is newer comes first among equals. A question that asks when something was
carries no date, since the date is what it wants to know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rag.retrieval.when.periods import MonthDay, Period
from rag.retrieval.when.phrases import Mention, mentions, resolved
from rag.retrieval.when.tokens import MONTHS


class Binding(StrEnum):
    """How firmly a date binds."""

    DEMANDED = "demanded"
    SUGGESTED = "suggested"
    NONE = "none"


class About(StrEnum):
    """What a date is a date of."""

    EVENT = "event"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class AskedDate:
    """A date in a question."""

    words: str
    """As the question has them."""
    period: Period
    binding: Binding
    about: About = About.EVENT
    counted: bool = False
    """Whether it counts from the day of asking, so that its words stand in no article."""

    def explained(self) -> str:
        """The words and what they were taken to mean."""
        if self.binding is Binding.SUGGESTED:
            return f"“{self.words}”: newer articles first where others are as good"
        what = "published " if self.about is About.PUBLICATION else ""
        return f"“{self.words}”: {what}{in_words(self.period)}"


_SUGGESTS = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|lately|now|current(?:ly)?|nowadays"
    r"|these days|at (?:the moment|present)|so far|up to date|breaking"
    r"|what(?:'s|’s| is) (?:happening|going on))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:will|shall|going to|upcoming|plan(?:s|ned)? to)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^“”]{0,400}”|\"[^\"]{0,400}\"")
_PRINTED_BEFORE = re.compile(
    r"\b(?:published|posted|printed|articles?|reports?|stories|story|coverage|news|headlines|papers"
    r"|newspapers|editions?|issues?)(?:\s\w+){0,3}\s*$",
    re.IGNORECASE,
)
_WHAT = re.compile(r"\b(?:what|which|anything)\b", re.IGNORECASE)
_PRINTED = re.compile(
    r"\b(?:was|were|been) (?:[a-z]+ly )?(?:published|reported|written|printed)\b"
    r"|\b(?:did|does|has|have)\b.{0,60}?\b(?:write|report|publish|print|written|published|reported)\b",
    re.IGNORECASE,
)
_PRINTED_AFTER = re.compile(
    r"^(?:['’]s?)?\s+(?:news|headlines|articles|papers?|newspapers?|coverage|reports|stories"
    r"|editions?|issues?)\b",
    re.IGNORECASE,
)


def asked_dates(question: str, asked: date, *, when: bool = False) -> tuple[AskedDate, ...]:
    """The dates of a question asked on a day; ``when`` says that a date is what it asks for."""
    if when:
        return ()
    plain = _QUOTED.sub(lambda m: " " * len(m[0]), question)
    ahead = _AHEAD.search(plain) is not None
    found = [_asked(plain, each, asked) for each in mentions(plain, asked, ahead=ahead)]
    if found:
        return tuple(found)
    cue = _SUGGESTS.search(plain)
    return (AskedDate(cue[0], Period(), Binding.SUGGESTED),) if cue else ()


def _asked(question: str, mention: Mention, asked: date) -> AskedDate:
    about = _about(question, mention)
    # "By 2027" sets somebody a term, and "today's prices" are those of no day: none is asked for.
    loose = mention.how == "by" or mention.words.lower().endswith(("today's", "today’s"))
    return AskedDate(
        mention.words,
        resolved(mention, asked),
        Binding.NONE if loose and about is About.EVENT else Binding.DEMANDED,
        about,
        mention.counted,
    )


def _about(question: str, mention: Mention) -> About:
    before = question[max(mention.start - 200, 0) : mention.start]
    behind = question[mention.end : mention.end + 40]
    printed = (
        _PRINTED_BEFORE.search(before[-80:])
        or (_WHAT.search(before) and _PRINTED.search(before))
        or _PRINTED_AFTER.match(behind)
    )
    own = mention.words.endswith(("'s", "’s")) and _PRINTED_AFTER.match("'s" + behind)
    return About.PUBLICATION if printed or own else About.EVENT


def in_words(period: Period) -> str:
    """ "6 March 2022", "1 March 2022 to 5 March 2022", "March of any year"."""
    if period.yearly is not None:
        first, last = period.yearly
        named = _month_day(first)
        return f"{named if first == last else f'{named} to {_month_day(last)}'} of any year"
    since, until = period.since, period.until
    if since is not None and until is not None:
        return said(since) if since == until else f"{said(since)} to {said(until)}"
    if since is not None:
        return f"{said(since)} or later"
    return f"{said(until)} or earlier" if until is not None else "any day"


def said(day: date) -> str:
    """A day as a reader says it."""
    return f"{day.day} {day:%B} {day.year}"


def _month_day(at: MonthDay) -> str:
    month = next(name for name, n in MONTHS.items() if n == at[0])
    return f"{at[1]} {month.capitalize()}"
