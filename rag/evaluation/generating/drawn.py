"""Sentences drawn from a collection, in an order that a seed decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from rag.evaluation.generating.told import Told
from rag.grammar import Parse, parse_question
from rag.progress import Progress, silent
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
        return parse_question(self.text)


class Drawing:
    """A collection to draw from. The same articles and seed give the same sentences."""

    def __init__(self, articles: Sequence[Article], seed: int, progress: Progress = silent) -> None:
        self.articles = tuple(sorted(articles, key=lambda each: each.id))
        self._seed, self._progress = seed, progress

    def chance(self, what: str) -> Random:
        """The same for the same seed; ``what`` tells drawings apart."""
        return Random(f"{self._seed} {what}")  # noqa: S311 - repeatable on purpose

    def sentences(self, what: str) -> Iterator[Drawn]:
        """One of each article in turn, then another of each. An article is read when its turn
        comes: of a large collection most are never asked about."""
        chance = self.chance(what)
        waiting = list(self.articles)
        chance.shuffle(waiting)
        texts: dict[str, list[str]] = {}
        while waiting:
            left = []
            for article in waiting:
                if article.id not in texts:
                    texts[article.id] = self._shuffled(article, what)
                if texts[article.id]:
                    left.append(article)
                    text = texts[article.id].pop()
                    if len(self.told.holding(text)) == 1:
                        yield Drawn(article, text)
            waiting = left

    def place(self, article: Article) -> int:
        """Where an article stands in ``articles``."""
        return self._places[article.id]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {each.id: at for at, each in enumerate(self.articles)}

    @cached_property
    def told(self) -> Told:
        """What the articles tell, by their places in ``articles``."""
        return Told(self.articles, self._progress)

    def _shuffled(self, article: Article, what: str) -> list[str]:
        texts = [article.text[start:end] for start, end in sentence_spans(article.text)]
        kept = [each for each in texts if SHORTEST <= len(each) <= LONGEST and each[-1] in '.”"']
        self.chance(f"{what} {article.id}").shuffle(kept)
        return kept
