"""The words of a question that point at something said before: "he", "its", "that", "there".

A word that finds what it stands for in its own question points nowhere else: in "What did Ada
Brandt say when she left?" it is Ada Brandt. But "What did Norway say about it?" is about something
else than Norway, since nobody is called "it" by the verb he is the subject of (principle B of
Chomsky's binding theory, 1981).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.grammar import Parse, Token, parse
from rag.retrieval.names import country_of


class Sort(StrEnum):
    """What a pointing word can stand for."""

    HE = "he"
    SHE = "she"
    IT = "it"
    THEY = "they"
    THAT = "that"
    THERE = "there"

    @property
    def is_person(self) -> bool:
        return self in (Sort.HE, Sort.SHE)


class Role(StrEnum):
    """What a pointing word does in its clause."""

    OWNER = "owner"
    SUBJECT = "subject"
    OBJECT = "object"


@dataclass(frozen=True)
class Pointer:
    """One pointing word: ``text[start:end] == word``."""

    word: str
    start: int
    end: int
    sort: Sort
    role: Role
    verb: str
    """The lemma of the verb it belongs to; empty when there is none."""
    passive: bool = False


_SORTS = {
    **dict.fromkeys(("he", "him", "his"), Sort.HE),
    **dict.fromkeys(("she", "her", "hers"), Sort.SHE),
    **dict.fromkeys(("it", "its"), Sort.IT),
    **dict.fromkeys(("they", "them", "their", "theirs", "these", "those"), Sort.THEY),
    **dict.fromkeys(("this", "that"), Sort.THAT),
    "there": Sort.THERE,
}
_OWNERS = frozenset({"his", "her", "its", "their"})
_FILLER = re.compile(r"\bit (?:true|possible|likely|clear|known|correct|right)\b", re.IGNORECASE)
PEOPLE = re.compile(
    r"(?:.{2,}(?:ist|man|woman|ian|yer)|.{3,}(?:er|or)|president|king|queen|mayor|chief|head|envoy"
    r"|captain|diplomat|official|analyst|expert|boss|spokesperson|general|judge|owner|leader)"
)
"""Lemmas of nouns that are somebody."""
_NO_PERSON = frozenset("paper water power river border matter order number letter corner".split())


def is_somebody(noun: str) -> bool:
    """Whether a noun's lemma names a person by what he does."""
    return noun not in _NO_PERSON and PEOPLE.fullmatch(noun) is not None


def pointers(question: str) -> tuple[Pointer, ...]:
    """The words that point beyond the question, in order."""
    return tuple(_found(question, parse(question)))


def _found(question: str, parsed: Parse) -> Iterator[Pointer]:
    for i, token in enumerate(parsed.tokens):
        sort = _SORTS.get(token.text.lower())
        if sort is None or not _points(question, parsed, i, sort):
            continue
        verb = _verb(parsed, i)
        pointer = Pointer(
            token.text,
            token.start,
            token.end,
            sort,
            _role(parsed, i),
            parsed.tokens[verb].lemma if verb is not None else "",
            verb is not None and _is_passive(parsed, verb),
        )
        if not any(_binds(parsed, j, i, pointer, verb) for j in range(i)):
            yield pointer


def _points(question: str, parsed: Parse, i: int, sort: Sort) -> bool:
    token = parsed.tokens[i]
    word = token.text.lower()
    if token.dep == "expl" or (sort is Sort.IT and _is_filler(question, parsed)):
        return False
    if sort is Sort.THERE:
        return token.pos == "ADV"
    if word in ("this", "that", "these", "those"):
        if any(parsed.tokens[k].dep == "acomp" for k in parsed.children(token.head)):
            return False  # "Is that true?" is about what was said
        return token.tag == "DT" and token.dep not in ("det", "mark", "advmod", "predet")
    return token.tag in ("PRP", "PRP$")


def _is_filler(question: str, parsed: Parse) -> bool:
    """ "Is it true that ..." points at nothing."""
    return any(t.dep == "expl" for t in parsed.tokens) or bool(_FILLER.search(question))


def _role(parsed: Parse, i: int) -> Role:
    token = parsed.tokens[i]
    if token.text.lower() in _OWNERS and token.tag == "PRP$":
        return Role.OWNER
    return Role.SUBJECT if token.dep in ("nsubj", "nsubjpass") else Role.OBJECT


def _verb(parsed: Parse, i: int) -> int | None:
    """The verb of the clause that a token stands in."""
    for _ in parsed.tokens:
        if parsed.tokens[i].pos in ("VERB", "AUX"):
            return i
        if parsed.tokens[i].head == i:
            return None
        i = parsed.tokens[i].head
    return None


def _is_passive(parsed: Parse, verb: int) -> bool:
    """ "When was it announced?", which the parser does not always take for passive."""
    below = [parsed.tokens[c] for c in parsed.children(verb)]
    return any(t.dep == "auxpass" for t in below) or (
        parsed.tokens[verb].tag == "VBN" and any(t.lemma == "be" for t in below)
    )


def _binds(parsed: Parse, j: int, i: int, pointer: Pointer, verb: int | None) -> bool:
    """Whether an earlier word of the question is what the pointer stands for."""
    token = parsed.tokens[j]
    if pointer.sort is Sort.THAT or not _is_named(parsed, j):
        return False
    if not _agrees(parsed, j, token, pointer.sort):
        return False
    is_subject = token.dep in ("nsubj", "nsubjpass", "compound", "conj")
    return not (pointer.role is Role.OBJECT and is_subject and _verb(parsed, j) == verb)


def _is_named(parsed: Parse, j: int) -> bool:
    token = parsed.tokens[j]
    if token.pos == "PROPN":
        return True
    if token.pos != "NOUN" or token.dep not in ("nsubj", "nsubjpass", "poss"):
        return False
    return not any(
        parsed.tokens[k].tag in ("WP", "WDT", "WRB", "WP$", "PRP$", "DT")
        and parsed.tokens[k].text.lower() not in ("the", "a", "an")
        for k in parsed.subtree(j)
        if k <= j
    )


def _agrees(parsed: Parse, j: int, token: Token, sort: Sort) -> bool:
    is_country = country_of(token.text) is not None
    singular = token.tag in ("NN", "NNP")
    if sort.is_person:
        return singular and not is_country and (token.pos == "PROPN" or is_somebody(token.lemma))
    if sort is Sort.THERE:
        return is_country
    if sort is Sort.IT:
        return singular
    joined = any(parsed.tokens[c].dep == "conj" for c in parsed.children(j))
    return joined or not singular or is_country
