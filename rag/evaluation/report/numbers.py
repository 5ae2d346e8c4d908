"""Numbers as a person reads them."""

from __future__ import annotations

NONE = "–"
"""Not scored: never a 0."""
MINUS = "\u2212"


def shown(value: float | None, unit: str = "", *, sign: bool = False) -> str:
    """A share with three decimals, seconds with two or as ms, whole things as they are."""
    if value is None:
        return NONE
    if sign:
        return _signed(value, unit)
    if unit in ("s", "seconds"):
        return f"{value * 1000:.0f} ms" if abs(value) < 1 else f"{value:.2f} s"
    after = f" {unit}" if unit else ""
    if abs(value) >= 100 or (unit and value == int(value)):
        return f"{value:,.0f}{after}"
    return f"{value:.{1 if abs(value) > 10 else 3}f}{after}"


def between(low: float, high: float, unit: str = "") -> str:
    """An interval; a unit that is a word stands once, with the mean."""
    unit = unit if unit in ("s", "seconds") else ""
    return f"{shown(low, unit)} to {shown(high, unit)}"


def _signed(value: float, unit: str) -> str:
    """With a sign, or without where nothing of it would be shown."""
    size = shown(abs(value), unit)
    if size == shown(0.0, unit):
        return size
    return f"{'+' if value > 0 else MINUS}{size}"


def percentile(values: list[float], share: float) -> float:
    """The smallest value that so many of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -(-int(share * 1000) * len(ordered) // 1000) - 1))]
