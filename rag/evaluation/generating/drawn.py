"""Sentences drawn from a collection, in an order that a seed decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from rag.grammar import Parse, parse
from rag.sentences import sentence_spans
from rag.types import Article

SHORTEST, LONGEST = 40, 280
"""Characters of a sentence that a question is made of."""


@dataclass(frozen=True)
class Drawn:
    """A sentence that stands in one article alone."""

    article: Article
    text: str

    @cached_property
    def grammar(self) -> Parse:
        return parse(self.text)


class Drawing:
    """A collection to draw from. The same articles and seed give the same sentences."""

    def __init__(self, articles: Sequence[Article], seed: int) -> None:
        self.articles = tuple(sorted(articles, key=lambda each: each.id))
        self._seed = seed

    def chance(self, what: str) -> Random:
        """The same for the same seed; ``what`` tells drawings apart."""
        return Random(f"{self._seed} {what}")  # noqa: S311 - repeatable on purpose

    def sentences(self, what: str) -> Iterator[Drawn]:
        """One of each article in turn, then another of each."""
        chance = self.chance(what)
        waiting = [(each, self._shuffled(each, chance)) for each in self.articles]
        chance.shuffle(waiting)
        while waiting:
            left = []
            for article, texts in waiting:
                if texts:
                    left.append((article, texts))
                    text = texts.pop()
                    if len(self.holding(text)) == 1:
                        yield Drawn(article, text)
            waiting = left

    def holding(self, words: str) -> list[Article]:
        """The articles with these words, in any letter case."""
        wanted, told = words.casefold(), zip(self.articles, self._texts, strict=True)
        return [article for article, text in told if wanted in text]

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(f"{each.title or ''}\n{each.text}".casefold() for each in self.articles)

    @staticmethod
    def _shuffled(article: Article, chance: Random) -> list[str]:
        texts = [article.text[start:end] for start, end in sentence_spans(article.text)]
        kept = [each for each in texts if SHORTEST <= len(each) <= LONGEST and each[-1] in '.”"']
        chance.shuffle(kept)
        return kept
