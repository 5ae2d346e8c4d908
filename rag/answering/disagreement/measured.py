"""Whether two numbers of one kind count the same ones: by what is told of them, and which they are.

"The tower has 120 flats" and "the fire destroyed 48 flats" count flats, and not the same ones.
"""

from __future__ import annotations

from rag.answering.contrast import near, same_act
from rag.answering.disagreement.amounts import Amount, heavy_acts
from rag.answering.disagreement.around import LIGHT
from rag.answering.disagreement.claims import Claim
from rag.terms import terms


def are_other_ones(one: Claim, other: Claim, mine: Amount, its: Amount) -> bool:
    """Whether the words around two numbers tell them apart. What may be a part of the other is no
    larger than it."""
    few, many = (mine, its) if mine.quantity.value < its.quantity.value else (its, mine)
    around = other if few is mine else one
    return (
        _told_of_it_only(few, many, around)
        or bool(few.kinds and not few.kinds & around.words)
        or _are_two_groups(one, other, mine, its)
        or (
            not (mine.of_subject or its.of_subject)
            and are_two_subjects(one, mine.verb, other, its.verb)
        )
        or _have_two_aims(one, mine, other, its)
        or _are_two_acts(one, mine, other, its)
    )


_OF_ITS_OWN = 0.2
"""Share of what both tell of that each may tell of alone: chosen on the pairs that were looked at,
where contradictions stay below it."""


def each_tells_of_its_own(one: Claim, other: Claim) -> bool:
    """Whether each sentence has things that the other lacks, too many for what they share: a tariff
    on cars and one on steel."""
    ours, theirs = _alone(one, other), _alone(other, one)
    shared = min(len(one.matter - ours), len(other.matter - theirs))
    return min(len(ours), len(theirs)) >= _OF_ITS_OWN * max(shared, 1)


def _alone(one: Claim, other: Claim) -> frozenset[str]:
    lacking = one.things - other.words
    return frozenset(s for s in lacking if not any(near(s, word) for word in other.words))


def _told_of_it_only(few: Amount, many: Amount, around: Claim) -> bool:
    """Whether the smaller has a verb that says which are counted, "destroyed", and the larger none
    nor any word for that in its sentence."""
    acts = heavy_acts(few)
    if not acts or heavy_acts(many) or few.quantity.unit is not None:
        return False
    if len(few.which & many.which) > 1:
        return False  # "charged with 37 counts of keeping secret papers", "faces 40" of them
    stems = {stem for act in acts for stem in terms(act)}
    return not any(near(stem, word) for stem in stems for word in around.words)


def _are_two_groups(one: Claim, other: Claim, mine: Amount, its: Amount) -> bool:
    """Whether the words with the counted nouns set them apart: each has as many that the other
    sentence lacks as both have."""
    ours, theirs = mine.which - other.words, its.which - one.words
    shared = mine.which & other.words | its.which & one.words
    return bool(ours and theirs) and len(shared) <= min(len(ours), len(theirs))


def are_two_subjects(one: Claim, verb: int, other: Claim, its: int) -> bool:
    """Whether one verb is told of two: Lind won 52 percent and Berg 39; the gunman was 18 and the
    victim nine."""
    if one.parse.tokens[verb].lemma != other.parse.tokens[its].lemma:
        return False
    ours, theirs = one.doer_of(verb), other.doer_of(its)
    if ours is None or theirs is None or ours.passive != theirs.passive:
        return False
    if ours.head and theirs.head and not near(ours.head, theirs.head):
        return True
    return bool(ours.words and theirs.words) and not ours.words & theirs.words


def _are_two_acts(one: Claim, mine: Amount, other: Claim, its: Amount) -> bool:
    """Whether the verbs themselves are two: fired and shot down, demanded and offered, handed over
    after so many years and staying for so many."""
    verbs = one.parse.tokens[mine.verb].lemma, other.parse.tokens[its.verb].lemma
    counted = mine.quantity.unit is None or mine.quantity.unit in _OF_TIME
    if LIGHT & set(verbs) or not (counted or (mine.sought and its.sought)):
        return False
    return not same_act(*verbs)


_OF_TIME = frozenset("second minute hour day week month year decade".split())


def _have_two_aims(one: Claim, mine: Amount, other: Claim, its: Amount) -> bool:
    """Whether each is told to an end of its own: to impeach, and to open an inquiry."""
    ours, theirs = _aims(one, mine.verb), _aims(other, its.verb)
    return bool(ours and theirs) and not any(near(a, b) for a in ours for b in theirs)


def _aims(claim: Claim, verb: int) -> frozenset[str]:
    below = (claim.parse.tokens[i] for i in claim.parse.subtree(verb))
    ends = (t for t in below if t.pos == "VERB" and t.tag == "VB" and t.dep in _OF_AIMS)
    return frozenset(stem for t in ends for stem in terms(t.lemma))


_OF_AIMS = frozenset("xcomp advcl acl relcl".split())
