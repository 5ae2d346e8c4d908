"""A sentence as something that can be disputed: what it tells, of when, without who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from rag.answering.disagreement.times import Time, times
from rag.answering.events import Event, events
from rag.grammar import Parse, parse_all
from rag.retrieval.names import country_of
from rag.retrieval.reporting import REPORTING_VERBS
from rag.terms import content_terms, terms

_CARRIES_MATTER = frozenset("NOUN VERB ADJ ADV".split())
_NO_MATTER = frozenset("be have do".split())
_CONDITION = frozenset("if unless".split())


class Doer(NamedTuple):
    """The subject of a clause: its stems, names too, and its head where that is no name."""

    words: frozenset[str]
    head: str
    passive: bool
    """Whether it is done to it."""


@dataclass(frozen=True)
class Claim:
    """One sentence of an article. ``around`` are names near it: of its title and its opening."""

    text: str
    published: date | None
    parse: Parse
    around: frozenset[str] = frozenset()

    @cached_property
    def told(self) -> frozenset[int]:
        """The tokens of what is told: "the union said on Friday" tells who says it, not what."""
        left_out: set[int] = set()
        for i, token in enumerate(self.parse.tokens):
            if token.lemma in REPORTING_VERBS and token.pos == "VERB":
                said = [c for c in self.parse.children(i) if self.parse.tokens[c].dep == "ccomp"]
                below = {j for c in said for j in self.parse.subtree(c)}
                left_out.update(j for j in self.parse.subtree(i) if said and j not in below)
            elif token.lemma == "accord":
                left_out.update(self.parse.subtree(i))
        return frozenset(range(len(self.parse.tokens))) - left_out

    @cached_property
    def tellers(self) -> frozenset[str]:
        """Stems of the words for whoever says so; empty when the article itself tells it."""
        return frozenset(
            stem
            for i, token in enumerate(self.parse.tokens)
            if i not in self.told and token.pos in ("NOUN", "PROPN")
            for stem in terms(token.lemma)
        )

    @cached_property
    def times(self) -> tuple[Time, ...]:
        """The days of what is told, as its readers understood them when it appeared."""
        starts = {self.parse.tokens[i].start for i in self.told}
        ends = {self.parse.tokens[i].end for i in self.told}
        return tuple(t for t in self.all_times if t.start in starts or t.end in ends)

    @cached_property
    def all_times(self) -> tuple[Time, ...]:
        """Those too on which it was said."""
        return tuple(times(self.text, self.published))

    @cached_property
    def all_names(self) -> frozenset[str]:
        return frozenset(self._names(range(len(self.parse.tokens))))

    @cached_property
    def names(self) -> frozenset[str]:
        """Names in what is told, lower case, countries by their own name; no days or months."""
        return frozenset(self._names(sorted(self.told)))

    def _names(self, tokens: range | list[int]) -> set[str]:
        dated = [(t.start, t.end) for t in times(self.text, self.published)]
        found: set[str] = set()
        for i in tokens:
            token = self.parse.tokens[i]
            within = any(start <= token.start < end for start, end in dated)
            country = country_of(token.text)
            if within or not token.text[:1].isupper():
                continue
            if token.pos == "PROPN" or country:
                found.add((country or token.text).lower().removesuffix("'s"))
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of the whole sentence."""
        return frozenset(s for t in self.parse.tokens for s in (*terms(t.text), *terms(t.lemma)))

    @cached_property
    def matter(self) -> frozenset[str]:
        """The stems that carry matter in what is told, names, numbers and days apart."""
        dated = [(t.start, t.end) for t in self.times]
        return frozenset(
            stem
            for i in self.told
            if (token := self.parse.tokens[i]).pos in _CARRIES_MATTER
            and token.lemma not in _NO_MATTER
            and not any(start <= token.start < end for start, end in dated)
            for stem in content_terms(token.lemma)
            if not stem[0].isdigit()
        )

    @cached_property
    def things(self) -> frozenset[str]:
        """Of its matter what nouns and adjectives tell."""
        tokens = (self.parse.tokens[i] for i in self.told)
        named = (t.lemma for t in tokens if t.pos in ("NOUN", "ADJ"))
        return self.matter & {stem for lemma in named for stem in content_terms(lemma)}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happens in it, told by verbs; who says so is no event of it."""
        told = {self.parse.tokens[i].lemma for i in self.told}
        return tuple(e for e in events(self.parse) if not e.noun and e.verb.split()[0] in told)

    @property
    def conditional(self) -> bool:
        """Whether it tells what happens if something else does."""
        return any(token.lemma in _CONDITION for token in self.parse.tokens)

    def nouns_below(self, i: int) -> frozenset[str]:
        """Stems of the nouns and adjectives of a phrase, names and clauses about it apart."""
        found: set[str] = set()
        waiting = [i]
        while waiting:
            at = waiting.pop()
            token = self.parse.tokens[at]
            if token.pos in ("NOUN", "ADJ"):
                found.update(content_terms(token.lemma))
            waiting += [
                c
                for c in self.parse.children(at)
                if self.parse.tokens[c].dep not in ("relcl", "acl", "appos", "nummod", "advcl")
            ]
        return frozenset(found)

    def doer(self, lemma: str) -> Doer | None:
        """Of the first clause with this verb; None where it has none but a pronoun."""
        verb = lemma.split()[0]
        found = (c.verb for c in self.parse.clauses if self.parse.tokens[c.verb].lemma == verb)
        at = next(found, None)
        return None if at is None else self.doer_of(at)

    def doer_of(self, verb: int) -> Doer | None:
        """The subject of a verb; None where it has none but a pronoun."""
        clause = next((c for c in self.parse.clauses if c.verb == verb), None)
        if clause is None or self.parse.tokens[clause.head].pos == "PRON":
            return None
        tokens = [self.parse.tokens[i] for i in clause.subject]
        words = (t.text for t in tokens if t.pos in ("NOUN", "PROPN"))
        head = self.parse.tokens[clause.head]
        stems = terms(head.lemma) if head.pos == "NOUN" else ()
        return Doer(frozenset(s for w in words for s in terms(w)), "".join(stems), clause.passive)

    def subject(self, lemma: str) -> frozenset[str]:
        """Stems of the nouns in the subject of the first clause with this verb."""
        verb = lemma.split()[0]
        for clause in self.parse.clauses:
            if self.parse.tokens[clause.verb].lemma == verb:
                return self.nouns_below(clause.head)
        return frozenset()


def claims(
    texts: list[str], published: list[date | None], around: list[frozenset[str]]
) -> list[Claim]:
    """Claims of sentences, parsed together."""
    parses = parse_all(texts)
    return [
        Claim(text, day, parsed, near)
        for text, day, parsed, near in zip(texts, published, parses, around, strict=True)
    ]


def claim(text: str, published: date | None = None) -> Claim:
    """One sentence by itself."""
    return claims([text], [published], [frozenset()])[0]


_CAPITALISED = re.compile(r"[A-Z][\w'’-]{2,}")


def names_around(text: str) -> frozenset[str]:
    """Capitalised words of a title or an opening, without grammar: what it may be about."""
    return frozenset(
        (country_of(word) or word).lower().removesuffix("'s").removesuffix("’s")
        for word in _CAPITALISED.findall(text)
    )
