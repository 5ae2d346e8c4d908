"""The words around a number in its sentence: its verbs, the noun it counts, and which ones."""

from __future__ import annotations

from rag.answering.disagreement.claims import Claim
from rag.terms import content_terms

LIGHT = frozenset(
    """be have take get hold carry put stand total reach number count come see make include
    leave say add rise fall climb grow drop increase decrease lower raise remain show list cost pay
    win place post report record see suffer face""".split()
)
"""Verbs that tell nothing of what is counted."""
_ANY_KIND = frozenset(
    """new more other further additional innocent total whole entire different many several such
    nearby own net""".split()
)
"""Adjectives that leave open which ones are counted."""


def upwards(claim: Claim, token: int) -> tuple[list[int], int | None]:
    """The words between a number and its verb, the nearest first, and that verb."""
    chain: list[int] = []
    i = token
    for _ in range(10):
        head = claim.parse.tokens[i].head
        if head == i:
            return chain, None
        i = head
        if claim.parse.tokens[i].pos in ("VERB", "AUX"):
            return chain, i
        chain.append(i)
    return chain, None


def verbs_above(claim: Claim, token: int) -> list[int]:
    """Its verbs, the nearest first, as far as they are told."""
    verbs: list[int] = []
    i = token
    for _ in range(12):
        head = claim.parse.tokens[i].head
        if head == i:
            break
        i = head
        if claim.parse.tokens[i].pos == "VERB" and i in claim.told:
            verbs.append(i)
    return verbs


def stems_of(claim: Claim, i: int) -> set[str]:
    """Of a noun and what stands before it: "defence budget", "civilian"."""
    beside = [c for c in claim.parse.children(i) if claim.parse.tokens[c].dep == "compound"]
    tokens = [claim.parse.tokens[j] for j in (i, *beside)]
    return {s for t in tokens if t.pos in ("NOUN", "ADJ") for s in content_terms(t.lemma)}


def verbs_about(claim: Claim, tokens: list[int] | tuple[int, ...]) -> list[str]:
    """Verbs that say which ones are counted: "people killed in the flood"."""
    children = [c for i in tokens for c in claim.parse.children(i)]
    found = [claim.parse.tokens[c] for c in children]
    return [t.lemma for t in found if t.dep in ("acl", "relcl") and t.pos == "VERB"]


def which(claim: Claim, counted: list[int], things: set[str]) -> frozenset[str]:
    """Of all that hangs on the noun that is counted, what is no name, number or day."""
    below = claim.parse.subtree(counted[0]) if counted else ()
    dated = [(t.start, t.end) for t in claim.times]
    tokens = [claim.parse.tokens[i] for i in below if i in claim.told]
    return frozenset(
        stem
        for t in tokens
        if t.pos in ("NOUN", "ADJ", "VERB")
        and t.lemma not in LIGHT
        and not any(start <= t.start < end for start, end in dated)
        for stem in content_terms(t.lemma)
    ) - frozenset(things)


def kinds(claim: Claim, counted: list[int]) -> frozenset[str]:
    children = claim.parse.children(counted[0]) if counted else ()
    tokens = [claim.parse.tokens[i] for i in children]
    return frozenset(
        stem
        for t in tokens
        if t.dep in ("amod", "compound") and t.lemma not in _ANY_KIND
        for stem in content_terms(t.lemma)
    )
