"""Yes and no: one sentence tells what the other denies, or its opposite; or a plan and its deed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rag.answering.contrast import are_opposites, same_act
from rag.answering.disagreement.claims import Claim
from rag.answering.events import DONE, Event
from rag.retrieval.reporting import REPORTING_VERBS
from rag.terms import content_terms, terms

_LIGHT = frozenset("be have do make take get go come give see keep hold put set use".split())
_ANYBODY = frozenset(terms("people person several nobody body many dozen hundred"))


_ENDS = """
continue persist last drag | end stop finish conclude cease
dismiss fire oust sack remove depose suspend | reinstate rehire restore return
miss vanish disappear missing | find recover rescue
hold detain jail imprison capture abduct kidnap arrest captive | free release
strand stick ground stuck | free refloat rescue
suspend halt pause | resume restart
announce schedule plan | cancel scrap
"""
"""What holds on, and what ends it: both are true, the second later."""


class Turned(NamedTuple):
    """The words of both for one event. ``firmer`` is 1 when both tell it alike, the second as
    done and the first as planned or possible, -1 the other way round, 0 when one denies it."""

    one: str
    other: str
    firmer: int
    state: bool = False
    """Whether the firmer one ends what the other tells: dismissed, and reinstated."""


def turned(one: Claim, other: Claim) -> Iterator[Turned]:
    """The events that two sentences tell otherwise."""
    for mine in _told_itself(one):
        for its in _told_itself(other):
            found = _compared(mine, its)
            if (ended := _ended(mine, its)) and _of_one_thing(one, mine, other, its):
                yield Turned(_words(one, mine), _words(other, its), ended, state=True)
            if found is None or not _of_one_thing(one, mine, other, its):
                continue
            if found == 0 and (one.conditional or other.conditional or _of_some(one, other)):
                continue
            yield Turned(_words(one, mine), _words(other, its), found)


_SOME = re.compile(r"\b(some|most|many|few|half|part|several|all) of\b", re.IGNORECASE)


def _of_some(one: Claim, other: Claim) -> bool:
    """Whether they tell of other shares of the same: some were freed, most were not."""
    ours, theirs = ({m[1].lower() for m in _SOME.finditer(claim.text)} for claim in (one, other))
    return ours != theirs


def _told_itself(claim: Claim) -> list[Event]:
    """What the sentence itself tells, not what only says which one or when: "users who are willing
    to pay"."""
    return [event for event in claim.events if _is_told(claim, event)]


def _is_told(claim: Claim, event: Event) -> bool:
    at = _verb(claim, event)
    for _ in range(12):
        if at is None:
            return False
        token = claim.parse.tokens[at]
        head = claim.parse.tokens[token.head]
        if token.head == at:
            return True
        said = head.lemma in REPORTING_VERBS or head.lemma == "deny"
        if token.dep in _ASIDE or (token.dep == "ccomp" and not said):
            return False
        if token.dep == "xcomp" and head.pos == "ADJ":
            return False
        at = token.head
    return True


_ASIDE = frozenset("relcl acl advcl".split())


def _verb(claim: Claim, event: Event) -> int | None:
    verb = event.verb.split()[0]
    return next((i for i in sorted(claim.told) if claim.parse.tokens[i].lemma == verb), None)


def _compared(mine: Event, its: Event) -> int | None:
    """0 when one denies the other, 1 or -1 for the firmer of two that agree; None for neither."""
    same = mine.verb == its.verb or same_act(mine.verb, its.verb)
    opposite = not same and are_opposites(_head(mine), _head(its))
    if not same and not opposite:
        return None
    denied = (mine.negated != its.negated) if same else (mine.negated == its.negated)
    if mine.strength == its.strength:
        return 0 if denied else None
    if denied or (same and not mine.negated):
        return 1 if its.strength > mine.strength else -1
    return None


def _ended(mine: Event, its: Event) -> int:
    """1 when the second ends what the first tells, -1 the other way round; 0 for neither."""
    firm = mine.strength == its.strength == DONE and not mine.negated and not its.negated
    if not firm or mine.noun or its.noun:
        return 0
    for before, after in _states():
        if _head(mine) in before and _head(its) in after:
            return 1
        if _head(its) in before and _head(mine) in after:
            return -1
    return 0


