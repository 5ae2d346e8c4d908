"""Framing: what a source denies, considers or ascribes may not come out as done.

The events of a claim are laid beside those of its source that have the same verb; then who is
said to say so, beside who says so there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.answering.contrast import near, same_act
from rag.answering.events import DONE, PLANNED, Event, events, names_in, phrase
from rag.grammar import Parse
from rag.retrieval.reporting import PRONOUNS, REPORTING_VERBS
from rag.terms import terms

_SAYS_LITTLE = frozenset(
    """be have do make take get go come give see become remain keep hold put set use include start
    begin continue cause occur happen follow lead involve concern relate accord regard base call
    know show find mean remain stand bring face report publish""".split()
)
_MUTUAL = frozenset(
    """meet marry agree talk discuss cooperate negotiate trade share resemble border compete clash
    sign hold consult join""".split()
)
"""Verbs whose parties may change places: both sign, both meet."""
_TITLES = frozenset(
    """president prime minister secretary general king queen prince princess pope chancellor
    foreign defence defense finance senator judge mr mrs ms dr new first second""".split()
)
_ANYBODY = frozenset(
    """official spokesman spokeswoman spokesperson government minister authority diplomat expert
    observer report article source statement leader representative politician person man woman
    document strategy data figure text paper passage who critic agency ministry
    country nation side party company group firm team""".split()
)


@dataclass(frozen=True, slots=True)
class Framing:
    """The worst difference: ``wrong`` tells what is false, ``loose`` what is less firm."""

    wrong: str | None = None
    loose: str | None = None


def _tells_who_says_so(parse: Parse) -> bool:
    lemmas = {parse.tokens[clause.verb].lemma for clause in parse.clauses}
    return bool(lemmas & REPORTING_VERBS) or any(t.lemma == "accord" for t in parse.tokens)


def compare(claims: Sequence[Parse], sources: Sequence[Parse]) -> Framing:
    """Lay the events of a claim beside those of its sources."""
    there = [event for source in sources for event in events(source)]
    loose: str | None = None
    for claim in claims:
        told = _tells_who_says_so(claim)
        for event in events(claim):
            same = _same(event, there)
            wrong = _wrong(event, same) if same else _too_firm(event, there)
            if wrong:
                return Framing(wrong=wrong)
            loose = loose or (_loose(event, same, told) if same else _unmet(event, there))
    return Framing(loose=loose)


def _same(event: Event, there: Sequence[Event]) -> list[Event]:
    """The source's events of this kind: told by a verb, or else by a noun ("a tax" for "tax")."""
    same = [e for e in there if e.verb == event.verb and e.noun == event.noun]
    same = same or [e for e in there if same_act(event.verb, e.verb)]
    if event.noun:
        return [e for e in same if e.noun and e.verb == event.verb]
    return _nearest(event, [e for e in same if not e.noun] or [e for e in same if e.noun])


def _unmet(event: Event, there: Sequence[Event]) -> str | None:
    """ "Service resumed" where the source only expects service."""
    same = [e for e in there if e.noun and e.verb == event.about]
    if event.noun or event.strength < DONE or not same or any(e.strength == DONE for e in same):
        return None
    return f"tells as done ('{event.verb}') what is only expected there"


def _too_firm(event: Event, there: Sequence[Event]) -> str | None:
    """ "Decided on a terminal" where the source only tells of considering one."""
    if event.noun or not event.things or event.verb in _SAYS_LITTLE | REPORTING_VERBS:
        return None
    about = [e.firmness for e in there if not e.noun and e.things & event.things]
    if not about or event.firmness <= max(about):
        return None
    return f"tells of '{event.verb}' what is less certain in the passage it cites"


