"""Which side each speaker takes: of a question answered by yes or no, by the words they use for
what is asked; of a matter that several are asked about, by whether they welcome or reject it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.answering.contrast import are_opposites
from rag.answering.disagreement.claims import Claim
from rag.answering.disagreement.spots import Spot
from rag.answering.events import Event, events
from rag.grammar import Parse
from rag.retrieval.question import Question
from rag.retrieval.reporting import REPORTING_VERBS
from rag.terms import terms

_LEAVING = """abandon leave break depart departure forsake drop discard renounce shed move dilute
erode undermine betray violate breach give quit stray deviate shift inch"""
_KEEPING = """keep adhere maintain uphold remain retain preserve continue stay stick honour honor
respect observe cling affirm reaffirm safeguard"""
_WELCOMING = frozenset(
    "welcome praise hail support endorse approve back favour favor applaud commend embrace".split()
)
_REJECTING = frozenset(
    """reject condemn criticise criticize oppose denounce protest protested object accuse deplore
    decry resist refuse regret dismiss blame protest slam blast lament""".split()
)
Sides = tuple[list[Spot], list[Spot]]


@lru_cache(maxsize=1)
def _table() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(terms(_LEAVING)), frozenset(terms(_KEEPING))


def sides_taken(question: Question, spots: Sequence[Spot]) -> Sides | None:
    """Those who say yes and those who say no to what is asked; None unless there are both."""
    taken = [(spot, side_of(question.verb, spot.claim.parse)) for spot in spots]
    return _both(taken)


def views_taken(spots: Sequence[Spot]) -> Sides | None:
    """Those who welcome and those who reject what they speak of; None unless there are both."""
    return _both([(spot, _view(spot.claim)) for spot in spots])


def asks_for_sides(verb: str) -> bool:
    """Whether a verb is one of leaving or keeping, of which people say both."""
    return bool(_places(verb))


def side_of(asked: str, parse: Parse) -> bool | None:
    """Whether a sentence's events agree with the verb asked about; None where they tell of
    something else, or both."""
    taken = {side for event in events(parse) if (side := _side(asked, event)) is not None}
    places = _places(asked)
    if len(places) == 1:
        taken |= {kept is (1 in places) for kept in _kept(parse)}
    return taken.pop() if len(taken) == 1 else None


def _kept(parse: Parse) -> Iterator[bool]:
    """For each "remains ..." whether it is so: an event tells what something is, not that it is so
    still."""
    for i, token in enumerate(parse.tokens):
        if token.lemma in ("remain", "stay") and token.pos in ("VERB", "AUX"):
            yield not any(parse.tokens[c].dep == "neg" for c in parse.children(i))


def _both(taken: Sequence[tuple[Spot, bool | None]]) -> Sides | None:
    yes = [spot for spot, side in taken if side is True]
    no = [spot for spot, side in taken if side is False]
    return (yes, no) if yes and no and _several(yes, no) else None


def _several(yes: Sequence[Spot], no: Sequence[Spot]) -> bool:
    """Whether they are different voices: other speakers, or an article and somebody in it."""
    voices = [{(s.speaker or s.article.id) for s in side} for side in (yes, no)]
    return not voices[0] & voices[1]


def _view(claim: Claim) -> bool | None:
    """Whether a sentence welcomes or rejects; None where it does neither, or both."""
    found: set[bool] = set()
    for i, token in enumerate(claim.parse.tokens):
        welcomes, rejects = token.lemma in _WELCOMING, token.lemma in _REJECTING
        told = token.pos == "VERB" or (rejects and token.pos == "NOUN")  # not "in favour of"
        if told and (welcomes or rejects):
            below = (claim.parse.tokens[c] for c in claim.parse.children(i))
            negated = any(each.dep == "neg" or each.lemma == "no" for each in below)
            found.add(welcomes is not negated)
    return found.pop() if len(found) == 1 else None


def _side(asked: str, event: Event) -> bool | None:
    """Whether an event agrees with the verb asked about; None where it tells of something else."""
    verb = event.verb.removeprefix("be ")
    if event.noun or (verb in REPORTING_VERBS and verb != asked):
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
