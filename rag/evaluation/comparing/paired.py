"""Two runs of the same questions: what of a difference chance alone would make.

Each question was asked of both, so all is done with the differences of single questions. That
sees a far smaller change than two intervals laid side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES, SEED = 10_000, 20260101
ENUMERATED = 13
"""Up to so many differences every choice of signs is tried: 8,192 of them."""

_AT_ONCE = 1_000_000
"""Numbers drawn at a time, so that thousands of questions fit in memory."""
SAME = 1e-9
"""Sums closer than this are equal: the order of an addition is no evidence."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference over ``n`` questions with its 95 % interval, and ``p``, two-sided.

    All None when no question was scored in both runs.
    """

    mean: float | None
    low: float | None
    high: float | None
    p: float | None
    n: int

    def __str__(self) -> str:
        if self.mean is None:
            return "none"
        return f"{self.mean:+.3f}  [{self.low:+.3f}, {self.high:+.3f}]  p={self.p:.3f}  n={self.n}"


def difference(differences: Sequence[float]) -> Difference:
    """What the paired differences show."""
    if not differences:
        return Difference(None, None, None, None, 0)
    values = np.asarray(differences, dtype=np.float64)
    low, high = interval(values)
    return Difference(float(values.mean()), low, high, permutation_p(values), len(values))


def interval(values: Floats) -> tuple[float, float]:
    """The bootstrap's 95 % percentiles of the mean: 10,000 resamples of the questions
    (Efron and Tibshirani 1993, chapter 13)."""
    if np.ptp(values) == 0:
        return float(values[0]), float(values[0])
    random = np.random.default_rng(SEED)
    means = [
        values[random.integers(0, len(values), (rows, len(values)))].mean(axis=1)
        for rows in _portions(len(values))
    ]
    low, high = np.percentile(np.concatenate(means), (2.5, 97.5))
    return float(low), float(high)


def permutation_p(values: Floats, *, falls: bool = False) -> float:
    """How often chance makes a sum of differences as far from 0, or, where it ``falls``, as low.

    Were the two runs alike, each difference might as well have the other sign (Fisher 1935,
    Pitman 1937). All choices of signs are counted where they are few, or where all differences are
    of one size: then the count of gains is binomial (McNemar's exact test). Else 10,000 are drawn,
    and what was seen counts as one more of them (Phipson and Smyth 2010).
    """
    moved = values[np.abs(values) > SAME]
    if not len(moved):
        return 1.0
    sizes = np.abs(moved)
    if np.ptp(sizes) <= SAME:
        return _binomial_p(int((moved > 0).sum()), len(moved), falls)
    seen = float(moved.sum())
    if len(moved) <= ENUMERATED:
        return float(_as_far(_every_sum(sizes), seen, falls).mean())
    random = np.random.default_rng(SEED)
    count = sum(
        int(_as_far(random.choice((-1.0, 1.0), (rows, len(sizes))) @ sizes, seen, falls).sum())
        for rows in _portions(len(sizes))
    )
    return (count + 1) / (RESAMPLES + 1)


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Each p as it stands among several tests (Holm 1979). None is no test and none is counted."""
    tested = sorted((p, at) for at, p in enumerate(ps) if p is not None)
    corrected: list[float | None] = [None] * len(ps)
    least = 0.0
    for rank, (p, at) in enumerate(tested):
        least = max(least, min(1.0, p * (len(tested) - rank)))
        corrected[at] = least
    return corrected


def _binomial_p(gains: int, n: int, falls: bool) -> float:
    ways = [math.comb(n, k) for k in range(n + 1)]
    if falls:
        return float(sum(ways[: gains + 1]) / 2**n)
    far = abs(2 * gains - n)
    return float(sum(way for k, way in enumerate(ways) if abs(2 * k - n) >= far) / 2**n)


def _every_sum(sizes: Floats) -> Floats:
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums - size, sums + size])
    return sums


def _as_far(sums: Floats, seen: float, falls: bool) -> NDArray[np.bool_]:
    if falls:
        return np.asarray(sums <= seen + SAME)
    return np.asarray(np.abs(sums) >= abs(seen) - SAME)


def _portions(width: int) -> Iterator[int]:
    """Row counts that make 10,000 together, each small enough to hold."""
    most, left = max(1, _AT_ONCE // width), RESAMPLES
    while left:
        yield min(most, left)
        left -= min(most, left)
