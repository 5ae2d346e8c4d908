"""Dates of what happens once: two sentences that give an opening, a death, a treaty two days."""

from __future__ import annotations

from collections.abc import Iterator

from rag.answering.contrast import near
from rag.answering.disagreement.claims import Claim
from rag.answering.disagreement.measured import are_two_subjects
from rag.answering.disagreement.times import Time, meet
from rag.answering.events import DONE
from rag.retrieval.when.periods import Period
from rag.terms import terms

_ONCE = frozenset(
    terms(
        """bear die death birth kill murder found establish create elect election appoint nominate
        resign resignation retire marry open opening launch sign signing ratify inaugurate
        inauguration begin start end finish conclude close closure sink crash abolish enact adopt
        join leave surrender invade invasion complete completion release publish rule ruling verdict
        deadline expire referendum vote coup independence summit postpone move delay reschedule
        office wedding funeral collapse explode explosion capture acquire merge bankrupt dissolve
        declare unveil debut premiere arrive depart
        overthrow topple depose discover invent convict acquit arrest"""
    )
)
"""What happens to one thing once, so that two dates of it cannot both be right."""
_PERIODS = frozenset(terms("year season semester month week term"))
"""What begins and ends again and again: "the fiscal year begins on 1 April"."""
_LIGHT = frozenset("be have take hold set schedule plan due expect come fall occur happen".split())
_SAYING = frozenset(
    "conference interview statement briefing report survey speech tweet post release memo".split()
)
_SOON, _EDITIONS = 90, 180
"""Days within which an article tells of a yearly event's own edition, and between two editions."""


def moved(one: Claim, other: Claim) -> Iterator[tuple[str, str, bool]]:
    """The words of two dates for one event that happens once, and whether both are plans."""
    ours, theirs = _dated(one), _dated(other)
    for mine, acts, planned, verb in ours:
        for its, their_acts, also_planned, its_verb in theirs:
            if _named_in(mine, theirs) or _named_in(its, ours):
                continue
            if meet(mine.period, its.period) or not _one_event(acts, their_acts):
                continue
            if are_two_subjects(one, verb, other, its_verb):
                continue  # the gunman opened fire, the trial opens
            if mine.counted != its.counted:
                continue  # a weekday beside a date: an article may be older than its date says
            if not _are_editions(one, mine.period, other, its.period):
                yield mine.words, its.words, planned and also_planned


_Dated = tuple[Time, frozenset[str], bool, int]


def _named_in(time: Time, others: list[_Dated]) -> bool:
    """Whether the other sentence names these days too, beside others."""
    return any(meet(time.period, other.period) for other, *_ in others)


def _dated(claim: Claim) -> list[_Dated]:
    found = []
    for time in claim.times:
        verb = _verb_of(claim, time)
        if verb is not None and time.period.since and time.period.until:
            lemma = claim.parse.tokens[verb].lemma
            if claim.subject(lemma) & _PERIODS:
                continue
            planned = any(e.verb.split()[0] == lemma and e.strength < DONE for e in claim.events)
            found.append((time, _acts(claim, verb), planned, verb))
    return found


def _verb_of(claim: Claim, time: Time) -> int | None:
    inside = (i for i, t in enumerate(claim.parse.tokens) if time.start <= t.start < time.end)
    i = next(inside, None)
    for _ in range(8):
        if i is None or claim.parse.tokens[i].pos in ("VERB", "AUX"):
            return i
        if claim.parse.tokens[i].lemma in _SAYING:
            return None  # "at a news conference on Wednesday"
        head = claim.parse.tokens[i].head
        i = head if head != i else None
    return None


def _acts(claim: Claim, verb: int) -> frozenset[str]:
    """Stems of the verb, or of what "is held", "is due", "takes place"."""
    lemma = claim.parse.tokens[verb].lemma
    subjects = claim.subject(lemma)
    objects = {
        s
        for c in claim.parse.children(verb)
        if claim.parse.tokens[c].dep in ("dobj", "attr")
        for s in claim.nouns_below(c)
    }
    own = frozenset() if lemma in _LIGHT else frozenset(terms(lemma))
    return frozenset(own | (subjects & _ONCE) | (objects & _ONCE if not own else set()))


def _one_event(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(near(a, b) and (a in _ONCE or b in _ONCE) for a in ours for b in theirs)


def _are_editions(one: Claim, mine: Period, other: Claim, its: Period) -> bool:
    """Whether each article tells of the edition of its own time: a yearly festival."""
    if one.published is None or other.published is None:
        return False
    apart = abs((one.published - other.published).days) > _EDITIONS
    return (
        apart and mine.distance(one.published) <= _SOON and its.distance(other.published) <= _SOON
    )
