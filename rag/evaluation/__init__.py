"""Questions in, figures out: how well the answers hold, measured without a judge.

from rag import Rag
from rag.evaluation import evaluate

with Rag.open("index") as rag:
    run = evaluate(rag, "questions.jsonl")
print(run.summary["metrics"]["right"])
"""

from __future__ import annotations

from rag.evaluation.comparing.baseline import baseline_of, read_baseline, write_baseline
from rag.evaluation.comparing.comparison import compare
from rag.evaluation.comparing.gate import gate
from rag.evaluation.evaluating import evaluate
from rag.evaluation.questions import Gold, GoldSpan, read_questions
from rag.evaluation.rows import Row, Run, read_run
from rag.evaluation.scoring import scored
from rag.evaluation.summing import summary

__all__ = [
    "Gold",
    "GoldSpan",
    "Row",
    "Run",
    "baseline_of",
    "compare",
    "evaluate",
    "gate",
    "read_baseline",
    "read_questions",
    "read_run",
    "scored",
    "summary",
    "write_baseline",
]
