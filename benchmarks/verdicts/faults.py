"""One precise fault put into a sentence: those of single words, and here those of whole clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from rag.answering.wording import plain
from rag.grammar import Parse
from verdicts import slips
from verdicts.forms import as_written, lowered, replaced
from verdicts.pool import Made, Pool, Source

_SAYING = frozenset("say tell add warn announce argue claim write explain note insist".split())
_MUTUAL = frozenset("meet marry face resemble equal join have be include see say".split())
_TAILS = (
    "after weeks of secret talks",
    "in front of thousands of supporters",
    "despite protests at home",
    "because of a shortage of money",
    "to the surprise of many observers",
    "with the help of foreign advisers",
    "against the advice of experts",
    "for the third year running",
    "in an attempt to calm investors",
    "following pressure from the opposition",
    "without giving any reason",
    "at a ceremony attended by relatives",
)


def negation(source: Source, pool: Pool) -> Made:
    parse = source.parse
    nots = [
        i
        for i, t in enumerate(parse.tokens)
        if t.dep == "neg" and t.text.lower() in ("not", "n't", "n’t")
    ]
    if nots:
        return replaced(parse, {nots[0]: ""}).replace("ca ", "can ").replace(
            "wo ", "will "
        ), "the denial was lost"
    firm = [
        i
        for i, t in enumerate(parse.tokens)
        if t.text in ("may", "might", "could") and t.tag == "MD"
    ]
    if firm:
        return replaced(parse, {firm[0]: "will"}), "told as certain"
    clauses = [c for c in parse.clauses if c.main and parse.tokens[c.verb].lemma not in _SAYING]
    if not clauses:
        return None
    verb = pool.draw.choice(clauses).verb
    helps = [
        c
        for c in parse.children(verb)
        if parse.tokens[c].dep in ("aux", "auxpass") and parse.tokens[c].tag != "TO"
    ]
    token = parse.tokens[verb]
    if helps or token.lemma == "be":
        at = helps[0] if helps else verb
        return replaced(parse, {at: f"{parse.tokens[at].text} not"}), "a denial was put in"
    if token.tag == "VBD":
        return replaced(parse, {verb: f"did not {token.lemma}"}), "a denial was put in"
    if token.tag == "VBZ":
        return replaced(parse, {verb: f"does not {token.lemma}"}), "a denial was put in"
    return None


def speaker(source: Source, pool: Pool) -> Made:
    parse = source.parse
    for clause in parse.clauses:
        verb = parse.tokens[clause.verb]
        says = any(parse.tokens[c].dep == "ccomp" for c in parse.children(clause.verb))
        words = parse.words(clause.subject)
        if verb.lemma not in _SAYING or clause.passive or not says or len(words) > 70:
            continue
        new = pool.other(pool.names.get("PERSON", ()), source)
        if new is None or len(new.split()) < 2 or not new.replace(" ", "").isalpha():
            return None
        first, last = clause.subject[0], clause.subject[-1]
        if clause.subject != tuple(range(first, last + 1)):
            continue
        start, end = parse.tokens[first].start, parse.tokens[last].end
        return parse.text[:start] + new + parse.text[end:], f"{words} became {new}"
    return None


def swapped(source: Source, pool: Pool) -> Made:
    parse = source.parse
    for clause in parse.clauses:
        verb = parse.tokens[clause.verb]
        objects = [c for c in parse.children(clause.verb) if parse.tokens[c].dep == "dobj"]
        if agent := parse.agent(clause.verb):
            objects = [agent]
        if not objects or verb.lemma in _MUTUAL:
            continue
        one, other = _noun(parse, clause.head), _noun(parse, objects[0])
        if one is None or other is None or one[1] > other[0]:
            continue
        a, b = parse.words(one[2]), parse.words(other[2])
        made = (
            parse.text[: parse.tokens[one[0]].start]
            + (as_written(a, b) if one[0] == 0 else b)
            + parse.text[parse.tokens[one[1]].end : parse.tokens[other[0]].start]
            + (lowered(parse, a) if one[0] == 0 else a)
            + parse.text[parse.tokens[other[1]].end :]
        )
        return made, f"{a} and {b} exchanged"
    return None


def _noun(parse: Parse, head: int) -> tuple[int, int, Sequence[int]] | None:
    """A noun with what stands before it; None for a pronoun or for things that do nothing."""
    if parse.tokens[head].pos not in ("NOUN", "PROPN"):
        return None
    below = [j for j in parse.subtree(head) if j <= head]
    if below != list(range(below[0], head + 1)) or not any(
        parse.tokens[j].pos == "PROPN" for j in below
    ):
        return None
    return below[0], head, below


def invented(source: Source, pool: Pool) -> Made:
    borrowed = pool.other(pool.tails, source) if pool.draw.random() < 0.5 else None
    detail = borrowed or pool.draw.choice(_TAILS)
    text = source.text
    if text[-1] != "." or detail in text:
        return None
    return f"{text[:-1]} {detail}.", "the end was made up"


def half(source: Source, pool: Pool) -> Made:
    parse = source.parse
    root = parse.root
    if parse.tokens[root].tag != "VBD" or parse.text[-1] != ".":
        return None
    deed = pool.other(pool.deeds, source)
    if deed is None:
        return None
    joined = [
        c
        for c in parse.children(root)
        if parse.tokens[c].dep == "conj"
        and parse.tokens[c].tag == "VBD"
        and parse.tokens[c - 1].lemma == "and"
    ]
    if joined:
        return (
            f"{parse.text[: parse.tokens[joined[0]].start]}{deed}.",
            "the second half is of another article",
        )
    return f"{parse.text[:-1]} and {deed}.", "the second half is of another article"


FAULTS: Mapping[str, Callable[[Source, Pool], Made]] = {
    "number": slips.number,
    "date": slips.date,
    "name": slips.name,
    "quote": slips.quote,
    "negation": negation,
    "speaker": speaker,
    "comparison": slips.comparison,
    "swapped": swapped,
    "invented": invented,
    "general": slips.general,
    "half": half,
}


def is_other(made: str, source: Source) -> bool:
    """Whether anything but marks and capitals changed."""
    return plain(made).lower() != plain(source.text).lower() and all(
        a != b or a in ("that", "had", "her", "very")
        for a, b in pairwise(re.findall(r"[a-z]+", made.lower()))
    )
