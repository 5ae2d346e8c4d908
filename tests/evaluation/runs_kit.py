"""Runs made by hand: what a folder of `rag eval run` holds, with scores that a test chooses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.evaluation.estimates import estimated
from rag.evaluation.rows import RESULTS, SETTINGS, SUMMARY, Row, Run, read_run

ABOUT: dict[str, dict[str, str]] = {
    "right": {"group": "answer", "better": "higher", "definition": "The answer is right."},
    "recall@4": {"group": "retrieval", "better": "higher", "definition": "Found among four."},
    "repetition": {"group": "answer", "better": "lower", "definition": "What is said twice."},
    "seconds": {"group": "cost", "better": "lower", "unit": "s", "definition": "Time."},
}
SETTINGS_OF_ALL: dict[str, Any] = {
    "schema": 1,
    "system": "byline",
    "mode": "quotes",
    "library": {"revision": 7, "articles": 3, "corpus_sha256": "abc"},
    "questions": {"file": "questions.jsonl", "sha256": "def", "n": 3},
    "settings": {"rerank": None, "without": []},
    "started": "2026-01-02T03:04:05+00:00",
    "seconds": 1.5,
}


def a_row(key: str, right: float | None = 1, **changes: Any) -> Row:
    """The row of one question; ``scores`` are added to its being right."""
    gold = {"id": key, "question": f"What of {key}?", "answerable": True, **changes.pop("gold", {})}
    fields: dict[str, Any] = {
        "id": key,
        "kind": "fact",
        "question": gold["question"],
        "gold": gold,
        "answer": an_answer(f"All of {key}.", f"art/{key}.md"),
        "scores": {"right": right, **changes.pop("scores", {})},
        "reasons": {} if right else {"right": "lacks the point"},
        "seconds": 0.2,
    }
    return Row(**{**fields, **changes})


def an_answer(quote: str, article: str, before: str = "Before it. ") -> dict[str, Any]:
    """An answer of one sentence that quotes the middle of one passage."""
    passage = f"{before}{quote} And after."
    start = 40 + len(before)
    about = {"article_id": article, "title": f"The {article}", "source": "The Bay Echo"}
    cited = {"n": 1, **about, "start": start, "end": start + len(quote), "quote": quote}
    return {
        "status": "answered",
        "text": f"{quote} [1]",
        "sentences": [{"text": f"{quote} [1]", "verdict": "verbatim", "citations": [1]}],
        "citations": [{**cited, "published": "2022-03-06", "speaker": None}],
        "passages": [{**about, "text": passage, "start": 40, "end": 40 + len(passage)}],
        "confidence": 0.9,
        "mode": "quotes",
    }


def a_run(folder: Path, rows: Sequence[Row], **settings: Any) -> Run:
    """The rows as a finished run in ``folder``."""
    folder.mkdir(parents=True)
    lines = "".join(row.to_json() + "\n" for row in rows)
    (folder / RESULTS).write_text(lines, encoding="utf-8")
    _write(folder / SETTINGS, {**SETTINGS_OF_ALL, **settings})
    _write(folder / SUMMARY, a_summary(folder.name, rows))
    return read_run(folder)


def a_summary(name: str, rows: Sequence[Row]) -> dict[str, Any]:
    names = list(dict.fromkeys(key for row in rows for key in row.scores))
    kinds = list(dict.fromkeys(row.kind for row in rows))
    return {
        "schema": 1,
        "name": name,
        "questions": len(rows),
        "metrics": {key: _estimate(rows, key) | _about(key) for key in names},
        "kinds": {
            kind: {key: _estimate([r for r in rows if r.kind == kind], key) for key in names}
            for kind in kinds
        },
        "curves": {
            "risk_coverage": [
                {"coverage": 0.5, "risk": 0.0, "confidence": 0.9},
                {"coverage": 1.0, "risk": 0.25, "confidence": 0.4},
            ],
            "reliability": [
                {"low": 0.4, "high": 0.5, "confidence": 0.45, "right": 0.5, "n": 2},
                {"low": 0.9, "high": 1.0, "confidence": 0.93, "right": 1.0, "n": 2},
            ],
            "k": {
                "recall": [{"k": 1, "mean": 0.5}, {"k": 4, "mean": 0.75}, {"k": 10, "mean": 1.0}],
                "hit": [{"k": 1, "mean": 0.6}, {"k": 4, "mean": 0.8}, {"k": 10, "mean": 1.0}],
            },
        },
    }


def _about(name: str) -> dict[str, str]:
    return {
        "group": "answer",
        "better": "higher",
        "unit": "",
        "definition": "",
        **ABOUT.get(name, {}),
    }


def _estimate(rows: Sequence[Row], name: str) -> dict[str, Any]:
    return asdict(estimated([row.scores.get(name) for row in rows]))


def _write(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
