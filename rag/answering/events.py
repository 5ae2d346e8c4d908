"""Events: each verb and noun of a sentence with how firmly it is told, and who does it to whom.

"Japan is considering changing the status" holds an event "change" that is only possible; "police
denied that officers fired" one that is negated and ascribed to somebody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
_COPULAS = frozenset("be remain stay".split())
_BESIDE = frozenset("compound amod poss appos conj nmod nummod flat".split())
_SPEAKING_NOUNS = frozenset(
    "claim allegation accusation argument statement suggestion idea rumour rumor report".split()
)


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
    noun: bool = False
    """Whether it is told by a noun: "a tax", "the purchase"."""
    about: str = ""
    """The lemma of a verb's subject."""
    beside: frozenset[str] = frozenset()
    """Names below the verb that are not its actor's: objects, and what hangs on "with" or "to"."""
    things: frozenset[str] = frozenset()
    """Lemmas of its objects, "on" and "about" included: "terminal"."""

    @property
    def firmness(self) -> int:
        """The strength, and for "considers a terminal" that of considering."""
        return min(self.strength, _of_word(self.verb))


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
                about=next((parse.tokens[c.head].lemma for c in parse.clauses if c.verb == i), ""),
                beside=_beside(parse, i),
                things=_things(parse, i),
            )
        elif token.pos == "NOUN":
            nobody: frozenset[str] = frozenset()
            negated, strength = _negated(parse, i), _strength(parse, i)
            yield Event(token.lemma, negated, strength, nobody, nobody, False, False, noun=True)


def _name(parse: Parse, verb: int) -> str:
    """The verb's lemma; of a copula, what it says: "be partner" for "is a partner"."""
    lemma = parse.tokens[verb].lemma
    if lemma not in _COPULAS:
        return lemma
    said = [c for c in parse.children(verb) if parse.tokens[c].dep in ("attr", "acomp")]
    return f"be {parse.tokens[said[0]].lemma}" if said else lemma


def _above(parse: Parse, i: int) -> Iterator[tuple[int, str]]:
    """What governs a token, upwards, with the relation by which it hangs there."""
    for _ in range(6):
        token = parse.tokens[i]
        spliced = token.dep == "ccomp" and token.head > i  # "A did this, so B wants that"
        if token.dep == "ROOT" or (
            spliced and parse.tokens[token.head].lemma not in REPORTING_VERBS
        ):
            return
        yield token.head, token.dep
        i = token.head


def _negated(parse: Parse, verb: int) -> bool:
    count = _own_negations(parse, verb)
    noun = parse.tokens[verb].pos == "NOUN"
    for step, (head, dep) in enumerate(_above(parse, verb)):
        if noun and (step or dep not in ("dobj", "nsubjpass", "attr")):
            break  # what is denied of a deed is not denied of all the nouns in it
        if not noun and dep not in _CARRIES:
            break
        token = parse.tokens[head]
        if token.lemma in _NEGATING and (token.lemma != "rule" or _has(parse, head, "out")):
            count += 1
        if token.pos in ("VERB", "AUX") and token.lemma not in REPORTING_VERBS - {"deny"}:
            count += _own_negations(parse, head)
        if token.lemma == "without":
            count += 1
        if dep == "ccomp" and token.lemma not in _SPEAKING_NOUNS:
            break
    return count % 2 == 1


def _own_negations(parse: Parse, verb: int) -> int:
    before = [token.lemma for token in parse.tokens[max(0, verb - 2) : verb]]
    count = int(before == ["yet", "to"])
    for child in parse.children(verb):
        token = parse.tokens[child]
        if token.dep == "neg" or (token.dep in ("advmod", "det") and token.lemma in _NEVER):
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
        if dep in ("relcl", "advcl") or (dep == "acl" and not _is_infinitive(parse, verb)):
            break
        if dep in _CARRIES:
            strength = min(strength, _of_governor(parse, head))
        if token.pos in ("VERB", "AUX") and token.lemma not in REPORTING_VERBS:
            shared = dep != "conj" or not _has_dep(parse, verb, "nsubj", "nsubjpass", "aux")
            strength = min(strength, _own_strength(parse, head) if shared else strength)
    return strength


