"""Vectors that lie as those of texts do, at the price of an addition.

The sample collection's sentences are really embedded, once. A chunk's vector is its story's mixture
of three of them, turned a little by three more and by noise. Questions are really embedded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rag.library.embedding.minilm import DIMENSION, NAME, MiniLM
from rag.types import Article
from scale.news import Story, Told, sentences

Matrix = NDArray[np.float32]
STORY, OWN = np.array([1.0, 0.6, 0.4], np.float32), np.array([0.45, 0.35, 0.25], np.float32)
NOISE = 0.25


def unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)


class Mixing:
    """An embedder that bears the bundled model's name and knows the titles it will be given."""

    name, dimension = NAME, DIMENSION

    def __init__(self) -> None:
        self._model = MiniLM.bundled()
        self._stories: dict[str, Story] = {}

    @cached_property
    def bases(self) -> Matrix:
        return self._model.passages(sentences())

    def knowing(self, told: Iterable[Told]) -> Iterator[Article]:
        """The articles, whose stories are known from then on."""
        for each in told:
            self._stories[each.story.title] = each.story
            yield each.article

    def passages(self, texts: Sequence[str]) -> Matrix:
        return np.stack([self._mixed(text) for text in texts])

    def _mixed(self, text: str) -> Matrix:
        story = self._stories[text.partition("\n")[0]]
        seed = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
        chance = np.random.default_rng(seed)
        own = self.bases[chance.integers(0, len(self.bases), len(OWN))]
        noise = chance.standard_normal(DIMENSION, np.float32) * (NOISE / DIMENSION**0.5)
        return unit(STORY @ self.bases[list(story.bases)] + OWN @ own + noise)

    def query(self, text: str) -> Matrix:
        return self._model.query(text)

    def many(self, count: int, seed: int = 1) -> Matrix:
        """``(count, dimension)``: the same, of stories without texts."""
        chance = np.random.default_rng(seed)
        stories = chance.integers(0, len(self.bases), (max(8, count // 40), len(STORY)))
        made = np.empty((count, DIMENSION), np.float32)
        for at in range(0, count, 20_000):
            some = made[at : at + 20_000]
            story = stories[chance.integers(0, len(stories), len(some))]
            own = chance.integers(0, len(self.bases), (len(some), len(OWN)))
            some[:] = chance.standard_normal(some.shape, np.float32) * (NOISE / DIMENSION**0.5)
            for weights, which in ((STORY, story), (OWN, own)):
                for column, weight in enumerate(weights):
                    some += weight * self.bases[which[:, column]]
            some[:] = unit(some)
        return made
