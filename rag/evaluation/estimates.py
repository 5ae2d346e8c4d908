"""A mean with what chance alone may make of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RESAMPLES, SEED = 2000, 20260101


@dataclass(frozen=True, slots=True)
class Estimate:
    """``mean`` of ``n`` scored answers with its 95 % interval; all None when none was scored.

    ``unscored`` counts the answers that the metric says nothing about.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int = 0

    def __str__(self) -> str:
        if self.mean is None:
            return "none"
        return f"{self.mean:.3f}  [{self.low:.3f}, {self.high:.3f}]  n={self.n}"


def estimated(values: Sequence[float | None]) -> Estimate:
    """The mean of what was scored: Wilson's interval (1927) where every value is 0 or 1, else the
    bootstrap's percentiles (Efron 1979) over 2,000 resamples of a fixed seed."""
    known = [value for value in values if value is not None]
    unscored = len(values) - len(known)
    if not known:
        return Estimate(None, None, None, 0, unscored)
    mean = math.fsum(known) / len(known)
    if all(value in (0, 1) for value in known):
        low, high = wilson(sum(map(int, known)), len(known))
    else:
        low, high = _percentiles(np.asarray(known, dtype=np.float64))
    return Estimate(mean, low, high, len(known), unscored)


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of k successes in n tries; (0, 1) of none."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n**2)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


@lru_cache(maxsize=8)
def draws(n: int) -> NDArray[np.int64]:
    """The places of 2,000 resamples of n values, a row each; the same every time."""
    return np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n))


def _percentiles(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values[draws(len(values))].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)
