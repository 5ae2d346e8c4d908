"""The gate: may this run pass, beside its baseline? Each check says what it saw, passed or not.

A floor catches what falls far; the paired test catches what falls a little on the same questions;
and since so few questions cannot show a drop of a few points, those marked ``must_pass`` fail it
one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.errors import UsageError
from rag.evaluation.comparing.baseline import Baseline, Gated, changed, rounded
from rag.evaluation.comparing.comparison import ALPHA, HEADLINE
from rag.evaluation.comparing.paired import holm, permutation_p
from rag.evaluation.comparing.power import Detectable, smallest_drop
from rag.evaluation.rows import Row, Run
from rag.types import SCHEMA


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold. ``group`` is "floor", "baseline" or "must pass"."""

    group: str
    name: str
    passed: bool
    told: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """All checks of a run, and for each metric the smallest drop that its test would find."""

    run: str
    checks: tuple[Check, ...]
    detectable: tuple[tuple[str, Detectable | None], ...]

    @property
    def passed(self) -> bool:
        return all(each.passed for each in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if not each.passed)

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "run": self.run,
            "passed": self.passed,
            "checks": [
                {"group": c.group, "name": c.name, "passed": c.passed, "told": c.told}
                for c in self.checks
            ],
            "smallest_drop": {
                name: found and {"drop": found.drop, "questions": found.questions, "n": found.n}
                for name, found in self.detectable
            },
        }

    def __str__(self) -> str:
        return "\n".join(_lines(self))


@dataclass(frozen=True, slots=True)
class _Fall:
    """One metric beside its baseline; differences so that below 0 is worse."""

    gated: Gated
    before: list[float]
    moved: list[float]
    lost: list[str]
    """Ids of the questions that got worse, the most first."""
    worst: float

    @property
    def p(self) -> float | None:
        return permutation_p(np.asarray(self.moved), falls=True) if self.moved else None


def gate(run: Run, baseline: Baseline) -> Ruling:
    """Raises UsageError, which names the questions, when other ones were asked."""
    others = list(changed(baseline, run.rows))
    if others:
        raise UsageError(
            f"'{run.name}' does not ask what the baseline asks ({'; '.join(others)}); look at the "
            "change, then `rag eval gate RUN --write-baseline FILE` makes a new baseline"
        )
    falls = [_fall(run, baseline, each) for each in baseline.metrics]
    corrected = holm([each.p for each in falls])
    tested = sum(each is not None for each in corrected)
    detectable = (
        (f.gated.metric, smallest_drop(f.before, f.moved, alpha=ALPHA / tested, worst=f.worst))
        for f in falls
        if f.moved
    )
    return Ruling(
        run=run.name,
        checks=(
            *(_floor(run, each) for each in baseline.metrics),
            *(_no_fall(f, p, run) for f, p in zip(falls, corrected, strict=True) if p is not None),
            *(_must_pass(row) for row in run.rows if row.must_pass),
        ),
        detectable=tuple(detectable),
    )


def _fall(run: Run, baseline: Baseline, gated: Gated) -> _Fall:
    sign = 1.0 if gated.better == "higher" else -1.0
    before: list[float] = []
    moved: dict[str, float] = {}
    for key, now in run.values(gated.metric).items():
        then, now = baseline.questions[key].scores.get(gated.metric), rounded(now)
        if then is not None and now is not None:
            before.append(sign * then)
            moved[key] = sign * (now - then)
    lost = sorted((key for key, by in moved.items() if by < 0), key=moved.__getitem__)
    worst = 0.0 if sign > 0 else min([-1.0, *before])
    return _Fall(gated, before, list(moved.values()), lost, worst)


def _floor(run: Run, gated: Gated) -> Check:
    scores = [score for score in run.values(gated.metric).values() if score is not None]
    # What is of a whole run, such as a curve's area, stands in its summary alone.
    whole = run.summary.get("metrics", {}).get(gated.metric, {}).get("mean")
    mean = sum(scores) / len(scores) if scores else whole
    if mean is None:
        told = f"not scored in this run, and its {gated.bound} is {gated.limit:g}"
        return Check("floor", gated.metric, False, told)
    held = gated.passes(mean)
    side = "within" if held else {"floor": "below", "ceiling": "above"}[gated.bound]
    told = f"{mean:.3f} is {side} its {gated.bound} of {gated.limit:g}"
    return Check("floor", gated.metric, held, told)


def _no_fall(fall: _Fall, p: float, run: Run) -> Check:
    mean = sum(fall.moved) / len(fall.moved)
    shown = mean if fall.gated.better == "higher" else -mean
    seen = f"{shown:+.3f} against the baseline (p={p:.3f} with Holm's correction)"
    if mean >= 0 or p > ALPHA:
        return Check("baseline", fall.gated.metric, True, seen)
    reasons = {row.id: row.reasons.get(fall.gated.metric, "") for row in run.rows}
    named = "; ".join(f"{key} {reasons[key]}".strip() for key in fall.lost[:10])
    more = f" and {len(fall.lost) - 10} more" if len(fall.lost) > 10 else ""
    return Check("baseline", fall.gated.metric, False, f"{seen}. Worse: {named}{more}")


def _must_pass(row: Row) -> Check:
    right = row.scores.get(HEADLINE) == 1
    reason = row.error or row.reasons.get(HEADLINE) or "wrong"
    return Check("must pass", row.id, right, "right" if right else f"{row.question}: {reason}")


def _lines(ruling: Ruling) -> Iterator[str]:
    for check in ruling.failures:
        yield f"failed   {check.group}: {check.name}: {check.told}"
    must = [check for check in ruling.checks if check.group == "must pass"]
    for check in ruling.checks:
        if check.passed and check.group != "must pass":
            yield f"passed   {check.group}: {check.name}: {check.told}"
    yield f"must pass: {sum(check.passed for check in must)} of {len(must)} right"
    for name, found in ruling.detectable:
        told = found or "none: too few questions are scored"
        yield f"smallest drop of {name} found in 4 runs of 5: {told}"
    yield "the gate is passed" if ruling.passed else f"the gate FAILED: {ruling.run}"
