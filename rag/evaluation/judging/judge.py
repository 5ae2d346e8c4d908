"""A judge: marks of one answer, each within its scale or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.evaluation.metrics.citations import Claims


@dataclass(frozen=True, slots=True)
class Case:
    """What a judge is shown."""

    question: str
    answer: str
    contexts: Sequence[str]
    """The passages that were retrieved."""
    reference: str | None
    """What a right answer says, where the question tells it."""
    claims: Claims = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """``value`` is None, "unscored", where the judge said nothing on its scale."""

    value: float | None
    reason: str = ""

    @classmethod
    def within(cls, value: float | None, low: float, high: float, reason: str = "") -> Mark:
        """Outside of its scale a mark is no mark; it is never 0, and never cut to fit."""
        return cls(value if value is not None and low <= value <= high else None, reason)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a kind of mark means, and from which value on it counts as a yes."""

    low: float
    high: float
    passes: float
    beside: str
    """The metric without a judge that it is laid beside."""
    holds: float
    """From which value on that metric counts as a yes."""
    lower_is_better: bool = False
    """Of that metric."""

    def yes(self, mark: float) -> bool:
        return mark >= self.passes

    def holds_without(self, value: float) -> bool:
        """Whether the metric says yes."""
        return value <= self.holds if self.lower_is_better else value >= self.holds


class Together:
    """Several judges as one: each gives its kinds of marks."""

    def __init__(self, judges: Sequence[Judge]) -> None:
        self._judges = judges
        self.name = ", ".join(dict.fromkeys(each.name for each in judges))
        self.scales = {name: scale for each in judges for name, scale in each.scales.items()}

    def marks(self, case: Case) -> dict[str, Mark]:
        return {name: mark for each in self._judges for name, mark in each.marks(case).items()}


class Judge(Protocol):
    """Anything that marks answers."""

    @property
    def name(self) -> str: ...

    @property
    def scales(self) -> Mapping[str, Scale]:
        """Its kinds of marks."""
        ...

    def marks(self, case: Case) -> Mapping[str, Mark]:
        """A mark of each kind. Raises ModelError where nothing can be asked."""
        ...