@lru_cache(maxsize=1)
def _states() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    rows = (row.split("|") for row in _ENDS.split("\n") if "|" in row)
    return tuple((frozenset(before.split()), frozenset(after.split())) for before, after in rows)


def _head(event: Event) -> str:
    """The verb, or what "is": "open" of "is open"."""
    return event.verb.removeprefix("be ")


def _of_one_thing(one: Claim, mine: Event, other: Claim, its: Event) -> bool:
    """Whether both are told of one subject, with one object, as far as words tell."""
    things, theirs = _stems(mine.things), _stems(its.things)
    if _head(mine) in _LIGHT and not things & theirs:
        return False
    if _set_apart(things, theirs, one, other):
        return False
    if _are_two_doers(one, mine, other, its) or _are_done_to_two(one, mine, other, its):
        return False
    if _set_apart(_objects(one, mine), _objects(other, its), one, other):
        return False
    subject, its_subject = one.subject(mine.verb), other.subject(its.verb)
    return not _set_apart(subject - _ANYBODY, its_subject - _ANYBODY, one, other) and not (
        _counts_out(mine, subject, its_subject) or _counts_out(its, its_subject, subject)
    )


def _are_done_to_two(one: Claim, mine: Event, other: Claim, its: Event) -> bool:
    """Whether it is done to somebody who is nowhere in the other sentence: a leader was killed,
    civilians were not."""
    ours, theirs = _patient(one, mine), _patient(other, its)
    if not ours or not theirs:
        return False
    return not ours <= _all_words(other) or not theirs <= _all_words(one)


def _patient(claim: Claim, event: Event) -> frozenset[str]:
    """The stem of the noun that it is done to, where it is told by a passive or as its object."""
    doer = claim.doer(event.verb)
    if doer is not None and doer.passive:
        return frozenset({doer.head} if doer.head else ()) - _ANYBODY
    at = _verb(claim, event)
    below = () if at is None else claim.parse.children(at)
    objects = (claim.parse.tokens[c] for c in below if claim.parse.tokens[c].dep == "dobj")
    stems = (terms(t.lemma) for t in objects if t.pos == "NOUN")
    return frozenset(s for each in stems for s in each) - _ANYBODY


def _objects(claim: Claim, event: Event) -> frozenset[str]:
    """All that its object is called by: "the price of its chat service"."""
    at = _verb(claim, event)
    below = () if at is None else claim.parse.children(at)
    objects = (c for c in below if claim.parse.tokens[c].dep in ("dobj", "attr", "nsubjpass"))
    return frozenset(stem for c in objects for stem in claim.nouns_below(c)) - _ANYBODY


def _are_two_doers(one: Claim, mine: Event, other: Claim, its: Event) -> bool:
    """Whether the subject of one is nowhere in the other sentence: his manager, and he himself."""
    ours, theirs = one.doer(mine.verb), other.doer(its.verb)
    if ours is None or theirs is None or ours.passive != theirs.passive:
        return False
    first, second = ours.words - _ANYBODY, theirs.words - _ANYBODY
    if not first or not second:
        return False
    return not first & _all_words(other) and not second & _all_words(one)


def _all_words(claim: Claim) -> frozenset[str]:
    return claim.words | claim.all_names


def _set_apart(ours: frozenset[str], theirs: frozenset[str], one: Claim, other: Claim) -> bool:
    """Each has words that the other sentence has not at all: timber and grain."""
    return bool(ours - other.words) and bool(theirs - one.words)


def _counts_out(event: Event, subject: frozenset[str], its: frozenset[str]) -> bool:
    """ "No children were injured" does not deny that people were."""
    return event.negated and bool(subject - _ANYBODY) and bool(its) and not subject & its


def _stems(lemmas: frozenset[str]) -> frozenset[str]:
    return frozenset(stem for lemma in lemmas for stem in content_terms(lemma))


def _words(claim: Claim, event: Event) -> str:
    """The verb with its auxiliaries and its "not", as the sentence has them."""
    parse, at = claim.parse, _verb(claim, event)
    if at is None:
        return claim.text
    beside = [
        c
        for c in parse.children(at)
        if parse.tokens[c].dep in ("aux", "auxpass", "neg", "acomp", "prt")
        or (parse.tokens[c].dep == "advmod" and parse.tokens[c].lemma in ("never", "no"))
    ]
    near = [c for c in beside if abs(c - at) <= 4]
    return parse.words(sorted([*near, at]))
