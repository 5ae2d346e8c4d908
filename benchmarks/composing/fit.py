"""Weights that put the sentence with the expected words first: listwise, none below zero.

The loss is that of ListNet's top-one probability (Cao et al. 2007), as for the ranking of passages
(``ranking/fit.py``): minus the logarithm of the share of ``exp(promise)`` that the sentences with
the expected words have, with a ridge penalty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from composing.tokens import holds
from rag.answering.promise import CLUES

Floats = NDArray[np.float64]
PENALTY = 1e-3
FOLDS = 6
READ, WORDS = 3, 90
"""Sentences and words that are read of what is chosen."""


@dataclass(frozen=True)
class Example:
    """The sentences that qualify for one question, what speaks for each, and which are right."""

    id: str
    expected: str
    texts: tuple[str, ...]
    clues: Floats
    """``(sentences, len(CLUES))``"""

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.array([holds(text, self.expected) for text in self.texts], bool)

    def is_met(self, weights: Floats) -> bool:
        """Whether the most promising sentences, as far as they are read, hold what is expected."""
        order = np.argsort(-(self.clues @ weights), kind="stable")[:READ]
        words = " ".join(self.texts[at] for at in order).split()
        return holds(" ".join(words[:WORDS]), self.expected)


def fitted(examples: Sequence[Example]) -> Floats:
    """``(len(CLUES),)``, adding up to 1."""
    telling = [(e.clues, e.right) for e in examples if e.right.any() and not e.right.all()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for clues, right in telling:
            scores = clues @ weights
            chance = np.exp(scores - scores.max())
            held = chance * right
            total -= float(np.log(held.sum() / chance.sum() + 1e-12)) / len(telling)
            gain = held / (held.sum() + 1e-12) - chance / chance.sum()
            slope = slope - gain @ clues / len(telling)
        return total, slope

    bounds = [(0.0, None)] * len(CLUES)
    found = minimize(loss, np.ones(len(CLUES)), jac=True, method="L-BFGS-B", bounds=bounds)
    weights: Floats = np.asarray(found.x)
    return weights / weights.sum()


def held_out(examples: Sequence[Example], seed: int = 1) -> list[bool]:
    """Whether each question is met by weights that were fitted on the others' parts."""
    order = np.random.default_rng(seed).permutation(len(examples))
    met = [False] * len(examples)
    for part in range(FOLDS):
        own = set(order[part::FOLDS].tolist())
        weights = fitted([each for at, each in enumerate(examples) if at not in own])
        for at in own:
            met[at] = examples[at].is_met(weights)
    return met
