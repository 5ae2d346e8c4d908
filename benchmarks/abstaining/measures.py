"""Measures of saying no: of the decision, of the confidence, and of trading one for the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SAMPLES = 2000
BINS = 10


@dataclass(frozen=True)
class Outcome:
    """What one case came to."""

    set: str
    half: str
    answerable: bool
    answered: bool
    """In part or whole."""
    confidence: float
    elsewhere: bool = False
    """Whether the answer stands in what was found although the articles named for it were gone."""


@dataclass(frozen=True)
class Decision:
    """Of some outcomes, how often the answerable are refused and the unanswerable answered."""

    answerable: int
    refused: int
    unanswerable: int
    answered: int

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Decision:
        return cls(
            sum(each.answerable for each in outcomes),
            sum(each.answerable and not each.answered for each in outcomes),
            sum(not each.answerable for each in outcomes),
            sum(not each.answerable and each.answered for each in outcomes),
        )

    @property
    def balanced(self) -> float:
        """The mean of the shares of answerable that are answered and unanswerable that are not."""
        return 1 - (self.share_refused + self.answered / max(self.unanswerable, 1)) / 2

    @property
    def share_refused(self) -> float:
        return self.refused / max(self.answerable, 1)


def interval(outcomes: Sequence[Outcome], seed: int = 1) -> tuple[float, float]:
    """Of balanced accuracy, 95 %, by resampling answerable and unanswerable apart (bootstrap)."""
    chance = np.random.default_rng(seed)
    right = [
        np.array([o.answered == o.answerable for o in outcomes if o.answerable is kind], float)
        for kind in (True, False)
    ]
    drawn = [r[chance.integers(0, len(r), (SAMPLES, len(r)))].mean(axis=1) for r in right]
    low, high = np.percentile((drawn[0] + drawn[1]) / 2, (2.5, 97.5))
    return float(low), float(high)


@dataclass(frozen=True)
class Bin:
    """Outcomes of like confidence: how many, their mean, and the share that is answerable."""

    low: float
    high: float
    n: int
    confidence: float
    share: float


def bins(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Of equal width; empty ones are left out."""
    found = []
    for at in range(BINS):
        inside = [o for o in outcomes if min(int(o.confidence * BINS), BINS - 1) == at]
        if inside:
            mean = float(np.mean([o.confidence for o in inside]))
            share = float(np.mean([o.answerable for o in inside]))
            found.append(Bin(at / BINS, (at + 1) / BINS, len(inside), mean, share))
    return found


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """The expected calibration error over bins (Naeini et al. 2015)."""
    return sum(b.n * abs(b.confidence - b.share) for b in bins(outcomes)) / len(outcomes)


def brier(outcomes: Sequence[Outcome]) -> float:
    """The mean square of confidence less truth (Brier 1950)."""
    return float(np.mean([(o.confidence - o.answerable) ** 2 for o in outcomes]))


def curve(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """(coverage, risk) as more is answered, the surest first: the share of all questions that is
    answered, and of these the share that nothing answers (El-Yaniv & Wiener 2010).
    """
    wrong = [not o.answerable for o in sorted(outcomes, key=lambda o: -o.confidence)]
    risks = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    return [((at + 1) / len(wrong), float(risk)) for at, risk in enumerate(risks)]
