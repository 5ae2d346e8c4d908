"""Cost: how long, how many tokens, how much money. The memory of a run is in its settings.json."""

from __future__ import annotations

from collections.abc import Callable

from rag.evaluation.metrics.metric import Metric, Score, Texts
from rag.evaluation.observed import Observed
from rag.evaluation.questions import Gold


def _told(of: Callable[[Observed], float | None]) -> Callable[[Gold, Observed, Texts], Score]:
    return lambda gold, observed, texts: Score(of(observed))


METRICS = (
    Metric(
        "first_token_seconds",
        "cost",
        "seconds until the first text or sentence of the answer, provisional or kept",
        _told(lambda observed: observed.first_token_seconds),
        "lower",
        "s",
    ),
    Metric(
        "seconds",
        "cost",
        "seconds until the answer is complete",
        _told(lambda observed: observed.seconds),
        "lower",
        "s",
    ),
    Metric(
        "tokens",
        "cost",
        "tokens of all requests to models for one answer, prompts and outputs",
        _told(lambda observed: observed.tokens),
        "lower",
        "tokens",
    ),
    Metric(
        "money",
        "cost",
        "what those tokens cost, in the currency of the prices that are set",
        _told(lambda observed: observed.cost),
        "lower",
    ),
)
