"""Near words: "drop" in a question is partly met by "decline" in an article.

Only words of the question that a sentence lacks are compared, with the embedder's own vectors of
single words and with what news is known to say for them. Names and numbers have no near words.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.paraphrases import Paraphrases
from rag.retrieval.question import Question
from rag.terms import content_words

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

# MiniLM gives unrelated words .2-.45, "drop"/"decline" .56, "frozen"/"freeze" .80.
_FROM, _FULL, _MOST = 0.48, 0.75, 0.75
_IN_OTHER_WORDS = 0.85
"""Below 1: a word with several senses may be meant in another."""

_KEPT = 50_000


class WordVectors:
    """Vectors of single words, made once and kept; safe among threads."""

    def __init__(self, embed: Embed) -> None:
        self._embed, self._kept, self._guard = embed, dict[str, Vectors](), threading.Lock()

    def of(self, words: Sequence[str]) -> Vectors:
        """One row a word, in the order given."""
        kept = dict(zip(words, map(self._kept.get, words), strict=True))
        missing = [word for word, vector in kept.items() if vector is None]
        if missing:
            made = dict(zip(missing, self._embed(missing), strict=True))
            kept.update(made)
            with self._guard:
                if len(self._kept) > _KEPT:
                    self._kept.clear()
                self._kept.update(made)
        return np.stack([vector for word in words if (vector := kept[word]) is not None])


class Nearness:
    """How far a sentence's words stand in for those of one question."""

    def __init__(self, question: Question, vectors: WordVectors) -> None:
        named = {term for name in question.names for term in name.terms}
        self._words = {
            term: word
            for term, word in question.words.items()
            if term not in named and not any(c.isdigit() for c in word)
        }
        self._vectors, self._paraphrases = vectors, Paraphrases(question.text)

    def of(self, lacking: frozenset[str], sentence: str) -> dict[str, float]:
        """For each term the sentence lacks, from 0 to below 1, how near its nearest word comes."""
        known = sorted(term for term in lacking if term in self._words)
        near = self._near(known, sentence)
        return near | dict.fromkeys(self._paraphrases.of(known, sentence), _IN_OTHER_WORDS)

    def in_other_words(self, lacking: frozenset[str], text: str) -> frozenset[str]:
        """Those of the terms that a text says in words known to stand for them."""
        return self._paraphrases.of(sorted(lacking), text)

    def _near(self, lacking: Sequence[str], sentence: str) -> dict[str, float]:
        words = sorted(set(content_words(sentence)))
        if not lacking or not words:
            return dict.fromkeys(lacking, 0.0)
        asked = self._vectors.of([self._words[term] for term in lacking])
        best = (asked @ self._vectors.of(words).T).max(axis=1)
        near = np.clip((best - _FROM) / (_FULL - _FROM), 0.0, 1.0) * _MOST
        return {term: float(value) for term, value in zip(lacking, near, strict=True)}
