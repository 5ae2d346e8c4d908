"""How far two opinions agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of ``n`` answers that both said something of. ``kappa`` is None where one of both always
    said the same: agreement by chance is then all there can be."""

    kappa: float | None
    same: float | None
    """The share on which they agree."""
    n: int


def cohen(one: Sequence[bool | None], other: Sequence[bool | None]) -> Agreement:
    """Cohen's kappa (1960) of two yes-or-no opinions; what either left out counts for neither."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    if not pairs:
        return Agreement(None, None, 0)
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return Agreement((same - chance) / (1 - chance) if chance < 1 else None, same, n)


def steadiness(runs: Sequence[Sequence[bool | None]]) -> Agreement:
    """Of a judge with itself: the mean over all pairs of its runs; None of a single run."""
    found = [cohen(one, other) for one, other in combinations(runs, 2)]
    kappas = [each.kappa for each in found if each.kappa is not None]
    shares = [each.same for each in found if each.same is not None]
    return Agreement(
        sum(kappas) / len(kappas) if kappas else None,
        sum(shares) / len(shares) if shares else None,
        max((each.n for each in found), default=0),
    )
