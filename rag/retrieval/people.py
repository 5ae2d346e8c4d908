"""Who "he" or "she" may be in a conversation: the people of a question and of its answer.

The reader's own words come first. Only after "Who ...?" the one that the answer names does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.retrieval.asks import Asks
from rag.retrieval.gender import GenderOf, told
from rag.retrieval.names import aliases, country_of
from rag.retrieval.pointers import is_somebody
from rag.retrieval.thread import Exchange

_MUTUAL = frozenset("meet marry debate discuss negotiate talk speak agree fight differ".split())
"""What two do with each other: neither comes before the other."""


def people_of(exchange: Exchange, gender_of: GenderOf) -> Iterator[tuple[str, ...]]:
    """Groups of people, the likeliest first; those of one group are equally likely."""
    asked = _people_asked_about(exchange, gender_of)
    others = tuple(p for p in _answered(exchange) if not _same_person(p, asked))
    if exchange.question.asks is Asks.PERSON and others:
        yield others
    if asked:
        yield from _by_rank(exchange, asked)
    yield _answered(exchange)


def _people_asked_about(exchange: Exchange, gender_of: GenderOf) -> tuple[str, ...]:
    q = exchange.question
    named = tuple(n.text for n in q.names if _is_person(exchange, n.text, gender_of))
    head = (q.actor or "").split()[-1:]
    if not named and head and is_somebody(head[0].lower()):
        return (f"the {q.actor}",)
    return named


def _by_rank(exchange: Exchange, people: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Those who speak or act before those who are spoken about."""
    subjects = {
        t for c in exchange.parsed.clauses for t in exchange.parsed.words(c.subject).split() if t
    }
    doing = tuple(p for p in people if p.split()[-1].removesuffix("'s") in subjects)
    mutual = exchange.question.verb in _MUTUAL and len(people) > 1
    if doing and not mutual:
        yield doing
    yield people


def _is_person(exchange: Exchange, name: str, gender_of: GenderOf) -> bool:
    if country_of(name) is not None or len(aliases(name)) > 1 or any(map(str.isdigit, name)):
        return False
    labels = {
        e.label
        for parsed in (exchange.parsed, *exchange.sentences[:3])
        for e in parsed.entities
        if name in e.text or e.text in name
    }
    if "PERSON" in labels or told(name) or gender_of(name):
        return True
    return not labels and not name.isupper() and exchange.called(name) == name


def _answered(exchange: Exchange) -> tuple[str, ...]:
    """Who the answer is about: the people of its first subject, else those it names first."""
    for parsed in exchange.sentences:
        people = tuple(e for e in parsed.entities if e.label == "PERSON")
        for clause in parsed.clauses:
            first = parsed.tokens[clause.subject[0]].start
            last = parsed.tokens[clause.subject[-1]].end
            subjects = [e.text for e in people if first <= e.start and e.end <= last]
            if clause.main and subjects:
                return _distinct(subjects)
        if people:
            return _distinct([e.text for e in people])
    return ()


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """One name for each surname, the fullest."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"['’]s?$", "", name)
        last = plain.split()[-1]
        if len(plain) > len(found.get(last, "")):
            found[last] = plain
    return tuple(found.values())


def _same_person(name: str, others: Sequence[str]) -> bool:
    return any(name.split()[-1] == other.split()[-1] for other in others)
