"""Other words for the same: "took the place of" for "replace", "holds 30 percent" for "owns".

What the embedder's vectors of single words do not see: phrases, and verbs whose uses differ. The
lines of ``paraphrases.txt`` beside this file are read once; words are compared by their stems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from rag.terms import STOPWORDS, terms

_APART = re.compile(
    r"(?<=\S) (?:it|them|him|her|this|that) (up|down|off|out|away|back|over|on|in)(?= )"
)
""" "Gave it up" is "gave up"."""
Phrase = tuple[str, ...]
"""Stems in order, grammar words included."""


class Paraphrases:
    """The lines that hold a word of one question."""

    def __init__(self, question: str) -> None:
        asked = _spaced(terms(question))
        self._said: dict[str, list[re.Pattern[str]]] = {}
        for line in _lines():
            own = [phrase for phrase in line if _spaced(phrase) in asked]
            if own:
                others = _any_of(tuple(p for p in line if p not in own or len(p) > 1))
                for term in {term for phrase in own for term in phrase} - STOPWORDS:
                    self._said.setdefault(term, []).append(others)

    def of(self, lacking: Iterable[str], sentence: str) -> frozenset[str]:
        """Those of the question's terms that the sentence says in other words."""
        known = [term for term in lacking if term in self._said]
        if not known:
            return frozenset()
        said = _APART.sub(r" \1", _spaced(terms(sentence)))
        return frozenset(
            term for term in known if any(each.search(said) for each in self._said[term])
        )


def _spaced(phrase: Phrase) -> str:
    return f" {' '.join(phrase)} "


@lru_cache(maxsize=1024)
def _any_of(phrases: tuple[Phrase, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(_spaced(phrase)) for phrase in phrases))


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[Phrase, ...], ...]:
    text = resources.files(__package__).joinpath("paraphrases.txt").read_text("utf-8")
    rows = [row for row in text.splitlines() if row and not row.startswith("#")]
    return tuple(tuple(dict.fromkeys(terms(each) for each in row.split("|"))) for row in rows)
