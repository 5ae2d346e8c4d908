"""A follow-up made to stand on its own, from the conversation before it, without a model.

"And what happened to its reserves?" after a question on Russia's reaction becomes "What happened
to Russia's reserves?". What a question leaves out is taken from the question before; what a
pronoun stands for is looked for in the whole conversation, newest first. Where grammar leaves two
people or things that it may stand for, none is chosen: the reader is asked which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from rag.grammar import parse
from rag.retrieval.asks import Asks
from rag.retrieval.ellipsis import asked_of, bare, counted, opened, owned, swapped
from rag.retrieval.gender import GenderOf, told
from rag.retrieval.people import people_of
from rag.retrieval.pointers import Pointer, Role, Sort, pointers
from rag.retrieval.question import analyse
from rag.retrieval.thread import ASKED_BACK, Exchange, history_pairs
from rag.terms import content_terms
from rag.types import Candidate, Turn

LOOKED_BACK = 20
"""Exchanges in which an antecedent is looked for."""
_MOST_POINTERS, _MOST_CANDIDATES = 3, 4
_TOO = re.compile(
    r"\b(?:too|also|as well|then|afterwards|instead|else|true|right"
    r"|correct)\W*$",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r" (up|down|off|out|away|back|over)\b", re.IGNORECASE)
""" "Gave it up" is "gave up the limit"."""
_MEANT = re.compile(r"^(?:i mean|i meant|no,|yes,|it is|it was)\s+|\bplease\b", re.IGNORECASE)


@dataclass(frozen=True)
class Resolved:
    """A question that stands on its own, or the questions that it may be."""

    text: str
    read: tuple[str, ...] = ()
    """What each word that points back was taken for, in words."""
    candidates: tuple[Candidate, ...] = ()
    """Who or what may be meant, each with the whole question; empty when that is clear."""

    @property
    def asks_back(self) -> str:
        """ "Do you mean Kishida or Putin?"."""
        names = [each.name for each in self.candidates]
        return f"{ASKED_BACK}{', '.join(names[:-1])} or {names[-1]}?" if names else ""


def resolve(question: str, history: Sequence[Turn], gender_of: GenderOf = told) -> Resolved:
    """The question with what it leaves unsaid filled in; unchanged when nothing is."""
    plain = question.strip()
    exchanges = [Exchange(*pair) for pair in islice(history_pairs(history), LOOKED_BACK)]
    if not exchanges:
        return Resolved(plain)
    reply = _reply(plain, history, gender_of)
    if reply is not None:
        return reply
    having = owned(plain)
    full = bare(plain, exchanges[0]) or counted(plain, exchanges)
    full = full or (None if having else swapped(plain, exchanges[0]))
    if full is not None:
        said = f"“{plain}” after “{exchanges[0].question.text}”"
        return Resolved(full, (said,) if full != plain else ())
    if having is None:
        return _with_matter(_filled(opened(plain), exchanges, gender_of), exchanges)
    found = _filled(having, exchanges, gender_of)
    whole = [Candidate(c.name, asked_of(c.question, exchanges[0])) for c in found.candidates]
    full = plain if whole or not found.read else asked_of(found.text, exchanges[0])
    return Resolved(full, found.read, tuple(whole))


def _reply(plain: str, history: Sequence[Turn], gender_of: GenderOf) -> Resolved | None:
    """The one that the reader names when the answer before asked which."""
    if len(history) < 2 or not history[-1].text.startswith(ASKED_BACK):
        return None
    before = resolve(history[-2].text, history[:-2], gender_of)
    words = set(content_terms(_MEANT.sub("", plain)))
    named = [set(content_terms(each.name)) for each in before.candidates]
    meant = [c for c, own in zip(before.candidates, named, strict=True) if words & own]
    if len(meant) != 1 or not words <= set().union(*named):
        return None
    said = f"“{plain}” answers “{history[-1].text}”"
    return Resolved(meant[0].question, (said,))


def _filled(question: str, exchanges: Sequence[Exchange], gender_of: GenderOf) -> Resolved:
    """Each pointing word replaced by what it stands for, or the readings there are."""
    text, read, used, open_ = question, list[str](), list[str](), set[str]()
    for _ in range(_MOST_POINTERS):
        pointer = next((p for p in pointers(text) if p.word not in open_), None)
        if pointer is None:
            break
        meant = _meant(pointer, exchanges, gender_of, used)
        if len(meant) > 1:
            return _asking(text, pointer, meant, exchanges, gender_of)
        if meant:
            read.append(f"“{pointer.word}”: {meant[0]}")
            used.append(meant[0])
            text = _replaced(text, pointer, meant[0])
        else:
            open_.add(pointer.word)
    return Resolved(text, tuple(read))


def _asking(
    text: str,
    pointer: Pointer,
    meant: Sequence[str],
    exchanges: Sequence[Exchange],
    gender_of: GenderOf,
) -> Resolved:
    found = []
    for each in meant[:_MOST_CANDIDATES]:
        rest = _filled(_replaced(text, pointer, each), exchanges, gender_of)
        found.append(Candidate(each, rest.text))
    said = f"“{pointer.word}”: {' or '.join(each.name for each in found)}"
    return Resolved(text, (said,), tuple(found))


def _meant(
    pointer: Pointer, exchanges: Sequence[Exchange], gender_of: GenderOf, used: Sequence[str]
) -> tuple[str, ...]:
    """What a pointer stands for: one, several that are equally likely, or none."""
    for exchange in exchanges:
        for group in _groups(pointer, exchange, gender_of):
            left = tuple(dict.fromkeys(each for each in group if each and each not in used))
            if left:
                return left
    return ()


def _groups(
    pointer: Pointer, exchange: Exchange, gender_of: GenderOf
) -> Iterable[tuple[str | None, ...]]:
    if pointer.sort.is_person:
        return (
            tuple(p for p in group if gender_of(p) in (None, pointer.sort.value))
            for group in people_of(exchange, gender_of)
        )
    if pointer.sort is Sort.THEY:
        return ((each,) for each in exchange.several(pointer))
    if pointer.sort is Sort.THERE:
        return ((f"in {each}",) for each in exchange.places)
    return exchange.things(pointer)


def _replaced(text: str, pointer: Pointer, by: str) -> str:
    if pointer.role is Role.OWNER or pointer.word.lower() in ("hers", "theirs"):
        by = f"{by}'" if by.endswith("s'") else f"{by}'s"
    behind = text[pointer.end :]
    particle = _PARTICLE.match(behind) if pointer.role is Role.OBJECT and " " in by else None
    if particle:
        by, behind = f"{particle[1]} {by}", behind[particle.end() :]
    full = text[: pointer.start] + by + behind
    return full[:1].upper() + full[1:]


def _with_matter(resolved: Resolved, exchanges: Sequence[Exchange]) -> Resolved:
    """A question that names no matter of its own is about that of the one before."""
    if resolved.read or resolved.candidates:
        return resolved
    last, text = exchanges[0], resolved.text
    own, added = analyse(text), None
    if own.actor and not set(own.terms) - set(content_terms(own.actor)):
        joint = "to" if own.asks is Asks.REACTION else "about"
        added = f" {joint} {last.topic}" if last.topic else None
    elif not own.names and (_TOO.search(text) or _describes(text, exchanges)):
        named = " and ".join(name.text for name in last.question.names)
        added = f" ({named})" if named else None
    if added is None:
        return resolved
    said = f"“{text}” after “{last.question.text}”"
    return Resolved(f"{text.rstrip('?. ')}{added}?", (said,))


def _describes(question: str, exchanges: Sequence[Exchange]) -> bool:
    """ "That summit", and "the list" where one was spoken of."""
    tokens = parse(question).tokens
    for token in tokens:
        word, noun = token.text.lower(), tokens[token.head]
        if token.dep != "det" or noun.pos not in ("NOUN", "NUM"):
            continue
        if noun.lemma in ("one", "ones") or word in ("this", "that", "these", "those"):
            return True
        spoken = content_terms(f"{exchanges[0].asked} {exchanges[0].answer}")
        if word == "the" and set(content_terms(noun.text)) & set(spoken):
            return True
    return False
