"""Sentences that cases are made from, and what is borrowed from them: names, phrases, words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from rag.grammar import Parse, parse_all
from rag.sentences import sentence_spans

SHORTEST, LONGEST = 9, 38
_KEPT_TAGS = ("JJ", "NN", "NNS", "VBN")
_LEADING = frozenset("after with during because without despite against under".split())
_LEANING = re.compile(r"[\"“”,;]|\b(?:his|her|he|she|their|its)\b|\bof$", re.IGNORECASE)
_PLAIN = frozenset("be have say do".split())
_ODD = re.compile(
    r"[|•©<>{}\[\]]|https?:|\.com|[A-Z]{12,}|\b(?:I|we|you|my|our|your)\b", re.IGNORECASE
)


Made = tuple[str, str] | None
"""A changed sentence and why it is wrong or still right; None where it cannot be done."""


@dataclass(frozen=True)
class Source:
    """One sentence of an article."""

    parse: Parse
    published: date | None
    article: int

    @property
    def text(self) -> str:
        return self.parse.text


@dataclass
class Pool:
    """Drawn from with a seed, so that the same collection gives the same cases."""

    sources: Sequence[Source]
    draw: random.Random
    names: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    tails: list[tuple[int, str]] = field(default_factory=list)
    deeds: list[tuple[int, str]] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for source in self.sources:
            self._learn(source)

    def _learn(self, source: Source) -> None:
        parse = source.parse
        for entity in parse.entities:
            if entity.label in ("PERSON", "GPE", "ORG") and entity.text[:1].isupper():
                bare = re.sub(r"^[Tt]he |['’]s?$", "", entity.text)
                self.names.setdefault(entity.label, []).append((source.article, bare))
        for token in parse.tokens:
            if token.tag in _KEPT_TAGS and token.text.isalpha() and len(token.text) > 3:
                self.words.setdefault(token.tag, []).append(token.text)
        self.tails += [(source.article, words) for words in _tails(parse)]
        self.deeds += [(source.article, words) for words in _deeds(parse)]

    def other(self, rows: Sequence[tuple[int, str]], source: Source) -> str | None:
        """One that comes from another article and does not stand in this sentence."""
        for _ in range(20):
            if not rows:
                return None
            article, words = self.draw.choice(rows)
            if article != source.article and words.lower() not in source.text.lower():
                return words
        return None


def _tails(parse: Parse) -> Iterator[str]:
    """ "after the vote", "without a permit": what can be hung onto another sentence."""
    for i, token in enumerate(parse.tokens):
        if token.dep in ("prep", "advcl") and token.head < i and token.lemma in _LEADING:
            below = parse.subtree(i)
            words = parse.words(below)
            if 3 <= len(below) <= 10 and below[0] == i and not _LEANING.search(words):
                yield words


def _deeds(parse: Parse) -> Iterator[str]:
    """ "signed the law on Monday": what somebody else can be said to have done."""
    for i, token in enumerate(parse.tokens):
        if token.tag != "VBD" or token.dep not in ("ROOT", "conj") or token.lemma in _PLAIN:
            continue
        below = [j for j in parse.subtree(i) if j >= i]
        words = parse.words(below).rstrip(" .")
        whole = below == list(range(i, below[-1] + 1))
        if 4 <= len(below) <= 12 and whole and not re.search(r"[\"“”,;]", words):
            yield words


def sources(articles: Iterable[tuple[str, date | None]], most: int, seed: int) -> list[Source]:
    """Whole plain sentences of articles, at most so many, drawn by the seed."""
    found = [
        (text[span.start : span.end], published, number)
        for number, (text, published) in enumerate(articles)
        for span in sentence_spans(text)
        if _is_plain(text[span.start : span.end])
    ]
    random.Random(seed).shuffle(found)
    parses = parse_all([text for text, _, _ in found[:most]])
    return [
        Source(parse, published, number)
        for parse, (_, published, number) in zip(parses, found, strict=False)
        if any(clause.main for clause in parse.clauses)
    ]


def _is_plain(text: str) -> bool:
    count = len(text.split())
    return (
        SHORTEST <= count <= LONGEST
        and text[0].isupper()
        and text[-1] in '.”"'
        and not _ODD.search(text)
        and text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
    )
