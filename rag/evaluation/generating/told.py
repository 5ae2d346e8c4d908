"""Which articles of a collection tell what, by their words: read once, asked many times."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.progress import Progress, silent
from rag.terms import content_terms, spots
from rag.types import Article


class Told:
    """The terms of some articles, and their texts in lower case. Articles are told by place."""

    def __init__(self, articles: Sequence[Article], progress: Progress = silent) -> None:
        texts = [f"{each.title or ''}\n{each.text}" for each in articles]
        places: dict[str, array[int]] = {}
        for at, text in enumerate(texts):
            for term in dict.fromkeys(spot.term for spot in spots(text)):
                places.setdefault(term, array("I")).append(at)
            progress("reading the articles", at + 1, len(texts))
        self._places = {term: np.frombuffer(held, np.uintc) for term, held in places.items()}
        self._texts = [text.casefold() for text in texts]

    def holding(self, words: str) -> list[int]:
        """The articles with these words, in any letter case."""
        wanted = words.casefold()
        return [at for at in self._with_all(content_terms(words)) if wanted in self._texts[at]]

    def share(self, words: str) -> NDArray[np.float64]:
        """``(articles,)``: how much each holds of what these words tell, from 0 to 1, in whatever
        order and form; rare terms tell more, by inverse document frequency."""
        held, total = np.zeros(len(self._texts)), 0.0
        for term in dict.fromkeys(content_terms(words)):
            places = self._places.get(term, _NOWHERE)
            weight = math.log1p((len(self._texts) - len(places) + 0.5) / (len(places) + 0.5))
            held[places] += weight
            total += weight
        return held / max(total, 1e-9)

    def text(self, at: int) -> str:
        """Title and text in lower case."""
        return self._texts[at]

    def _with_all(self, terms: Sequence[str]) -> Sequence[int]:
        if not terms:
            return range(len(self._texts))
        found, *others = sorted((self._places.get(each, _NOWHERE) for each in set(terms)), key=len)
        for each in others:
            found = np.intersect1d(found, each, assume_unique=True)
        return list(map(int, found))


_NOWHERE: NDArray[np.uintc] = np.zeros(0, np.uintc)
