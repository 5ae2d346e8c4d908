"""All metrics of one answer."""

from __future__ import annotations

from functools import lru_cache

from rag.evaluation.metrics import answer, citations, cost, retrieval, saying_no
from rag.evaluation.metrics.metric import Metric, Texts
from rag.evaluation.observed import Observed
from rag.evaluation.questions import Gold

HEADLINE = "right"
NOTHING_SAID = Observed("", silent=False)
"""What a system that failed has said: it counts as wrong, and never as a refusal."""


@lru_cache(maxsize=1)
def all_metrics() -> tuple[Metric, ...]:
    """Every metric of single answers, the headline first; retrieval where ir-measures is."""
    groups = (answer.METRICS, citations.METRICS, retrieval.metrics(), saying_no.METRICS)
    return tuple(metric for group in (*groups, cost.METRICS) for metric in group)


def scored(
    gold: Gold, observed: Observed, texts: Texts
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Every metric's value by its name, None where it says nothing of this answer; and the reasons
    of those that give one."""
    found = {metric.name: metric.measure(gold, observed, texts) for metric in all_metrics()}
    values = {name: score.value for name, score in found.items()}
    return values, {name: score.reason for name, score in found.items() if score.reason}


def no_texts(article_id: str, revision: int | None = None) -> str | None:
    """No library at hand: what needs the articles' texts is then not scored."""
    return None
