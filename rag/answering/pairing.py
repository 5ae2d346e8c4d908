"""Pairing: what belongs together in a source may not be exchanged in a sentence about it.

"Exports rose and imports fell" does not carry "imports rose", nor does "Norway's parliament"
carry "Germany's parliament", though every word occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.answering.contrast import near, same_act
from rag.grammar import Parse
from rag.retrieval.names import country_of
from rag.terms import content_terms, terms

_RATHER = re.compile(r",? (?:rather than|instead of|and not) ")
_AROUND = 3
"""Words that carry matter, on either side of it."""
_SUBJECT, _OBJECT = "subject", "object"
_PLAIN_VERBS = frozenset("be have do make say tell get go come take give".split())
_POINTING = frozenset(
    """company firm group bank agency ministry minister president leader official government
    country nation state city party team club court man woman person people child family
    spokesman spokeswoman organisation organization body council commission side player coach
    diplomat author document paper report study strategy plan project he she they it who which
    that""".split()
)
"""Words that may mean what was named a moment ago."""


class Link(NamedTuple):
    """A verb, how something hangs on it, and what: ("convict", "of", "fraud")."""

    verb: str
    relation: str
    what: str


def exchanged(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """The first thing that the source links to another verb or another owner, in words."""
    there = [link for source in sources for link in _links(source)]
    for claim in claims:
        for link in _links(claim):
            if _is_exchanged(link, there):
                return f"says '{link.verb}' of '{link.what}', of which its passage says otherwise"
    return _wrong_owner(claims, sources) or _exchanged_choice(claims, sources)


def _exchanged_choice(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """ "This rather than that" where the source has "that rather than this"."""
    there = [choice for source in sources for choice in _choices(source.text)]
    for claim in claims:
        for taken, left in _choices(claim.text):
            for other, behind in there:
                if left & other and len(taken & behind) > len(taken & other):
                    return "exchanges what is chosen and what is not"
    return None


def _choices(text: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The words around "rather than": those of what is chosen, and of what is not."""
    for match in _RATHER.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        yield (
            frozenset(content_terms(re.split(r"[,;:]", before)[-1])[-_AROUND:]),
            frozenset(content_terms(re.split(r"[,;:]", after)[0])[:_AROUND]),
        )


def _links(parse: Parse) -> Iterator[Link]:
    for i, token in enumerate(parse.tokens):
        if token.lemma == "be" and token.dep not in ("aux", "auxpass"):
            yield from _said_of(parse, i)
        if token.pos != "VERB" or token.lemma in _PLAIN_VERBS:
            continue
        clause = next((c for c in parse.clauses if c.verb == i), None)
        if clause:
            relation = _OBJECT if clause.passive else _SUBJECT
            yield from _linked(parse, token.lemma, relation, clause.head)
        for child in parse.children(i):
            if parse.tokens[child].dep == "dobj":
                yield from _linked(parse, token.lemma, _OBJECT, child)
            elif parse.tokens[child].dep == "prep":
                for below in parse.children(child):
                    if parse.tokens[below].dep == "pobj":
                        yield from _linked(parse, token.lemma, parse.tokens[child].lemma, below)


def _said_of(parse: Parse, verb: int) -> Iterator[Link]:
    """ "The bow was the harder part": what something is called is a verb of its own."""
    clause = next((c for c in parse.clauses if c.verb == verb), None)
    for child in parse.children(verb):
        if clause is not None and parse.tokens[child].dep == "attr":
            yield from _linked(parse, f"be {parse.tokens[child].lemma}", _SUBJECT, clause.head)


def _linked(parse: Parse, verb: str, relation: str, head: int) -> Iterator[Link]:
    """One link for each of several joined by "and"."""
    heads = [head, *(c for c in parse.children(head) if parse.tokens[c].dep == "conj")]
    for i in heads:
        if parse.tokens[i].pos in ("NOUN", "PROPN"):
            yield Link(verb, relation, parse.tokens[i].lemma)


def _is_exchanged(link: Link, there: Sequence[Link]) -> bool:
    """The source has another thing in this place, and this thing on another verb alone."""
    place = [o for o in there if o.relation == link.relation and same_act(o.verb, link.verb)]
    thing = [o for o in there if _same(o.what, link.what)]
    if not place or not thing or any(_same(o.what, link.what) for o in place):
        return False
    if all(o.what in _POINTING for o in place):
        return False
    return not any(same_act(o.verb, link.verb) for o in thing)


def _same(one: str, other: str) -> bool:
    return any(near(a, b) for a in terms(one) for b in terms(other))


def _wrong_owner(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """ "Germany's parliament" where the source has only Norway's."""
    there: dict[str, set[str]] = {}
    for source in sources:
        for owner, thing in _owners(source):
            there.setdefault(thing, set()).add(owner)
    for claim in claims:
        for owner, thing in _owners(claim):
            if thing in there and owner not in there[thing]:
                others = " or ".join(sorted(there[thing]))
                return f"the {thing} is not {owner}'s but {others}'s in the passage it cites"
    return None


def _owners(parse: Parse) -> Iterator[tuple[str, str]]:
    """Country and thing of "Norway's parliament", "the Norwegian parliament"."""
    for token in parse.tokens:
        owner = country_of(token.text)
        if owner and token.dep in ("poss", "amod", "compound"):
            head = parse.tokens[token.head]
            if head.pos == "NOUN":
                yield owner, head.lemma
