"""Numbers of a sentence with what they count, and whether two count one thing and differ.

"Twelve people were killed" and "thirty were injured" count two things, "840 metres long" and "22
metres wide" measure two; so do a day and a year, a part and its whole, a plan and a deed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.contrast import are_opposites, near, same_act
from rag.answering.days import days
from rag.answering.disagreement.around import (
    LIGHT,
    kinds,
    stems_of,
    upwards,
    verbs_about,
    verbs_above,
    which,
)
from rag.answering.disagreement.bounds import (
    DIFFERENCES,
    Found,
    is_change,
    is_sought,
    ranges_joined,
)
from rag.answering.disagreement.claims import Claim
from rag.answering.events import DONE
from rag.answering.figures import Quantity, figures
from rag.terms import terms

_PEOPLE = frozenset(
    terms("people person victim body resident inhabitant somebody casualty fatality death dead")
)
"""Whoever is counted without saying what kind of people they are."""
_UNIT_ATTRIBUTES = frozenset(
    terms("long wide deep high tall thick heavy old length width depth height weight age")
)
_RATE = re.compile(
    r"\b(?:a|an|per|each|every) (day|week|month|year|hour|minute|second)\b"
    r"|\b(daily|weekly|monthly|yearly|annual|annually)\b",
    re.IGNORECASE,
)
_RATE_OF = {"daily": "day", "weekly": "week", "monthly": "month"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_OLD = re.compile(r"(?:, |\b(?:is|was|aged) )(\d{1,3})(?=[,.]| years old|-year-old|$)")
_GROWING = frozenset(
    terms(
        "kill die death dead toll injure wound arrest detain infect case displace evacuate victim"
    )
)
"""What is counted up as more becomes known."""


@dataclass(frozen=True)
class Amount:
    """A number in a sentence, with the words it hangs on."""

    quantity: Quantity
    things: frozenset[str]
    """Stems of what is counted or measured."""
    attributes: frozenset[str]
    """Stems of "long", "wide" and the like."""
    acts: frozenset[str]
    """Lemmas of the verbs it goes with."""
    subject: frozenset[str]
    """Stems of who or what the verb is told of, where that is not what is counted."""
    partitive: bool
    """Whether it counts some of a whole: "three of the dead"."""
    rate: str | None
    strength: int | None
    """How firmly its verb is told: done, planned, possible; None when that is open."""
    low: float
    """Where a range begins; else the number itself."""
    sought: bool
    """Whether it is of what is asked for, feared or allowed at most."""
    which: frozenset[str]
    """Stems of the words that say which ones are counted: "convicted over the riot"."""
    kinds: frozenset[str]
    """Those of them that stand before the noun: "administrative"."""
    verb: int
    """The token of its verb."""
    of_subject: bool
    """Whether it counts those who do or suffer it: "78 people drowned"."""
    changes: bool
    """Whether it tells by how much something changed, not how much it is."""

    @property
    def words(self) -> str:
        return self.quantity.text

    @property
    def grows(self) -> bool:
        acts = {stem for act in self.acts for stem in terms(act)}
        return bool((acts | self.things) & _GROWING)


def amounts(claim: Claim) -> tuple[Amount, ...]:
    """The numbers of what a sentence tells, in order; ages and dates are no amounts."""
    return tuple(_amounts(claim))


def _amounts(claim: Claim) -> Iterator[Amount]:
    for found in ranges_joined(claim.text, list(_places(claim.text))):
        start = found.start
        token = next((i for i, t in enumerate(claim.parse.tokens) if t.end > start), None)
        if token is None or token not in claim.told or _is_date(claim, start):
            continue
        if _is_year(claim, token):
            continue
        made = _amount(claim, found, token)
        if made is not None:
            yield made


def _places(text: str) -> Iterator[Found]:
    _, rest = days(text)
    at = 0
    for quantity in figures(text).quantities:
        start = rest.find(quantity.text, at)
        if start >= 0:
            at = start + 1
            yield Found(quantity, start)


def _is_date(claim: Claim, start: int) -> bool:
    return any(t.start <= start < t.end for t in claim.times)


def _is_year(claim: Claim, token: int) -> bool:
    """Whether it is four digits of these centuries that count no noun: "of 2022 because"."""
    tokens = claim.parse.tokens
    follows = tokens[token + 1].pos if token + 1 < len(tokens) else "PUNCT"
    return _YEAR.fullmatch(tokens[token].text) is not None and follows not in ("NOUN", "ADJ")


def _amount(claim: Claim, found: Found, token: int) -> Amount | None:
    parse, quantity, start = claim.parse, found.quantity, found.start
    chain, verb = upwards(claim, token)
    if verb is None:
        return None
    counted = [i for i in chain if parse.tokens[i].pos in ("NOUN", "ADJ")]
    things = {s for i in counted[:2] for s in stems_of(claim, i)} - terms_of_unit(quantity)
    attributes = things & _UNIT_ATTRIBUTES
    acts = {parse.tokens[verb].lemma, *verbs_about(claim, counted[:2])}
    acts |= {parse.tokens[i].lemma for i in counted[1:]}  # "placed an order for 55 aircraft"
    own = set(things)
    if not things - attributes and quantity.unit is None:
        below = [c for c in parse.children(verb) if parse.tokens[c].dep in ("nsubj", "dobj")]
        below += [c for c in parse.children(verb) if parse.tokens[c].dep == "nsubjpass"]
        things |= {s for c in below for s in claim.nouns_below(c)}
        acts.update(lemma for c in below for lemma in verbs_about(claim, parse.subtree(c)))
    subject = claim.subject(parse.tokens[verb].lemma)
    return Amount(
        quantity,
        frozenset(things - attributes),
        frozenset(attributes),
        frozenset(acts),
        subject - frozenset(own),
        _is_partitive(claim, token) or parse.tokens[verb].lemma in ("include", "comprise"),
        _rate(claim.text[start : start + 60]),
        _strength(claim, verb),
        quantity.value if found.low is None else found.low,
        is_sought(claim.text, start, parse, verbs_above(claim, token), things),
        which(claim, counted, things),
        kinds(claim, counted) - terms_of_unit(quantity),
        verb,
        any(parse.tokens[i].dep in ("nsubj", "nsubjpass") for i in (token, *chain)),
        is_change(claim.text[:start], parse.tokens[verb].lemma)
        or any(parse.tokens[i].lemma in DIFFERENCES for i in counted[1:]),
    )


def terms_of_unit(quantity: Quantity) -> set[str]:
    """Stems of the words of a number itself, where those are no things: "million dollars"."""
    if quantity.unit is None:
        return {term for term in terms(quantity.text) if term[0].isdigit()}
    return set(terms(quantity.text)) | set(terms(quantity.unit))


def _is_partitive(claim: Claim, token: int) -> bool:
    children = claim.parse.children(token)
    return any(claim.parse.tokens[c].lemma == "of" for c in children)


def _rate(text: str) -> str | None:
    match = _RATE.search(text)
    if match is None:
        return None
    word = (match[1] or match[2]).lower()
    return _RATE_OF.get(word, word if match[1] else "year")


def _strength(claim: Claim, verb: int) -> int | None:
    """None for "is cutting", which may be under way or to come."""
    token, parse = claim.parse.tokens[verb], claim.parse
    if token.tag == "VBG" and any(parse.tokens[c].lemma == "be" for c in parse.children(verb)):
        return None
    return next((e.strength for e in claim.events if e.verb.split()[0] == token.lemma), DONE)


def same_kind(one: Amount, other: Amount) -> bool:
    """Whether two amounts count or measure one thing, as far as their own words tell."""
    a, b = one.quantity, other.quantity
    if (a.unit or "") != (b.unit or "") or one.rate != other.rate:
        return False
    if one.partitive != other.partitive:
        return False
    if one.sought != other.sought or one.changes != other.changes:
        return False
    if None not in (one.strength, other.strength) and one.strength != other.strength:
        return False
    if one.attributes and other.attributes and not one.attributes & other.attributes:
        return False
    if not _things_agree(one, other):
        return False
    return a.unit is not None or _acts_agree(one.acts, other.acts)


def _things_agree(one: Amount, other: Amount) -> bool:
    a, b = one.things, other.things
    if one.quantity.unit is not None and not (a and b):
        return True
    if a & _PEOPLE and b & _PEOPLE:
        return True
    return bool(a & b) or any(near(x, y) for x in a for y in b)


def _acts_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    heavy, theirs = one - LIGHT, other - LIGHT
    if not heavy or not theirs:
        return True
    alike = any(same_act(a, b) for a in heavy for b in theirs)
    return alike and not any(are_opposites(a, b) for a in heavy for b in theirs)


def may_both_hold(one: Amount, other: Amount) -> bool:
    """Whether both may be right: as :func:`agree`, or one within the range of the other."""
    a, b = one.quantity, other.quantity
    if agree(a, b) or (one.low <= b.value <= a.value) or (other.low <= a.value <= b.value):
        return True
    return max(one.low, other.low) <= min(a.value, b.value) and (one.low, other.low) != (
        a.value,
        b.value,
    )


def heavy_acts(amount: Amount) -> frozenset[str]:
    """The verbs it goes with that tell of what is counted."""
    return amount.acts - LIGHT


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether both may be right: the same, rounded, or "more than" the smaller one."""
    if one.value == other.value:
        return True
    low, high = sorted((one, other), key=lambda q: q.value)
    if low.bound > 0 or high.bound < 0:
        return True
    gap = high.value - low.value
    coarser = max(one.step, other.step)
    return gap <= coarser or ((one.about or other.about) and gap <= 0.1 * high.value)


def ages(claim: Claim) -> dict[str, int]:
    """Years of age by the last word of the name they stand with: "Jonas Berg, 58,"."""
    found: dict[str, int] = {}
    for match in _OLD.finditer(claim.text):
        before = [t for t in claim.parse.tokens if t.end <= match.start() + 1 and t.pos == "PROPN"]
        # "The gunman in Osk was 18": a place has no age.
        if before and before[-1].dep != "pobj" and int(match[1]) < 120:
            found[before[-1].text.lower()] = int(match[1])
    return found
