"""How a sentence stands to the fact: not, may, plans to, somebody says. And who does it to whom.

Each verb of a sentence becomes an :class:`Event`; the events of a claim are laid beside those of
its source that have the same verb. What a source denies, considers or ascribes may not come out
as done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.contrast import same_act
from rag.grammar import Parse
from rag.retrieval.names import country_of
from rag.retrieval.reporting import REPORTING_VERBS

DONE, PLANNED, POSSIBLE = 3, 2, 1
"""How firmly something is told, from fact to possibility."""

_MODALS = {
    "may": POSSIBLE,
    "might": POSSIBLE,
    "could": POSSIBLE,
    "would": POSSIBLE,
    "can": PLANNED,
    "should": PLANNED,
    "must": PLANNED,
    "ought": PLANNED,
    "will": PLANNED,
    "shall": PLANNED,
    "'ll": PLANNED,
    "'d": POSSIBLE,
}
_POSSIBLY = frozenset(
    """consider weigh mull explore ponder discuss debate propose contemplate study possibility
    possible potential potentially possibly perhaps maybe likely unlikely probably appear seem
    suspect doubt whether if rumour rumor reportedly allegedly option risk chance prospect fear
    would-be unclear unconfirmed speculate speculation hypothetical""".split()
)
_PLANNING = frozenset(
    """plan intend aim prepare seek want hope expect expected vow pledge promise agree decide
    set schedule try attempt urge call ask demand threaten propose proposal bid effort goal
    intention threat offer commit due wish work push press need ready warn lobby move upcoming
    planned proposed""".split()
)
_NEGATING = frozenset("deny reject refuse avoid fail stop cease abandon lack prevent rule".split())
_NEVER = frozenset("never hardly barely scarcely rarely seldom no neither nor without".split())
_NOTHING = frozenset("no none nobody nothing neither".split())
_UP = frozenset("xcomp ccomp dobj pcomp acl advcl relcl prep pobj conj oprd attr acomp".split())
_CARRIES = frozenset("xcomp ccomp acl pcomp prep dobj pobj oprd acomp attr csubj".split())
_SPEAKING_NOUNS = frozenset("claim allegation accusation argument according".split())


@dataclass(frozen=True, slots=True)
class Event:
    """One verb with who and whom (lower case, countries by their name) and how firmly."""

    verb: str
    negated: bool
    strength: int
    who: frozenset[str]
    whom: frozenset[str]
    reported: bool
    main: bool


@dataclass(frozen=True, slots=True)
class Framing:
    """The worst difference: ``wrong`` tells what is false, ``loose`` what is less firm."""

    wrong: str | None = None
    loose: str | None = None


def events(parse: Parse) -> tuple[Event, ...]:
    """The events of a sentence, in order; auxiliaries are part of their verbs."""
    return tuple(_events(parse))


def _events(parse: Parse) -> Iterator[Event]:
    for i, token in enumerate(parse.tokens):
        if token.pos == "VERB" or (token.pos == "AUX" and token.dep not in ("aux", "auxpass")):
            if token.dep in ("amod", "aux", "auxpass", "prep", "case"):
                continue
            who, whom = _parties(parse, i)
            yield Event(
                _name(parse, i),
                _negated(parse, i),
                _strength(parse, i),
                who,
                whom,
                _reported(parse, i),
                i == parse.root,
            )


def _name(parse: Parse, verb: int) -> str:
    """The verb's lemma; of a copula, what it says: "be partner" for "is a partner"."""
    lemma = parse.tokens[verb].lemma
    if lemma != "be":
        return lemma
    said = [c for c in parse.children(verb) if parse.tokens[c].dep in ("attr", "acomp")]
    return f"be {parse.tokens[said[0]].lemma}" if said else "be"


def _above(parse: Parse, i: int) -> Iterator[tuple[int, str]]:
    """What governs a token, upwards, with the relation by which it hangs there."""
    for _ in range(6):
        token = parse.tokens[i]
        if token.dep == "ROOT":
            return
        yield token.head, token.dep
        i = token.head


def _negated(parse: Parse, verb: int) -> bool:
    count = _own_negations(parse, verb)
    for head, dep in _above(parse, verb):
        if dep not in _CARRIES:
            break
        token = parse.tokens[head]
        if token.lemma in _NEGATING and (token.lemma != "rule" or _has(parse, head, "out")):
            count += 1
        if token.pos in ("VERB", "AUX") and token.lemma not in REPORTING_VERBS - {"deny"}:
            count += _own_negations(parse, head)
        if token.lemma == "without":
            count += 1
        if dep == "ccomp":
            break
    return count % 2 == 1


def _own_negations(parse: Parse, verb: int) -> int:
    count = 0
    for child in parse.children(verb):
        token = parse.tokens[child]
        if token.dep == "neg" or (token.dep == "advmod" and token.lemma in _NEVER):
            only = parse.tokens[child + 1].lemma if child + 1 < len(parse.tokens) else ""
            count += only not in ("only", "just", "merely")
        elif token.dep == "advmod" and token.lemma == "long":  # "no longer"
            count += _has(parse, child, "no")
        elif token.dep in ("nsubj", "nsubjpass", "dobj", "attr"):
            count += token.lemma in _NOTHING or _has(parse, child, *_NOTHING)
    return count


