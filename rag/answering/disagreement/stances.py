"""Which side of a yes-or-no question each speaker takes, by the words they use for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.answering.contrast import are_opposites
from rag.answering.disagreement.spots import Spot
from rag.answering.events import Event
from rag.retrieval.question import Question
from rag.retrieval.reporting import REPORTING_VERBS
from rag.terms import terms

_LEAVING = """abandon leave break depart departure forsake drop discard renounce shed move dilute
erode undermine betray violate breach give quit stray deviate shift inch"""
_KEEPING = """keep adhere maintain uphold remain retain preserve continue stay stick honour honor
respect observe cling affirm reaffirm safeguard"""
Sides = tuple[list[Spot], list[Spot]]


@lru_cache(maxsize=1)
def _table() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(terms(_LEAVING)), frozenset(terms(_KEEPING))


def sides_taken(question: Question, spots: Sequence[Spot]) -> Sides | None:
    """Those who say yes and those who say no to what is asked; None unless there are both."""
    asked = question.verb
    yes: list[Spot] = []
    no: list[Spot] = []
    for spot in spots:
        taken = {side for event in spot.claim.events if (side := _side(asked, event)) is not None}
        if taken == {True}:
            yes.append(spot)
        elif taken == {False}:
            no.append(spot)
    return (yes, no) if yes and no and _several(yes, no) else None


def _several(yes: Sequence[Spot], no: Sequence[Spot]) -> bool:
    """Whether they are different voices: other speakers, or an article and somebody in it."""
    voices = [{(s.speaker or s.article.id) for s in side} for side in (yes, no)]
    return not voices[0] & voices[1]


def _side(asked: str, event: Event) -> bool | None:
    """Whether an event agrees with the verb asked about; None where it tells of something else."""
    verb = event.verb.removeprefix("be ")
    if verb in REPORTING_VERBS and verb != asked:
        return None
    if verb == asked or _alike(asked, verb):
        return not event.negated
    if are_opposites(verb, asked) or _opposite(asked, verb):
        return event.negated
    return None


def _places(word: str) -> set[int]:
    stems = terms(word)
    return {n for n, side in enumerate(_table()) if stems and stems[0] in side}


def _alike(one: str, other: str) -> bool:
    return bool(_places(one) & _places(other))


def _opposite(one: str, other: str) -> bool:
    ours, theirs = _places(one), _places(other)
    return bool(ours and theirs and not ours & theirs)
