"""Coverage: how many of a sentence's words its spans hold, as stems or as near words.

Near words come from a small table and, where the embedder is at hand, from its own space: the
cosine of two single words. Opposites are near there too, so a table of opposites is asked first.
Names, numbers and dates have rules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.answering.contrast import are_opposites, near
from rag.answering.figures import without_figures
from rag.answering.naming import names_of
from rag.grammar import Parse, Token
from rag.retrieval.names import actors_in, aliases
from rag.retrieval.reporting import REPORTING_VERBS
from rag.terms import content_terms

NAME_WEIGHT = 0.34
"""Names count for less: they are there, or it would have been wrong, and must not stand in for
what is said of them."""

# MiniLM, single words: unrelated ones .2-.45, "drop"/"decline" .56, "frozen"/"freeze" .80.
_FROM, _FULL = 0.40, 0.60
_UNITS = frozenset("year month week day hour minute second decade century".split())
"""Their nearest words are one another, and mean something else."""
_MET = 0.75
"""Credit from which a word counts as told."""
_QUALITIES = frozenset({"ADJ", "ADV"})
_QUALITY_FULL = 0.75
"""Adjectives and adverbs lie near their opposites, so they must come nearer."""
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
_LIGHT = frozenset(
    """also however meanwhile thus then still even yet already together respectively preceding
    previous previously way thing time place part amount total number case fact matter moreover
    furthermore additionally addition what some such so well far both each other another own same
    certain be have do make take get go come give become remain keep hold put set use include
    start begin continue involve concern relate accord regard base call know show find mean bring
    face new now about around though although while roughly nearly almost approximately
    report publish later earlier afterwards subsequently according people person""".split()
)


class Vectors(Protocol):
    """Vectors of length 1 for single words, one row each, as WordVectors of ``nearness`` has."""

    def of(self, words: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares from 0 to 1, and the words that nothing in the spans comes near, in order."""

    share: float
    matter: float
    """The share of the words that are no names."""
    lacking: tuple[str, ...]


def coverage(
    claims: Sequence[Parse],
    sources: Sequence[str],
    grounds: Sequence[Parse],
    known: Sequence[str] = (),
    vectors: Vectors | None = None,
) -> Coverage:
    """What of a sentence its spans hold. ``known`` texts lend words too."""
    lemmas = [" ".join(token.lemma for token in parse.tokens) for parse in grounds]
    held = _held([*sources, *lemmas, *known])
    names = {claim.text[start:end] for claim in claims for start, end, _ in names_of(claim)}
    claimed = _claimed(claims, names, held)
    credit = {term: 1.0 if _is_told(term, held) else 0.0 for term in claimed}
    missing = {term: claimed[term] for term, got in credit.items() if not got}
    if missing and vectors is not None:
        credit |= _by_vectors(missing, grounds, vectors)
    weight = NAME_WEIGHT * len({term for name in names for term in content_terms(name)})
    total = weight + len(credit)
    met = sum(credit.values())
    share = (weight + met) / total if credit else 1.0
    lacking = [
        token.text
        for term, token in missing.items()
        if credit[term] < _MET and token.lemma not in _LIGHT | REPORTING_VERBS
    ]
    matter = met / len(credit) if credit else 1.0
    return Coverage(share, matter, tuple(dict.fromkeys(lacking)))


def share(text: str, sources: Sequence[str], known: Sequence[str] = ()) -> float:
    """The share of a text's terms that its sources hold, without grammar: quick."""
    held = _held([*sources, *known])
    acronyms = {term for word in _ACRONYM.findall(text) for term in content_terms(word)} - held
    claimed = {t for t in content_terms(without_figures(text)) if len(t) > 1} - acronyms
    if not claimed:
        return 1.0
    return sum(_is_told(term, held) for term in claimed) / len(claimed)


def _held(texts: Sequence[str]) -> frozenset[str]:
    held = {term for text in texts for term in content_terms(text)}
    for country in (country for text in texts for country in actors_in(text)):
        held.update(term for name in aliases(country) for term in content_terms(name))
    return frozenset(held)


def _claimed(claims: Sequence[Parse], names: set[str], held: frozenset[str]) -> dict[str, Token]:
    """The terms that carry matter, each with the first word it comes from."""
    claimed: dict[str, Token] = {}
    for claim in claims:
        tokens = [token for token in claim.tokens if token.text not in names]
        rest = set(content_terms(without_figures(" ".join(token.lemma for token in tokens))))
        for token in tokens:
            if _ACRONYM.fullmatch(token.text) and not rest & held:
                continue
            for term in content_terms(token.lemma):
                if term in rest and len(term) > 1:
                    claimed.setdefault(term, token)
    return claimed


def _is_told(term: str, held: frozenset[str]) -> bool:
    return term in held or any(near(term, other) for other in held)


def _by_vectors(
    missing: dict[str, Token], grounds: Sequence[Parse], vectors: Vectors
) -> dict[str, float]:
    """How near the nearest word of the spans comes to each, from 0 to 1; an opposite is far."""
    there = sorted(
        {
            token.lemma
            for parse in grounds
            for token in parse.tokens
            if token.pos in ("NOUN", "VERB", "ADJ", "ADV") and content_terms(token.lemma)
        }
    )
    asked = {term: token.lemma for term, token in missing.items() if token.pos != "PROPN"}
    if not there or not asked:
        return {}
    rows = vectors.of(list(asked.values())) @ vectors.of(there).T
    found: dict[str, float] = {}
    for (term, lemma), row in zip(asked.items(), rows, strict=True):
        best = int(row.argmax())
        full = _QUALITY_FULL if missing[term].pos in _QUALITIES else _FULL
        near_by = float(np.clip((row[best] - _FROM) / (full - _FROM), 0.0, 1.0))
        misleads = lemma in _UNITS or are_opposites(lemma, there[best])
        found[term] = 0.0 if misleads else near_by
    return found
