"""Weights of the confidence: a logistic regression, none below zero, and its two bounds.

Each set counts the same, and in it answerable and unanswerable questions do, so that no set's
size decides. Questions of the half that no rule was made on count more: on the other the rules are
better than they are elsewhere. The ridge is small beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from abstaining.cases import HELD, TUNE
from rag.answering.confidence import Calibration
from rag.answering.signs import SIGNS

Floats = NDArray[np.float64]
PENALTY = 1e-4
COUNTS = {TUNE: 1.0, HELD: 2.0}
"""How much a question of each half counts."""
REFUSED = 0.1
"""The most of the answerable questions of any set that the bounds may refuse."""
_STEPS = 50
_AS_GOOD = 0.0025
"""A difference in what bounds are worth, over all sets together, that tells nothing."""


@dataclass(frozen=True)
class Seen:
    """One case with what speaks for it; its parts are its questions."""

    set: str
    group: str
    half: str
    answerable: bool
    signs: tuple[dict[str, float], ...]
    chosen: tuple[bool, ...]
    """Whether the rules choose a sentence for each part."""
    open: tuple[bool, ...]
    """Whether the nearest sentence may be quoted where they choose none."""

    def confidence(self, calibration: Calibration) -> float:
        return min((calibration.confidence(each) for each in self.signs), default=0.0)

    def answered(self, calibration: Calibration) -> bool:
        return any(
            calibration.bears(signs) and (chosen or (free and calibration.is_sure(signs)))
            for signs, chosen, free in zip(self.signs, self.chosen, self.open, strict=True)
        )


def fitted(seen: Sequence[Seen]) -> Calibration:
    """The weights that tell these questions apart; questions of several parts are left out."""
    rows = [each for each in seen if len(each.signs) == 1]
    names = tuple(SIGNS)
    x = np.array([[each.signs[0][name] for name in names] for each in rows])
    y = np.array([float(each.answerable) for each in rows])
    counts = np.array([COUNTS[each.half] for each in rows])
    kinds = [(each.set, each.answerable) for each in rows]
    whole = {
        kind: sum(c for c, k in zip(counts, kinds, strict=True) if k == kind) for kind in kinds
    }
    shares = counts / np.array([whole[kind] for kind in kinds])
    shares /= shares.sum()

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = x @ at[:-1] + at[-1]
        chance = 1 / (1 + np.exp(-odds))
        fit = float(shares @ (np.logaddexp(0, odds) - y * odds))
        slope = shares * (chance - y)
        ridge = np.append(at[:-1], 0.0)
        return fit + PENALTY * float(ridge @ ridge), np.append(
            x.T @ slope, slope.sum()
        ) + 2 * PENALTY * ridge

    bounds = [(0.0, None)] * len(names) + [(None, None)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = {name: round(float(w), 3) for name, w in zip(names, found[:-1], strict=True)}
    return bounded(Calibration(weights, round(float(found[-1]), 3), 0.0, 1.0), seen)


def bounded(calibration: Calibration, seen: Sequence[Seen]) -> Calibration:
    """With the two bounds that tell most sets apart best and refuse no set's answerable often; of
    bounds that are as good, those that refuse least."""
    steps = [at / _STEPS for at in range(_STEPS + 1)]
    names = sorted({(each.half, each.set) for each in seen})
    whole = {name: sum(COUNTS[half] for half, other in names if other == name) for _, name in names}
    halves = [
        (COUNTS[half] / whole[name], _Set.of(half, name, seen, calibration)) for half, name in names
    ]
    bounds = [(low, high) for low in steps for high in steps if high >= low]
    worth = {each: sum(n * one.worth(*each) for n, one in halves) for each in bounds}
    most = max(worth.values())
    low, high = min(
        (each for each in bounds if worth[each] >= most - _AS_GOOD),
        key=lambda each: (each[0], -worth[each]),
    )
    return Calibration(calibration.weights, calibration.intercept, low, high)


@dataclass(frozen=True)
class _Set:
    """The cases of one half of a set, a row each; what has fewer parts is filled up with 0."""

    answerable: NDArray[np.bool_]
    chosen: Floats
    """``(cases, parts)``: the confidence of each part that the rules answer, else 0."""
    free: Floats
    """The same of each that only the nearest sentence can answer."""

    @classmethod
    def of(cls, half: str, name: str, seen: Sequence[Seen], calibration: Calibration) -> _Set:
        own = [each for each in seen if (each.half, each.set) == (half, name)]
        chosen = np.zeros((len(own), max(len(each.signs) for each in own) or 1))
        free = np.zeros_like(chosen)
        for at, each in enumerate(own):
            for part, signs in enumerate(each.signs):
                kind = chosen if each.chosen[part] or signs["clauses"] else free
                near = replace(calibration, answered_from=0.0, sure_from=0.0).is_sure(signs)
                usable = each.chosen[part] or (each.open[part] and near)
                kind[at, part] = calibration.confidence(signs) if usable else 0.0
                if each.chosen[part] and replace(calibration, answered_from=1.0).bears(signs):
                    kind[at, part] = 1.0  # it answers wherever the bound lies
        return cls(np.array([each.answerable for each in own]), chosen, free)

    def worth(self, low: float, high: float) -> float:
        """Balanced accuracy, less what is refused too often."""
        told = (self.chosen >= max(low, 1e-9)) | (self.free >= max(high, 1e-9))
        answered = told.any(axis=1)
        if self.answerable.all() or not self.answerable.any():
            return 0.0
        refused = 1 - float(answered[self.answerable].mean())
        silent = 1 - float(answered[~self.answerable].mean())
        return (1 - refused + silent) / 2 - 2 * max(0.0, refused - REFUSED)


def parts(seen: Sequence[Seen], count: int, seed: int = 1) -> list[Collection[tuple[str, str]]]:
    """Groups of cases in parts of about one size."""
    groups = sorted({(each.set, each.group) for each in seen})
    order = np.random.default_rng(seed).permutation(len(groups))
    return [{groups[at] for at in order[first::count]} for first in range(count)]
