"""What a model took: of one answer, of a day, and how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.types.plain import SCHEMA, plain


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of all requests that one answer took."""

    prompt_tokens: int
    completion_tokens: int
    cost: float | None = None
    """At the prices that are set; None when none are."""
    estimated: bool = False
    """Whether the model did not tell all of it, so that some was estimated, rather too high."""

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Usage) -> Usage:
        costs = [each.cost for each in (self, other) if each.cost is not None]
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            sum(costs) if costs else None,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class DayUsage:
    """What one day took (UTC), over all processes that answer from one folder."""

    day: date
    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost: float

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be taken; None where there is no cap."""

    tokens_per_answer: int | None = None
    requests_per_minute: int | None = None
    tokens_per_day: int | None = None
    cost_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Today, the days before it, and the caps in force."""

    model: str | None
    """The model that is set; None when answers are quotations."""
    today: DayUsage
    requests_last_minute: int
    days: tuple[DayUsage, ...]
    """The newest first; only days on which a model was asked."""
    caps: Caps

    def to_dict(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **plain(self)}
