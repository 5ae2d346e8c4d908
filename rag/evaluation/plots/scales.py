"""From values to places in a picture, and the round values worth a line."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` along pixels from ``first`` to ``last``. Values outside
    stand at the nearer end."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.first + min(1.0, max(0.0, share)) * (self.last - self.first), 2)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values from low to high, 1, 2 or 5 times a power of ten apart (Heckbert 1990)."""
    if not high > low:
        return [low]
    rough = (high - low) / max(1, about - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * by for by in (1, 2, 5, 10) if power * by >= rough * 0.75)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(at * step, 10) for at in range(first, last + 1)]


def room_above(value: float) -> float:
    """The end of an axis that holds this value: the next of its ticks."""
    if value <= 0:
        return 1.0
    step = ticks(0.0, value)[1] if len(ticks(0.0, value)) > 1 else value
    return math.ceil(value / step - 1e-9) * step
