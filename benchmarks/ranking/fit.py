"""Weights of a ranked list: listwise, none below zero, the same for every question.

The loss is that of ListNet's top-one probability (Cao et al. 2007): minus the logarithm of the
share of ``exp(score)`` that the candidates of the right articles have, with a ridge penalty.
Closeness counts by how well a candidate fits, which depends on the other weights: so both are
fitted in turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rag.retrieval.ranking import CLOSE, FIRST, READ, speaking
from ranking.evidence import Example

Floats = NDArray[np.float64]
PENALTY = 1e-3
ROUNDS = 3
TRUE = 3.0
"""What a question asked on its own day weighs beside one that is asked on another."""
NEWEST_SHARE = 0.5
"""Of the weight that is fitted for closeness to the newest that fits, so much is kept: these
questions ask for the latest nearly always, and others lost by all of it (decision 0058)."""
NAMES = {"first": FIRST, "final": (*FIRST, *READ)}


@dataclass(frozen=True)
class Fitted:
    """Weights of the evidence, in the order of its names, and of closeness."""

    content: Floats
    close: Floats

    def scores(self, example: Example, kind: str) -> Floats:
        own = example.content(kind) @ self.content
        return own + speaking(own) * (example.close @ self.close)

    def told(self, kind: str) -> dict[str, float]:
        """By name; those of the content add up to 1."""
        total = self.content.sum()
        names = (*NAMES[kind], *CLOSE)
        values = np.concatenate([self.content, self.close]) / total
        return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def fitted(examples: Sequence[Example], kind: str) -> Fitted:
    """The weights that put the right articles of these questions first."""
    usable = [each for each in examples if each.gold.any()]
    size = len(NAMES[kind])
    weights = np.ones(size + len(CLOSE))
    for _ in range(ROUNDS):
        rows = []
        for each in usable:
            content = each.content(kind)
            gate = speaking(content @ weights[:size])
            rows.append(np.hstack([content, each.close * gate[:, None]]))
        weights = _minimised(rows, usable, weights)
    kept = np.array([NEWEST_SHARE if name == "newest" else 1.0 for name in CLOSE])
    return Fitted(weights[:size], weights[size:] * kept)


def _minimised(rows: Sequence[Floats], examples: Sequence[Example], start: Floats) -> Floats:
    golds = [each.gold for each in examples]
    shares = np.array([TRUE if each.shift == 0 else 1.0 for each in examples])
    shares /= shares.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for row, gold, share in zip(rows, golds, shares, strict=True):
            scores = row @ weights
            chance = np.exp(scores - scores.max())
            right = chance * gold
            total -= share * np.log(right.sum() / chance.sum() + 1e-12)
            slope -= share * ((right / (right.sum() + 1e-12) - chance / chance.sum()) @ row)
        return total, slope

    bounds = [(0.0, None)] * len(start)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x)


def folds(examples: Sequence[Example], count: int, seed: int = 1) -> list[frozenset[str]]:
    """The questions in parts of about one size; all of a question's examples lie in one."""
    ids = sorted({each.asked.id for each in examples})
    order = np.random.default_rng(seed).permutation(len(ids))
    return [frozenset(ids[i] for i in order[at::count]) for at in range(count)]
