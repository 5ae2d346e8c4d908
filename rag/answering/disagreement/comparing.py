"""Two sentences side by side: do they disagree, does one overtake the other, or neither?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.answering.disagreement.amounts import Amount, ages, amounts, may_both_hold, same_kind
from rag.answering.disagreement.claims import Claim
from rag.answering.disagreement.denials import Turned, turned
from rag.answering.disagreement.measured import are_other_ones, each_tells_of_its_own
from rag.answering.disagreement.occasions import (
    Occasion,
    are_said_on_two_days,
    days_apart,
    occasion,
)
from rag.answering.disagreement.schedules import moved
from rag.answering.figures import figures


class Kind(StrEnum):
    """On what two sentences differ."""

    NUMBER = "number"
    DATE = "date"
    DENIAL = "denial"


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, in the exact words of each. ``overtakes`` is 1 when the second sentence is a
    later state of what the first tells, -1 the other way round, 0 when they contradict."""

    kind: Kind
    one: str
    other: str
    overtakes: int = 0


_FEWEST = 2
"""Stems of matter that two sentences on one thing have in common."""
_SHARE, _SHARE_NAMELESS = 0.5, 0.75
"""Of the smaller matter, what both must tell of; more where neither names anybody or anything."""
_UPDATES = re.compile(
    r"\b(?:now|no longer|still|so far|since|revised?|updated?|lowered|reduced|raised|(?:has|have)"
    r" (?:risen|grown|climbed|fallen|increased|dropped)|rose to|climbed to|rises to|grew to|cut to"
    r"|postponed|delayed|moved|rescheduled|put off|brought forward|instead|overturned)\b",
    re.IGNORECASE,
)
_PROVISIONAL = re.compile(
    r"\b(?:so far|at least|initial|preliminary|first reports?)\b", re.IGNORECASE
)


_OF_ONE_AFFAIR = 92
"""Days after which a later yes or no is of another affair, unless its text says it changed."""


def compare(one: Claim, other: Claim) -> Difference | None:
    """How two sentences differ on one matter; None when they do not, or may not be on one."""
    if not may_be_on_one_matter(one, other):
        return None
    found = [*_by_number(one, other), *_by_date(one, other), *_by_denial(one, other)]
    if each_tells_of_its_own(one, other):
        found = [each for each in found if each.overtakes]
    found.sort(key=lambda each: each.overtakes != 0)
    return found[0] if found else None


def may_be_on_one_matter(one: Claim, other: Claim) -> bool:
    """Whether names and words allow that both tell of one thing."""
    if (one.names - other.all_names) and (other.names - one.all_names):
        return False
    ours, theirs = one.names | one.around, other.names | other.around
    named = one.names & other.all_names or other.names & one.all_names
    if not (named or ours & theirs):
        if ours or theirs:
            return False
        least = _SHARE_NAMELESS
    else:
        least = _SHARE
    small = min(len(one.matter), len(other.matter))
    shared = one.matter & other.words | other.matter & one.words
    return len(shared) >= max(least * small, min(_FEWEST, max(small, 1)) if named else _FEWEST)


def _later(one: Claim, other: Claim) -> int:
    """1 when the second appeared on a later day, -1 when the first did, 0 when neither is known
    to have."""
    if one.published is None or other.published is None:
        return 0
    return (other.published > one.published) - (other.published < one.published)


def _by_number(one: Claim, other: Claim) -> Iterator[Difference]:
    yield from _by_age(one, other)
    ours, theirs = amounts(one), amounts(other)
    at = occasion(one, other)
    if at is Occasion.SAME and are_said_on_two_days(one, other):
        at = Occasion.APART
    for mine in ours:
        if _stands_in(mine, other):
            continue
        for its in _differing(mine, ours, theirs):
            if _stands_in(its, one):
                continue
            if _of_others(one, other, mine, its) or are_other_ones(one, other, mine, its):
                continue
            overtakes = _overtaken(one, other, mine, its)
            together = at is Occasion.SAME or (at is Occasion.APART and _lasting(mine, its))
            if overtakes and at is not Occasion.ANOTHER_DAY:
                yield Difference(Kind.NUMBER, mine.words, its.words, overtakes)
            elif together:
                yield Difference(Kind.NUMBER, mine.words, its.words)


def _stands_in(mine: Amount, other: Claim) -> bool:
    """Whether the other sentence has the same number, of whatever: then it knows of it."""
    unit, value = mine.quantity.unit, mine.quantity.value
    found = figures(other.text).quantities
    return any((each.unit, each.value) == (unit, value) for each in found)


def _by_age(one: Claim, other: Claim) -> Iterator[Difference]:
    """Somebody's age; a birthday between two articles is no contradiction."""
    ours, theirs = ages(one), ages(other)
    for name in ours.keys() & theirs.keys():
        if abs(ours[name] - theirs[name]) > 1 + days_apart(one, other) // 365:
            yield Difference(Kind.NUMBER, str(ours[name]), str(theirs[name]))


def _differing(
    mine: Amount, ours: tuple[Amount, ...], theirs: tuple[Amount, ...]
) -> Iterator[Amount]:
    """Those of the other sentence that count the same and differ, where none agrees."""
    same = [its for its in theirs if same_kind(mine, its)]
    if any(may_both_hold(mine, its) for its in same):
        return
    for its in same:
        if not any(may_both_hold(each, its) for each in ours if same_kind(each, its)):
            yield its


