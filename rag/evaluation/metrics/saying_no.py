"""Saying no: what each answer shows of it. What a whole run shows is in ``rag.evaluation.sets``."""

from __future__ import annotations

from rag.evaluation.metrics.metric import Metric, Score, Texts
from rag.evaluation.observed import Observed
from rag.evaluation.questions import Gold


def said_no(gold: Gold, observed: Observed, texts: Texts) -> Score:
    return Score(float(observed.silent))


def confidence(gold: Gold, observed: Observed, texts: Texts) -> Score:
    told = observed.confidence
    if told is not None and not 0 <= told <= 1:
        return Score(None, f"{told} is no confidence from 0 to 1")
    return Score(told)


METRICS = (
    Metric(
        "said_no", "saying no", "1 when the system says that it has no answer", said_no, "lower"
    ),
    Metric(
        "confidence",
        "saying no",
        "the system's own confidence, from 0 to 1; how well it holds is the ECE",
        confidence,
    ),
)
