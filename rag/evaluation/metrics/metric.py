"""A metric: one number of one answer, or none, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from rag.evaluation.observed import Observed
from rag.evaluation.questions import Gold


class Texts(Protocol):
    """The library's articles, for metrics that check spans against them."""

    def __call__(self, article_id: str, revision: int | None = None) -> str | None:
        """The text that spans point into; None when there is no such article."""


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` is None where the metric says nothing about this answer; it is then no part of
    any mean. ``reason`` tells a person why it is as it is."""

    value: float | None
    reason: str = ""


UNSCORED = Score(None)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of each answer. ``definition`` says what it is, with its paper."""

    name: str
    group: Literal["retrieval", "answer", "citations", "saying no", "cost"]
    definition: str
    measure: Callable[[Gold, Observed, Texts], Score]
    better: Literal["higher", "lower"] = "higher"
    unit: str = ""

    def __str__(self) -> str:
        return self.name
