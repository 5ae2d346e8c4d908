"""Settings tried in every combination, and which of them are worth their time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from rag.errors import UsageError
from rag.evaluation.comparing.comparison import HEADLINE
from rag.evaluation.rows import Run
from rag.types import SCHEMA

Setting = Mapping[str, str]
"""One combination: each key with its value, as they are typed."""


@dataclass(frozen=True, slots=True)
class Point:
    """One combination and what it brought: quality with its interval, and half of the answers'
    time in seconds."""

    settings: Setting
    run: Run
    quality: float
    low: float
    high: float
    seconds: float

    @property
    def name(self) -> str:
        return named(self.settings)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Points in the order of the grid. ``metric`` is what quality means."""

    metric: str
    points: tuple[Point, ...]

    @property
    def best(self) -> tuple[Point, ...]:
        return pareto(self.points)

    def to_dict(self) -> dict[str, Any]:
        best = self.best
        return {
            "schema": SCHEMA,
            "metric": self.metric,
            "points": [
                {
                    "settings": dict(each.settings),
                    "run": str(each.run.folder),
                    "quality": each.quality,
                    "low": each.low,
                    "high": each.high,
                    "seconds": each.seconds,
                    "pareto": each in best,
                }
                for each in self.points
            ],
        }


def grid(choices: Sequence[str]) -> Iterator[Setting]:
    """Every combination of ``key=a,b,c``. Raises UsageError for one that is not of this form, or
    a key that is named twice."""
    keys, values = [], []
    for choice in choices:
        key, equals, told = choice.partition("=")
        each = told.split(",")
        if not equals or not key or len(set(each)) != len(each):
            raise UsageError(f"--set {choice}: write a key and its values, such as 'top_k=5,10'")
        if key in keys:
            raise UsageError(f"--set {key} is given twice; write all its values in one")
        keys.append(key)
        values.append(each)
    for combination in product(*values):
        yield dict(zip(keys, combination, strict=True))


def named(settings: Setting) -> str:
    """A combination in one line: ``top_k=5, rerank=none``."""
    return ", ".join(f"{key}={value or 'none'}" for key, value in settings.items()) or "as it is"


def point(settings: Setting, run: Run, metric: str = HEADLINE) -> Point:
    """What a run of these settings brought. Raises UsageError where it has no such score."""
    estimate = (run.summary.get("metrics") or {}).get(metric) or {}
    if estimate.get("mean") is None:
        raise UsageError(f"'{run.name}' has no score of '{metric}'")
    seconds = sorted(row.seconds for row in run.rows if row.seconds is not None)
    if not seconds:
        raise UsageError(f"'{run.name}' tells no time of its answers")
    middle = len(seconds) // 2
    half = (seconds[middle] + seconds[-middle - 1]) / 2
    return Point(settings, run, estimate["mean"], estimate["low"], estimate["high"], half)


def pareto(points: Sequence[Point]) -> tuple[Point, ...]:
    """Those than which none is both as good and as fast, and better in one; the fastest first."""
    kept: list[Point] = []
    for each in sorted(points, key=lambda point: (point.seconds, -point.quality)):
        if not kept or each.quality > kept[-1].quality:
            kept.append(each)
    return tuple(kept)
