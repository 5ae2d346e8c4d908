"""What only a whole run shows: when a system says no, and what its confidence is worth.

========================= =====================================================================
``abstention_precision``  of the refusals, the share whose question has no answer
``abstention_recall``     of the questions that have none, the share refused
``abstention_f1``         the harmonic mean of both (after SQuAD 2.0's and ClapNQ's reports)
``balanced_accuracy``     the mean of that recall and the share of answerable questions answered
``aurc``                  mean risk over coverage of the answers given, the surest first
                          (Geifman & El-Yaniv, NeurIPS 2017): 0 is perfect
``ece``                   the mean distance of confidence and share right over ten bins of equal
                          width (Guo et al., ICML 2017; Naeini et al., AAAI 2015)
========================= =====================================================================

Answers count for the last two where the system gave one and told its confidence; risk is the
share of them that are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.estimates import Estimate, draws, wilson
from rag.evaluation.rows import Row

BINS = 10
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A run's answers side by side. ``confidence`` is NaN where none was told."""

    answerable: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    right: NDArray[np.bool_]
    confidence: Numbers

    def __len__(self) -> int:
        return len(self.right)

    def at(self, places: NDArray[np.int64]) -> Outcomes:
        return Outcomes(
            self.answerable[places],
            self.silent[places],
            self.right[places],
            self.confidence[places],
        )

    @property
    def sure(self) -> NDArray[np.bool_]:
        """Where an answer was given with its confidence."""
        return ~self.silent & ~np.isnan(self.confidence)


def outcomes(rows: Sequence[Row]) -> Outcomes:
    """Of rows whose answers were scored."""

    def numbers(name: str) -> Numbers:
        return np.array([row.scores.get(name) for row in rows], dtype=np.float64)

    return Outcomes(
        np.array([row.answerable for row in rows], dtype=bool),
        numbers("said_no") == 1,
        numbers("right") == 1,
        numbers("confidence"),
    )


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float | None:
    return float((part & whole).sum() / whole.sum()) if whole.any() else None


def abstention_precision(of: Outcomes) -> float | None:
    return _share(~of.answerable, of.silent)


def abstention_recall(of: Outcomes) -> float | None:
    return _share(of.silent, ~of.answerable)


def abstention_f1(of: Outcomes) -> float | None:
    """2 tp / (refused + unanswerable); None where nothing is unanswerable."""
    if of.answerable.all():
        return None
    both = (of.silent & ~of.answerable).sum()
    return float(2 * both / (of.silent.sum() + (~of.answerable).sum()))


def balanced_accuracy(of: Outcomes) -> float | None:
    refused, answered = abstention_recall(of), _share(~of.silent, of.answerable)
    return None if refused is None or answered is None else (refused + answered) / 2


def _curve(of: Outcomes) -> tuple[Numbers, Numbers, Numbers]:
    """Answers at or above each confidence that occurs, the surest first: how many, how many of
    them wrong, and the confidence."""
    confidence, wrong = of.confidence[of.sure], ~of.right[of.sure]
    order = np.argsort(-confidence, kind="stable")
    confidence, wrong = confidence[order], wrong[order]
    last = np.flatnonzero(np.diff(confidence, append=np.nan) != 0)  # the last of equals
    counted = np.cumsum(wrong)[last].astype(np.float64)
    return (last + 1).astype(np.float64), counted, confidence[last]


def risk_coverage(of: Outcomes) -> list[dict[str, float]]:
    """A point for each confidence that occurs, the surest first: the share of all questions that
    are answered at it or above, and the share of those answers that are wrong."""
    points = zip(*(each.tolist() for each in _curve(of)), strict=True)
    return [
        {"coverage": n / len(of), "risk": wrong / n, "confidence": confidence}
        for n, wrong, confidence in points
    ]


def aurc(of: Outcomes) -> float | None:
    """The mean of the risks at every answer, the surest first; of equally sure answers each
    counts with the risk of all of them."""
    counts, wrong, _ = _curve(of)
    if not len(counts):
        return None
    return float((np.diff(counts, prepend=0.0) * wrong / counts).sum() / counts[-1])


def reliability(of: Outcomes) -> list[dict[str, float]]:
    """The bins that hold an answer: their mean confidence, share right, and number."""
    confidence, right = of.confidence[of.sure], of.right[of.sure]
    places = _bins(confidence)
    return [
        {
            "low": at / BINS,
            "high": (at + 1) / BINS,
            "confidence": float(confidence[places == at].mean()),
            "right": float(right[places == at].mean()),
            "n": int((places == at).sum()),
        }
        for at in np.unique(places).tolist()
    ]


def ece(of: Outcomes) -> float | None:
    confidence, right = of.confidence[of.sure], of.right[of.sure]
    if not len(right):
        return None
    off = np.bincount(_bins(confidence), weights=confidence - right)
    return float(np.abs(off).sum() / len(right))


def _bins(confidence: Numbers) -> NDArray[np.int64]:
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)


@dataclass(frozen=True, slots=True)
class SetMetric:
    """One number of a whole run."""

    name: str
    definition: str
    measure: Callable[[Outcomes], float | None]
    better: Literal["higher", "lower"] = "higher"
    of: Callable[[Outcomes], NDArray[np.bool_]] | None = None
    """Of which questions it is a plain share; None where it is none."""

    def __str__(self) -> str:
        return self.name


SET_METRICS = (
    SetMetric(
        "abstention_precision",
        "of the refusals, the share whose question has no answer in the articles",
        abstention_precision,
        of=lambda outcomes: outcomes.silent,
    ),
    SetMetric(
        "abstention_recall",
        "of the questions that have no answer, the share that is refused",
        abstention_recall,
        of=lambda outcomes: ~outcomes.answerable,
    ),
    SetMetric(
        "abstention_f1",
        "the harmonic mean of abstention_precision and abstention_recall",
        abstention_f1,
    ),
    SetMetric(
        "balanced_accuracy",
        "the mean of abstention_recall and the share of answerable questions that is answered",
        balanced_accuracy,
    ),
    SetMetric(
        "aurc",
        "the mean share of wrong answers over coverage, the surest first (Geifman & El-Yaniv 2017)",
        aurc,
        "lower",
    ),
    SetMetric(
        "ece",
        "the mean distance of confidence and share right over ten bins (Guo et al. 2017)",
        ece,
        "lower",
    ),
)


def estimated_set(metric: SetMetric, of: Outcomes) -> Estimate:
    """With Wilson's interval where it is a share of some questions, else the bootstrap's over all
    questions, without resamples that say nothing. ``n`` is how many it looks at."""
    value = metric.measure(of)
    if metric.of is not None and value is not None:
        n = int(metric.of(of).sum())
        return Estimate(value, *wilson(round(value * n), n), n, len(of) - n)
    if value is None:
        return Estimate(None, None, None, 0, len(of))
    found = [metric.measure(of.at(places)) for places in draws(len(of))]
    low, high = np.percentile([each for each in found if each is not None], (2.5, 97.5))
    n = int(of.sure.sum()) if metric.name in ("aurc", "ece") else len(of)
    return Estimate(value, float(low), float(high), n, len(of) - n)
