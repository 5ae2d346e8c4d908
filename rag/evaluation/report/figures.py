"""The plots of one run, from its summary and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.evaluation.estimates import wilson
from rag.evaluation.plots import Bar, Figure, Interval, Line, Point, bars, curves, intervals, points
from rag.evaluation.plots.scales import ticks
from rag.evaluation.report.numbers import percentile, shown
from rag.evaluation.rows import Run

Curve = Sequence[Mapping[str, Any]]


def figures(run: Run) -> list[Figure]:
    """What there is of: quality by kind, risk and coverage, reliability, k, latency."""
    of = run.summary.get("curves") or {}
    drawn = [
        by_kind([("", run)]),
        _risk(of.get("risk_coverage") or ()),
        _reliability(of.get("reliability") or ()),
        _by_k(of.get("k") or {}),
        _latency([row.seconds for row in run.rows if row.seconds is not None]),
    ]
    return [each for each in drawn if each.rows]


def by_kind(runs: Sequence[tuple[str, Run]], metric: str = "right") -> Figure:
    """Right answers by kind of question, of one run or of two."""
    kinds = dict.fromkeys(kind for _, run in runs for kind in run.summary.get("kinds") or {})
    rows = [
        Interval(kind, each["mean"], each["low"], each["high"], each["n"], at)
        for kind in kinds
        for at, (_, run) in enumerate(runs, 1)
        for each in [((run.summary.get("kinds") or {}).get(kind) or {}).get(metric) or {}]
        if each.get("mean") is not None
    ]
    told = "The share of right answers to each kind of question, with its 95 % interval."
    names = [name for name, _ in runs] if len(runs) > 1 else []
    return intervals("Right by kind of question", told, rows, series=names)


def _risk(curve: Curve) -> Figure:
    line = tuple((each["coverage"], each["risk"]) for each in curve if each["risk"] is not None)
    most = max((risk for _, risk in line), default=1.0)
    return curves(
        "Risk and coverage",
        "If only the surest answers were given: the share of questions answered, and the share of "
        "those that is wrong. Lower is better.",
        [Line("risk", line, stepped=True)] if line else [],
        along=("share answered", "share wrong"),
        top=max(0.1, ticks(0, most + 0.05)[-1]),
        percent=True,
    )


def _reliability(bins: Curve) -> Figure:
    dots = []
    for each in bins:
        n, right = int(each["n"]), each["right"]
        if n and right is not None and each["confidence"] is not None:
            low, high = wilson(round(right * n), n)
            dots.append(Point(f"n={n}", each["confidence"], right, low, high))
    return points(
        "Reliability",
        "How sure the system was, and how often it was right, with 95 % intervals. On the line, "
        "its confidence may be taken at its word.",
        dots,
        along=("confidence", "share right"),
        line=Line("equal", ((0.0, 0.0), (1.0, 1.0))),
        x_end=1.0,
    )


def _by_k(curves_by_name: Mapping[str, Any]) -> Figure:
    level = curves_by_name.get("level")
    told = f"Of what answers the question, by {level or 'article'}: what is among k passages."
    lines = [
        Line(name, tuple((each["k"], each["mean"]) for each in curve if each["mean"] is not None))
        for name, curve in curves_by_name.items()
        if isinstance(curve, list)  # beside the curves stands of what they are
    ]
    return curves(
        "Found among the first k",
        told,
        [line for line in lines if line.points],
        along=("k passages", "mean"),
    )


def _latency(seconds: Sequence[float]) -> Figure:
    told = "How long answers took."
    if not seconds:
        return bars("Time to an answer", told, [], along=("time", "answers"))
    half, most = (percentile(list(seconds), share) for share in (0.5, 0.95))
    unit = 1000 if max(seconds) < 2 else 1
    name = "ms" if unit == 1000 else "s"
    last = max(seconds) * unit
    edges = ticks(0, last, 16)
    step = edges[1] - edges[0] if len(edges) > 1 else max(last, 1e-9)
    counts = [0] * (int(last / step) + 1)
    for value in seconds:
        counts[int(value * unit / step)] += 1
    shown_bars = [Bar(at * step, (at + 1) * step, n) for at, n in enumerate(counts)]
    return bars(
        "Time to an answer",
        f"{told} Half of them within {shown(half, 's')}, 95 % within {shown(most, 's')}.",
        shown_bars,
        along=(f"time, {name}", "answers"),
        marks=[
            (f"half: {shown(half, 's')}", half * unit),
            (f"95 %: {shown(most, 's')}", most * unit),
        ],
    )
