"""A baseline: the scores that a later run must not fall below, in a file that people read.

One line a metric with its limit, one line a question with what it scored and a mark of what was
asked, so that a diff of the file shows which questions changed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.comparing.comparison import HEADLINE, asked
from rag.evaluation.estimates import estimated
from rag.evaluation.rows import Row, Run
from rag.types import SCHEMA

PLACES = 4
"""Scores are written with so many decimals, and compared so."""


@dataclass(frozen=True, slots=True)
class Gated:
    """A metric of the gate. Its mean may not pass ``limit``: a floor where higher is better, a
    ceiling where lower is."""

    metric: str
    limit: float
    mean: float
    better: str = "higher"

    @property
    def bound(self) -> str:
        return "floor" if self.better == "higher" else "ceiling"

    def passes(self, mean: float) -> bool:
        return mean >= self.limit if self.better == "higher" else mean <= self.limit


@dataclass(frozen=True, slots=True)
class Known:
    """One question of the baseline: what was asked, as a digest, and its scores."""

    gold: str
    scores: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Baseline:
    metrics: tuple[Gated, ...]
    questions: Mapping[str, Known]
    made: Mapping[str, Any]
    """Which run it was made of: system, mode, library."""

    def to_json(self) -> str:
        metrics = (
            (each.metric, {each.bound: each.limit, "mean": each.mean}) for each in self.metrics
        )
        questions = (
            (key, {"gold": known.gold, **known.scores}) for key, known in self.questions.items()
        )
        return (
            f'{{\n "schema": {SCHEMA},\n "made": {_line(dict(self.made))},\n'
            f' "metrics": {_lines(metrics)},\n "questions": {_lines(questions)}\n}}\n'
        )


def digest(gold: Mapping[str, Any]) -> str:
    """Eight hex digits of what decides a question's marks."""
    plain = json.dumps(asked(gold), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)


def baseline_of(
    run: Run, metrics: Sequence[str] = (HEADLINE,), limits: Mapping[str, float] | None = None
) -> Baseline:
    """This run as what later ones are held to.

    A limit that is not given is the low end of the mean's 95 % interval (the high end where
    lower is better), rounded away from the mean to two decimals. Raises UsageError for a metric
    that the run has no score of.
    """
    limits = limits or {}
    names = list(dict.fromkeys([*metrics, *limits]))
    # Those of the whole run alone, such as abstention_f1, have a limit and no single scores.
    single = [name for name in names if any(name in row.scores for row in run.rows)]
    return Baseline(
        metrics=tuple(_gated(run, name, limits.get(name)) for name in names),
        questions={
            row.id: Known(digest(row.gold), {n: rounded(row.scores.get(n)) for n in single})
            for row in run.rows
        },
        made=_made(run),
    )


def read_baseline(path: str | Path) -> Baseline:
    """Raises UsageError where there is no such file or it is no baseline."""
    path = Path(path)
    if not path.is_file():
        raise UsageError(
            f"there is no baseline '{path}'; `rag eval gate RUN --write-baseline {path}` makes it"
        )
    try:
        value = json.loads(path.read_text("utf-8"))
        return Baseline(
            metrics=tuple(_read_metric(name, row) for name, row in value["metrics"].items()),
            questions={key: _read_known(row) for key, row in value["questions"].items()},
            made=value.get("made") or {},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"'{path}' is no baseline of `rag eval gate` ({error!r})") from error


def write_baseline(baseline: Baseline, path: str | Path) -> None:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(baseline.to_json(), encoding="utf-8")


def changed(baseline: Baseline, rows: Sequence[Row]) -> Iterator[str]:
    """Each way in which other questions were asked than the baseline's, with the ids."""
    asked_now = {row.id: digest(row.gold) for row in rows}
    known = {key: each.gold for key, each in baseline.questions.items()}
    gone = [key for key in known if key not in asked_now]
    new = [key for key in asked_now if key not in known]
    other = [key for key in known if key in asked_now and known[key] != asked_now[key]]
    for words, ids in (("not asked", gone), ("new", new), ("changed", other)):
        if ids:
            yield f"{words}: {', '.join(ids)}"


def _gated(run: Run, name: str, limit: float | None) -> Gated:
    about = run.summary.get("metrics", {}).get(name, {})
    estimate = estimated([row.scores.get(name) for row in run.rows])
    mean = estimate.mean if estimate.mean is not None else about.get("mean")
    if mean is None:
        scored = ", ".join(k for k, m in run.summary.get("metrics", {}).items() if m.get("n"))
        raise UsageError(f"'{run.name}' has no score of '{name}'; it has {scored or 'none'}")
    better = str(about.get("better", "higher"))
    if limit is None:
        low = estimate.low if estimate.low is not None else about["low"]
        high = estimate.high if estimate.high is not None else about["high"]
        limit = math.floor(low * 100) / 100 if better == "higher" else math.ceil(high * 100) / 100
    return Gated(name, limit, round(mean, PLACES), better)


def _made(run: Run) -> dict[str, Any]:
    library = run.settings.get("library") or {}
    return {
        "system": run.settings.get("system"),
        "mode": run.settings.get("mode"),
        "articles": library.get("articles"),
        "corpus_sha256": library.get("corpus_sha256"),
    }


def _read_metric(name: str, row: Mapping[str, Any]) -> Gated:
    better = "lower" if "ceiling" in row else "higher"
    limit = row["ceiling" if better == "lower" else "floor"]
    return Gated(name, float(limit), float(row["mean"]), better)


def _read_known(row: Mapping[str, Any]) -> Known:
    scores = {key: value for key, value in row.items() if key != "gold"}
    return Known(str(row["gold"]), scores)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(entries: Iterator[tuple[str, object]]) -> str:
    rows = ",\n".join(f"  {_line(key)}: {_line(value)}" for key, value in entries)
    return f"{{\n{rows}\n }}"
