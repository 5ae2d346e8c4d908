"""Who was introduced so far in an article, by which words: whom "Ovechko" or "the envoy" means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.grammar import Parse
from rag.retrieval.names import country_of

_LONGEST_ROLE = 120


@dataclass
class Memory:
    """Whom the sentences so far have introduced."""

    roles: dict[str, str] = field(default_factory=dict)
    """The word for a role, to the fullest words for whoever bore it last."""
    before: list[Parse] = field(default_factory=list)
    """The sentences so far: who is named in them is looked for when somebody asks."""
    last: str | None = None
    last_person: str | None = None
    """The last speaker of whom "he" or "she" may be said: no country, no body."""
    last_thing: str | None = None
    """The last speaker that is no person: a ministry, a country, a paper."""

    land: tuple[str, ...] = ()
    """The country whose view the sentence before announces: "Japan took a different view."."""

    def introduced(self, name: str) -> str | None:
        """The fullest words for the bearer of a role or a last name."""
        if name in self.roles:
            return self.roles[name]
        for parsed in self.before:
            if parsed.may_name(name) and name in (introduced := _introduced(parsed)):
                return introduced[name]
        return None


def _introduced(parsed: Parse) -> dict[str, str]:
    """Persons by the fullest words around their name, for when only it comes back."""
    found: dict[str, str] = {}
    given: dict[str, str] = {}
    for entity in parsed.entities:
        if entity.label != "PERSON" and not re.fullmatch(r"[A-Z]\w+ [A-Z]\w+", entity.text):
            continue
        first, last = (words := re.sub(r"['’]s?$", "", entity.text).split())[0], words[-1]
        if last not in found:
            found[last] = _phrase(parsed, entity.start, entity.end)
        if first != last and country_of(first) is None:
            given.setdefault(first, found[last])
    # Chinese and Korean names have the family's name first: "Wang Wenbin", then "Wang".
    return {**given, **found}


def _phrase(parsed: Parse, start: int, end: int) -> str:
    """The name with the title or role beside it, as one subject or apposition has it."""
    last = max((i for i, t in enumerate(parsed.tokens) if t.start < end), default=0)
    for clause in parsed.clauses:
        words = parsed.words(clause.subject)
        joined = any(parsed.tokens[i].dep in ("conj", "relcl") for i in clause.subject)
        beside = parsed.tokens[last].dep == "appos" and parsed.tokens[last].head == clause.head
        own = parsed.tokens[clause.head].dep == "appos"
        is_whole = (last == clause.head or beside or own) and last in clause.subject
        if is_whole and not joined and len(words) <= _LONGEST_ROLE:
            return words.rstrip(" ,")
    first = next(i for i, t in enumerate(parsed.tokens) if t.end > start)
    while first > 0 and parsed.tokens[first - 1].dep == "compound":
        first -= 1
    return re.sub(r"['’]s?$", "", parsed.text[parsed.tokens[first].start : end])
