"""Measures of a ranked list of articles, by ir-measures, and their intervals."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG
from numpy.typing import NDArray

BY_NAME = {
    "hit@1": Success @ 1,
    "hit@4": Success @ 4,
    "hit@10": Success @ 10,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
}
NAMES = tuple(BY_NAME)
SAMPLES = 2000


def of_list(articles: Sequence[str], gold: Collection[str]) -> dict[str, float]:
    """Of distinct articles, best first."""
    run = [ScoredDoc("q", each, float(len(articles) - at)) for at, each in enumerate(articles)]
    found = ir_measures.calc_aggregate(
        list(BY_NAME.values()), [Qrel("q", each, 1) for each in gold], run
    )
    return {name: float(found[measure]) for name, measure in BY_NAME.items()}


def by_article(
    articles: Sequence[str], scores: NDArray[np.float64], gold: Collection[str]
) -> dict[str, float]:
    """Of candidates: an article ranks by its best."""
    best: dict[str, float] = {}
    for each, score in zip(articles, scores.tolist(), strict=True):
        best[each] = max(score, best.get(each, -np.inf))
    return of_list(sorted(best, key=lambda each: (-best[each], each))[:10], gold)


def means(rows: Sequence[dict[str, float]]) -> list[float]:
    return [float(np.mean([row[name] for row in rows])) for name in NAMES]


def interval(values: Sequence[float], seed: int = 1) -> tuple[float, float]:
    """Of the mean, 95 %, by resampling (percentile bootstrap); of differences, a paired one."""
    chance = np.random.default_rng(seed)
    drawn = np.asarray(values)[chance.integers(0, len(values), (SAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)