def _has(parse: Parse, i: int, *lemmas: str) -> bool:
    return any(parse.tokens[child].lemma in lemmas for child in parse.children(i))


def _strength(parse: Parse, verb: int) -> int:
    strength = _own_strength(parse, verb)
    for head, dep in _above(parse, verb):
        if dep not in _UP:
            break
        token = parse.tokens[head]
        if dep in _CARRIES or (dep == "conj" and token.pos == "VERB"):
            strength = min(strength, _of_word(token.lemma))
            if token.pos in ("VERB", "AUX") and token.lemma not in REPORTING_VERBS:
                strength = min(strength, _own_strength(parse, head))
        elif dep in ("relcl", "advcl"):
            break
    return strength


def _own_strength(parse: Parse, verb: int) -> int:
    strength = DONE
    for child in parse.children(verb):
        token = parse.tokens[child]
        if token.dep == "aux" and token.tag == "MD":
            strength = min(strength, _MODALS.get(token.text.lower(), PLANNED))
        elif token.dep in ("advmod", "mark", "acomp"):
            strength = min(strength, _of_word(token.lemma))
    return strength


def _of_word(lemma: str) -> int:
    if lemma in _POSSIBLY:
        return POSSIBLE
    return PLANNED if lemma in _PLANNING else DONE


def _parties(parse: Parse, verb: int) -> tuple[frozenset[str], frozenset[str]]:
    """Names of who acts and whom it befalls; a passive is turned round."""
    who: set[str] = set()
    whom: set[str] = set()
    clause = next((c for c in parse.clauses if c.verb == verb), None)
    if clause:
        (whom if clause.passive else who).update(_names(parse, clause.subject))
    agent = parse.agent(verb)
    if agent is not None:
        who.update(_names(parse, parse.subtree(agent)))
    for child in parse.children(verb):
        if parse.tokens[child].dep in ("dobj", "dative"):
            whom.update(_names(parse, parse.subtree(child)))
    return frozenset(who), frozenset(whom)


def _names(parse: Parse, tokens: Sequence[int]) -> set[str]:
    words = [parse.tokens[i] for i in tokens]
    return {
        (country_of(token.text) or token.text).lower()
        for token in words
        if token.pos == "PROPN" or (token.pos == "ADJ" and token.text[0].isupper())
    }


def _reported(parse: Parse, verb: int) -> bool:
    """Whether the sentence lays the event into somebody's mouth."""
    if any(token.lemma in _SPEAKING_NOUNS for token in parse.tokens):
        return True
    below = any(
        dep == "ccomp" and parse.tokens[head].lemma in REPORTING_VERBS
        for head, dep in _above(parse, verb)
    )
    beside = any(
        parse.tokens[child].dep in ("parataxis", "ccomp")
        and parse.tokens[child].lemma in REPORTING_VERBS
        for child in parse.children(verb)
    )
    return below or beside


def compare(claims: Sequence[Parse], sources: Sequence[Parse]) -> Framing:
    """Lay the events of a claim beside those of its sources."""
    there = [event for source in sources for event in events(source)]
    loose: str | None = None
    for event in (event for claim in claims for event in events(claim)):
        same = _nearest(event, [e for e in there if same_act(event.verb, e.verb)])
        if not same:
            continue
        wrong = _wrong(event, same)
        if wrong:
            return Framing(wrong=wrong)
        loose = loose or _loose(event, same)
    return Framing(loose=loose)


def _nearest(event: Event, same: Sequence[Event]) -> list[Event]:
    """Of several events with the verb, those that share most of the parties."""

    def shared(other: Event) -> int:
        return len((event.who | event.whom) & (other.who | other.whom))

    most = max(map(shared, same), default=0)
    return [other for other in same if shared(other) == most]


def _wrong(event: Event, same: Sequence[Event]) -> str | None:
    verb = event.verb
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
    """The claim's actor is the source's object, or the other way round."""
    if event.who & other.who or event.whom & other.whom:
        return False
    return bool(event.who & other.whom or event.whom & other.who) and bool(other.who or event.who)


def _loose(event: Event, same: Sequence[Event]) -> str | None:
    if event.strength < min(other.strength for other in same):
        return f"is less certain ('{event.verb}') than the passage it cites"
    if event.main and not event.reported and all(other.reported for other in same):
        return "leaves out that somebody says so"
    return None


def wrong_speaker(
    claims: Sequence[Parse], sources: Sequence[Parse], known: Sequence[str]
) -> str | None:
    """Words laid into the mouth of somebody else than in the source."""
    there = [name for source in sources for name in _speakers(source)]
    named = {word for names in there for word in names}
    lent = {word.lower() for text in known for word in text.split()}
    for claim in claims:
        for names in _speakers(claim):
            if names and named and not names & named and not names <= lent:
                return f"the passage it cites gives {_listed(named)} as the one who says so"
    return None


def _speakers(parse: Parse) -> Iterator[frozenset[str]]:
    for clause in parse.clauses:
        if parse.tokens[clause.verb].lemma in REPORTING_VERBS and not clause.passive:
            yield frozenset(_names(parse, clause.subject))
    for i, token in enumerate(parse.tokens):
        if token.lemma == "accord":
            yield frozenset(_names(parse, parse.subtree(i)))


def _listed(names: set[str]) -> str:
    return " ".join(name.title() for name in sorted(names))
