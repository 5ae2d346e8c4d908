"""A run as lines for a terminal, and as the object that ``rag eval run --json`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rag.evaluation.estimates import wilson
from rag.evaluation.metrics.retrieval import INSTALL, available
from rag.evaluation.rows import REPORT, Row, Run
from rag.types import SCHEMA

SHOWN = (
    "right expected_recall exact_match token_f1 relevant citation_recall_gold "
    "citation_precision_gold citation_recall_verifier citation_precision_verifier span_exact "
    "unsupported attribution article_recall@4 article_nDCG@10 span_recall@4 fact_hit@4 "
    "abstention_precision abstention_recall balanced_accuracy aurc ece first_token_seconds seconds "
    "tokens money"
).split()
"""The metrics on a terminal; all of them are in ``summary.json``."""


def lines(run: Run) -> Iterator[str]:
    """What is wrong, how much is right, each metric with its interval, and where it all is."""
    for row in run.rows:
        if row.scores["right"] != 1:
            yield f"wrong  {row.id}  {row.question}\n       {row.reasons.get('right', '')}"
    yield from map(_counted, shares(run.rows))
    yield ""
    metrics = run.summary["metrics"]
    for name in SHOWN:
        if name in metrics and metrics[name]["mean"] is not None:
            yield _line(name, metrics[name])
    if not available():
        yield f"\n{INSTALL}"
    if run.folder.is_dir():
        yield f"\nkept in {run.folder}; to look at: {run.folder / REPORT}"


def shares(rows: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Name, right answers and questions: of all, of each kind, and of those that must pass."""
    kinds = {
        kind: [r for r in rows if r.kind == kind] for kind in dict.fromkeys(r.kind for r in rows)
    }
    groups = {"right": rows, **kinds, "must pass": [row for row in rows if row.must_pass]}
    return [
        (name, sum(row.scores["right"] == 1 for row in own), len(own))
        for name, own in groups.items()
    ]


def _counted(share: tuple[str, int, int]) -> str:
    name, k, n = share
    name = name if name in ("right", "must pass") else f"  {name}"
    if not n:
        return f"{name:<28} none"
    low, high = wilson(k, n)
    return f"{name:<28} {k:>4} of {n:<4} {k / n:.3f}  [{low:.3f}, {high:.3f}]"


def _line(name: str, of: dict[str, Any]) -> str:
    label = f"  ({of['label']})" if "label" in of else ""
    mean = f"{of['mean']:.3f} {of['unit']}".rstrip()
    return f"{name:<28} {mean}  [{of['low']:.3f}, {of['high']:.3f}]  n={of['n']}{label}"


def as_json(run: Run) -> dict[str, Any]:
    """Shares and wrong answers, and the summary's metrics."""
    return {
        "schema": SCHEMA,
        "name": run.name,
        "folder": str(run.folder) if run.folder.is_dir() else None,
        "shares": [{"name": name, "k": k, "n": n} for name, k, n in shares(run.rows)],
        "wrong": [
            {"id": row.id, "question": row.question, "reason": row.reasons.get("right", "")}
            for row in run.rows
            if row.scores["right"] != 1
        ],
        "metrics": run.summary["metrics"],
        "kinds": run.summary["kinds"],
        "notes": [] if available() else [INSTALL],
    }