def _is_infinitive(parse: Parse, verb: int) -> bool:
    """ "A plan to close it", not "a plan that they called reckless"."""
    return any(parse.tokens[child].tag == "TO" for child in parse.children(verb))


def _has_dep(parse: Parse, i: int, *deps: str) -> bool:
    return any(parse.tokens[child].dep in deps for child in parse.children(i))


def _own_strength(parse: Parse, verb: int) -> int:
    strength = DONE
    for child in parse.children(verb):
        token = parse.tokens[child]
        if token.dep == "aux" and token.tag == "MD":
            said = token.lemma == "would" and _reported(parse, verb)  # what was said with "will"
            strength = min(strength, PLANNED if said else _MODALS.get(token.text.lower(), PLANNED))
        elif token.dep in ("advmod", "mark", "acomp"):
            strength = min(strength, _of_word(token.lemma))
    return strength


def _of_governor(parse: Parse, head: int) -> int:
    """ "Called for a tax" asks for one; "called the tax theft" does not."""
    if parse.tokens[head].lemma == "call":
        asks = _has(parse, head, "for", "on", "upon") or _has_dep(parse, head, "xcomp")
        return PLANNED if asks else DONE
    return _of_word(parse.tokens[head].lemma)


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
        (whom if clause.passive else who).update(names_in(parse, phrase(parse, clause.head)))
    agent = parse.agent(verb)
    if agent is not None:
        who.update(names_in(parse, phrase(parse, agent)))
    for child in parse.children(verb):
        if parse.tokens[child].dep in ("dobj", "dative"):
            whom.update(names_in(parse, phrase(parse, child)))
    return frozenset(who), frozenset(whom)


def _things(parse: Parse, verb: int) -> frozenset[str]:
    held = [c for c in parse.children(verb) if parse.tokens[c].dep in ("dobj", "prep", "nsubjpass")]
    below = [c for i in held for c in (i, *parse.children(i))]
    return frozenset(parse.tokens[i].lemma for i in below if parse.tokens[i].pos == "NOUN")


def _beside(parse: Parse, verb: int) -> frozenset[str]:
    below = [
        j
        for child in parse.children(verb)
        if parse.tokens[child].dep in ("dobj", "dative", "prep", "agent", "attr", "oprd")
        for j in parse.subtree(child)
    ]
    return frozenset(names_in(parse, below))


def phrase(parse: Parse, head: int) -> list[int]:
    """A noun with what stands beside it, without "in Lindvik" and the like."""
    found, waiting = [head], [head]
    while waiting:
        for child in parse.children(waiting.pop()):
            if parse.tokens[child].dep in _BESIDE:
                found.append(child)
                waiting.append(child)
    return sorted(found)


def names_in(parse: Parse, tokens: Sequence[int]) -> set[str]:
    words = [parse.tokens[i] for i in tokens]
    return {
        (country_of(token.text) or token.text).lower()
        for token in words
        if token.pos == "PROPN" or (token.pos == "ADJ" and token.text[0].isupper())
    }


def _reported(parse: Parse, verb: int) -> bool:
    """Whether the sentence lays the event into somebody's mouth."""
    if any(token.lemma == "accord" for token in parse.tokens):
        return True
    for head, dep in _above(parse, verb):
        lemma = parse.tokens[head].lemma
        if (dep == "ccomp" and lemma in REPORTING_VERBS) or (
            dep in ("acl", "ccomp") and lemma in _SPEAKING_NOUNS
        ):
            return True
        if dep in ("relcl", "advcl"):
            break
    return any(
        parse.tokens[child].dep in ("parataxis", "ccomp")
        and parse.tokens[child].lemma in REPORTING_VERBS
        for child in parse.children(verb)
    )
