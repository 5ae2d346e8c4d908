"""A run's rows as one summary: every metric's estimate, in all and by kind, and the curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rag.evaluation.estimates import Estimate, estimated
from rag.evaluation.metrics.metric import Metric
from rag.evaluation.metrics.retrieval import CUTOFFS
from rag.evaluation.metrics.support import verifier_errors
from rag.evaluation.rows import Row
from rag.evaluation.scoring import HEADLINE, all_metrics
from rag.evaluation.sets import (
    SET_METRICS,
    estimated_set,
    outcomes,
    reliability,
    risk_coverage,
)
from rag.types import SCHEMA

BY_CONSTRUCTION = (
    "verbatim unsupported span_exact citation_recall_verifier citation_precision_verifier "
    "citation_recall_verifier_before citation_precision_verifier_before"
).split()
"""What a system that only quotes cannot miss, and what therefore tells nothing of it."""


def summary(rows: Sequence[Row], name: str) -> dict[str, Any]:
    """What ``summary.json`` holds."""
    if not rows:
        return {"schema": SCHEMA, "name": name, "questions": 0, "metrics": {}, "kinds": {}}
    known = [metric for metric in all_metrics() if _says_something(metric, rows)]
    quotes = _only_quotes(rows)
    of = outcomes(rows)
    metrics = {each.name: _of_answers(each, rows, quotes) for each in known}
    for each in SET_METRICS:
        metrics[each.name] = {
            **_plain(estimated_set(each, of)),
            "group": "saying no",
            "better": each.better,
            "unit": "",
            "definition": each.definition,
        }
    return {
        "schema": SCHEMA,
        "name": name,
        "questions": len(rows),
        "failed": sum(row.error is not None for row in rows),
        "headline": {"answers": HEADLINE, "citations": _headline_of_citations(metrics, quotes)},
        "metrics": metrics,
        "kinds": _kinds(known, rows),
        "curves": {
            "risk_coverage": risk_coverage(of),
            "reliability": reliability(of),
            "k": _by_cutoff(metrics),
        },
        "verifier": verifier_errors(),
    }


def _says_something(metric: Metric, rows: Sequence[Row]) -> bool:
    """Exact match and F1 count a refusal as an empty answer; where no question has a short answer
    that would be all they count, so they are left out."""
    by_answer = metric.name in ("exact_match", "token_f1")
    return any(
        row.scores.get(metric.name) is not None for row in rows if row.answerable or not by_answer
    )


def _only_quotes(rows: Sequence[Row]) -> bool:
    modes = {row.answer.get("mode") for row in rows if row.answer}
    return modes == {"quotes"}


def _headline_of_citations(metrics: dict[str, Any], quotes: bool) -> str | None:
    """Whether what is cited carries the answer, for systems that quote; ALCE's recall for those
    that write, by gold spans where there are any."""
    order = ["citation_recall_gold", "relevant", "citation_recall_verifier"]
    wanted = ["relevant", *order] if quotes else order
    return next((name for name in wanted if name in metrics), None)


def _of_answers(metric: Metric, rows: Sequence[Row], quotes: bool) -> dict[str, Any]:
    values = [row.scores.get(metric.name) for row in rows]
    told = {
        **_plain(estimated(values)),
        "group": metric.group,
        "better": metric.better,
        "unit": metric.unit,
        "definition": metric.definition,
    }
    if quotes and metric.name in BY_CONSTRUCTION:
        told["label"] = "by construction"
    if metric.group == "cost":
        half, most = np.percentile([each for each in values if each is not None], (50, 95))
        told |= {"median": float(half), "p95": float(most)}
    return told


def _plain(estimate: Estimate) -> dict[str, Any]:
    return {
        "mean": estimate.mean,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "unscored": estimate.unscored,
    }


def _kinds(metrics: Sequence[Metric], rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return {
        kind: {
            metric.name: _plain(estimated([row.scores.get(metric.name) for row in own]))
            for metric in metrics
        }
        for kind, own in by_kind.items()
    }


def _by_cutoff(metrics: dict[str, Any]) -> dict[str, Any]:
    """Recall and hits at each cutoff, by the coarsest level that is scored."""
    for level in ("article", "span", "fact"):
        if f"{level}_recall@{CUTOFFS[0]}" in metrics:
            return {
                "level": level,
                **{
                    measure: [
                        {"k": k, "mean": metrics[f"{level}_{measure}@{k}"]["mean"]} for k in CUTOFFS
                    ]
                    for measure in ("recall", "hit")
                },
            }
    return {"level": None, "recall": [], "hit": []}