def _of_others(one: Claim, other: Claim, mine: Amount, its: Amount) -> bool:
    """Whether the numbers are told of two subjects: what the bank expects, what the cabinet wants;
    or a word beside them sets them apart: the first round and the second, the old and the new."""
    subjects = mine.subject and its.subject
    if subjects and not (mine.subject & other.words or its.subject & one.words):
        return True
    if _years(one) - _years(other) or _years(other) - _years(one):
        return True
    if _lasting(mine, its):
        return _is_a_repeat(one, other)
    for apart in (_OF_BEFORE, _BESIDES, _OF_A_PERIOD, _OF_AN_AREA):
        if bool(apart.search(one.text)) != bool(apart.search(other.text)):
            return True
    return _is_a_repeat(one, other)


def _is_a_repeat(one: Claim, other: Claim) -> bool:
    """Whether the words set two occasions apart: the first trial and the second, "a second" one."""
    ours, theirs = _ordinals(one), _ordinals(other)
    if ours and theirs and ours != theirs:
        return True
    return bool(_AGAIN.search(one.text)) != bool(_AGAIN.search(other.text))


_AGAIN = re.compile(
    r"\b(?:second|third|fourth|fifth|(?:for the )?\w+th time|once more|another)\b", re.IGNORECASE
)


_OF_BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|preceding|prior|earlier|before it|back then|at th(?:e|at) time"
    r"|in those days|predecessor|(?:up|down) from|compared"
    r"|(?:a|one|the) (?:year|month|week|decade) (?:ago|before))\b",
    re.IGNORECASE,
)
"""What puts a number beside one of another time: which of them is told, words alone do not say."""
_BESIDES = re.compile(
    r"\b(?:also|another|additional(?:ly)?|a further|in addition|on top of|as well as|plus)\b",
    re.IGNORECASE,
)
"""What adds a number to one told before: "another 60,000 were sold in Canada"."""
_OF_A_PERIOD = re.compile(
    r"\b(?:(?:this|last|per|all) (?:season|year|month|week|term|decade)|season|career"
    r"|in (?:total|all)|overall|all[- ]time|altogether|combined|cumulative(?:ly)?|to date"
    r"|over the (?:past|last|next)|since (?:(?:19|20)\d\d|the (?:start|beginning)|[A-Z]\w+day"
    r"|January|February|March|April|May|June|July|August|September|October|November|December))\b"
)
"""What counts over a time: "27 goals this season" beside two on Sunday."""
_OF_AN_AREA = re.compile(
    r"\b(?:region|province|district|county|metropolitan|greater|nationwide|national(?:ly)?|worldwide"
    r"|global(?:ly)?|country|statewide|citywide|world|continent)\b",
    re.IGNORECASE,
)
"""Where a count holds: in a city, or in its region."""
_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|last|next|old|new|former|northern|southern|eastern|western"
    r"|upper|lower|male|female|men|women|domestic|foreign)\b",
    re.IGNORECASE,
)


def _years(claim: Claim) -> set[str]:
    """The years that a sentence names, its own apart: a number of then is none of now."""
    own = str(claim.published.year) if claim.published else ""
    return set(re.findall(r"\b(?:19|20)\d\d\b", claim.text)) - {own}


def _ordinals(claim: Claim) -> set[str]:
    return {match[1].lower() for match in _ORDINAL.finditer(claim.text)}


def _lasting(mine: Amount, its: Amount) -> bool:
    """Whether a measure that does not change with the days: a length, a depth."""
    fixed = ("metre", "kilometre", "mile", "kilogram", "tonne")
    return mine.quantity.unit in fixed and not (mine.rate or its.rate)


def _overtaken(one: Claim, other: Claim, mine: Amount, its: Amount) -> int:
    later = _later(one, other)
    if not later:
        return 0
    early, late = (one, other) if later > 0 else (other, one)
    before, after = (mine, its) if later > 0 else (its, mine)
    grown = after.quantity.value > before.quantity.value and before.grows and after.grows
    grown = grown and not (one.tellers and other.tellers and not one.tellers & other.tellers)
    cue = _UPDATES.search(late.text) or _PROVISIONAL.search(early.text)
    return later if grown or cue else 0


def _by_date(one: Claim, other: Claim) -> Iterator[Difference]:
    if _is_a_repeat(one, other):
        return
    for mine, its, planned in moved(one, other):
        later = _later(one, other)
        late = other if later > 0 else one
        update = later and (planned or _UPDATES.search(late.text))
        yield Difference(Kind.DATE, mine, its, later if update else 0)


def _by_denial(one: Claim, other: Claim) -> Iterator[Difference]:
    later = _later(one, other)
    if _is_a_repeat(one, other):
        return
    for found in turned(one, other):
        overtakes = _turn_overtakes(one, other, found, later)
        if overtakes is not None:
            yield Difference(Kind.DENIAL, found.one, found.other, overtakes)


def _turn_overtakes(one: Claim, other: Claim, found: Turned, later: int) -> int | None:
    """0 for a contradiction, 1 or -1 for a later state, None for two things that both hold."""
    at = occasion(one, other)
    if found.state:
        near = days_apart(one, other) <= _OF_ONE_AFFAIR
        return later if later and later == found.firmer and near else None
    if at is Occasion.ANOTHER_DAY:
        return None
    if at is Occasion.SAME and not found.firmer:
        return 0
    late = other if later > 0 else one
    if found.one.lower() == found.other.lower():
        return None  # nothing that a reader would see has changed
    if days_apart(one, other) > _OF_ONE_AFFAIR and not _UPDATES.search(late.text):
        return None
    if found.firmer:
        # What was considered and then done: only in this order.
        return later if later and later == found.firmer else None
    return later or None