def unmet_verb(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """A verb of the claim that no word of the sources comes near: they tell something else."""
    words = {t for source in sources for k in source.tokens for t in terms(f"{k.text} {k.lemma}")}
    for claim in claims:
        for event in events(claim):
            if event.noun or " " in event.verb or event.verb in _SAYS_LITTLE | REPORTING_VERBS:
                continue
            if not any(near(stem, word) for stem in terms(event.verb) for word in words):
                return f"the passage it cites does not tell of what is said with '{event.verb}'"
    return None


def _nearest(event: Event, same: Sequence[Event]) -> list[Event]:
    """Of several events with the verb, those that share most of the parties."""

    def shared(other: Event) -> int:
        return len((event.who | event.whom) & (other.who | other.whom))

    most = max(map(shared, same), default=0)
    return [other for other in same if shared(other) == most]


def _wrong(event: Event, same: Sequence[Event]) -> str | None:
    verb = event.verb
    if event.noun:
        return None
    if all(event.negated != other.negated for other in same):
        said = "does not say" if event.negated else "denies"
        return f"the passage it cites {said} what is told with '{verb}'" + (
            " as not so" if event.negated else ""
        )
    firmest = max(other.strength for other in same)
    if event.strength > firmest:
        told = "planned" if firmest == PLANNED else "possible"
        return f"tells as {_told(event.strength)} ('{verb}') what is only {told} there"
    if all(_turned_round(event, other) for other in same):
        return f"turns round who does what to whom ('{verb}')"
    return None


def _told(strength: int) -> str:
    return "done" if strength == DONE else "certain to come"


def _turned_round(event: Event, other: Event) -> bool:
    """The claim's actor is only the source's object, or the other way round."""
    if event.verb in _MUTUAL:
        return False
    who, whom = event.who - _TITLES, event.whom - _TITLES
    there, befallen = other.who - _TITLES, other.whom - _TITLES
    acts = who & (befallen - there) and not who & there
    befalls = whom & (there - befallen) and not whom & befallen
    beside = who & other.beside and there & event.beside and not who & there
    return bool(acts or befalls or beside)


def _loose(event: Event, same: Sequence[Event], told: bool) -> str | None:
    if event.noun:
        # What hangs on a denied verb may be told otherwise by another one.
        turned = all(event.negated != other.negated for other in same)
        return f"turns round what is denied of '{event.verb}'" if turned else None
    if event.strength < min(other.strength for other in same):
        return f"is less certain ('{event.verb}') than the passage it cites"
    if event.main and not (told or event.reported) and all(other.reported for other in same):
        return "leaves out that somebody says so"
    return None


def wrong_speaker(
    claims: Sequence[Parse], sources: Sequence[Parse], known: Sequence[str]
) -> str | None:
    """Words laid into the mouth of somebody else than in the source."""
    there = [speaker for source in sources for speaker in _speakers(source)]
    named = {word for speaker in there for word in speaker.names}
    if not there:
        return None
    words = {term for source in sources for term in terms(source.text)}
    if not any(speaker.head in PRONOUNS for speaker in there):
        words = {term for speaker in there for term in terms(speaker.text)}
    lent = {word.lower() for text in known for word in text.split()}
    for speaker in (speaker for claim in claims for speaker in _speakers(claim)):
        if speaker.names & lent:
            continue
        called = all(o.head not in _ANYBODY | PRONOUNS and not o.names for o in there)
        foreign = speaker.names and named and not speaker.names & named
        if foreign or _is_another(speaker, words, called):
            others = " or ".join(dict.fromkeys(other.text for other in there))
            return f"lays words into the mouth of {speaker.text}; the passage it cites has {others}"
    return None


class _Speaker(NamedTuple):
    text: str
    names: frozenset[str]
    head: str


def _says_something(parse: Parse, verb: int) -> bool:
    """ "adds that", not "adds to"."""
    return any(parse.tokens[c].dep in ("ccomp", "xcomp") for c in parse.children(verb))


def _is_another(speaker: _Speaker, words: set[str], others: bool) -> bool:
    """A speaker without a name who is none of those words, which tell who speaks there.

    "Officials" may be anybody but those whom the source calls something else: "lawyers".
    """
    if speaker.names or speaker.head in PRONOUNS:
        return False
    if speaker.head in _ANYBODY and not others:
        return False
    return not any(near(stem, word) for stem in terms(speaker.head) for word in words)


def _speakers(parse: Parse) -> Iterator[_Speaker]:
    quotes = '"' in parse.text
    heads = [
        clause.head
        for clause in parse.clauses
        if parse.tokens[clause.verb].lemma in REPORTING_VERBS
        and not clause.passive
        and (quotes or _says_something(parse, clause.verb))
    ]
    for i, token in enumerate(parse.tokens):
        if token.lemma == "accord":
            heads += [j for j in parse.subtree(i) if parse.tokens[j].dep == "pobj"][:1]
    for head in dict.fromkeys(heads):
        tokens = phrase(parse, head)
        names = frozenset(names_in(parse, tokens))
        yield _Speaker(parse.words(tokens), names, parse.tokens[head].lemma)
