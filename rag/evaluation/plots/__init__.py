"""Small plots as inline SVG: no script, no colour of its own, a table of the same beside each."""

from __future__ import annotations

from rag.evaluation.plots.charts import Bar, Interval, Line, Point, bars, curves, intervals, points
from rag.evaluation.plots.figure import Figure

__all__ = [
    "Bar",
    "Figure",
    "Interval",
    "Line",
    "Point",
    "bars",
    "curves",
    "intervals",
    "points",
]
