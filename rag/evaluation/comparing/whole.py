"""Metrics of a whole run beside each other, such as how well it says no.

They are no means of single questions, so each resample of the questions has them measured anew, in
both runs; and for the permutation test the two runs change places in questions drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rag.evaluation.comparing.paired import SAME, SEED, Difference
from rag.evaluation.estimates import RESAMPLES, draws
from rag.evaluation.rows import Row
from rag.evaluation.sets import SET_METRICS, Outcomes, SetMetric, outcomes


def whole_differences(
    a: Sequence[Row], b: Sequence[Row]
) -> Iterator[tuple[SetMetric, float, float, Difference]]:
    """Of rows of the same questions in one order: each metric that both runs have, its value in A
    and in B, and the difference over 2,000 resamples and permutations."""
    if not a:
        return
    of_a, of_b = outcomes(a), outcomes(b)
    swaps = np.random.default_rng(SEED).random((RESAMPLES, len(a))) < 0.5
    swapped = [(_mixed(of_a, of_b, each), _mixed(of_b, of_a, each)) for each in swaps]
    drawn = [(of_a.at(each), of_b.at(each)) for each in draws(len(a))]
    for metric in SET_METRICS:
        one, other = metric.measure(of_a), metric.measure(of_b)
        if one is None or other is None:
            continue
        seen = other - one
        bootstrap = list(_differences(metric, drawn)) or [seen]
        low, high = np.percentile(bootstrap, (2.5, 97.5))
        chance = list(_differences(metric, swapped)) if abs(seen) > SAME else []
        far = sum(abs(each) >= abs(seen) - SAME for each in chance)
        p = (far + 1) / (len(chance) + 1)
        yield metric, one, other, Difference(seen, float(low), float(high), p, len(a))


def _differences(metric: SetMetric, pairs: Sequence[tuple[Outcomes, Outcomes]]) -> Iterator[float]:
    """B minus A of each pair; those of which the metric says nothing are left out."""
    for of_a, of_b in pairs:
        one, other = metric.measure(of_a), metric.measure(of_b)
        if one is not None and other is not None:
            yield other - one


def _mixed(
    of: Outcomes, other: Outcomes, swap: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Outcomes:
    """``of``, with the other's answers where they are swapped."""
    return Outcomes(
        of.answerable,
        np.where(swap, other.silent, of.silent),
        np.where(swap, other.right, of.right),
        np.where(swap, other.confidence, of.confidence),
    )
