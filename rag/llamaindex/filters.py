"""LlamaIndex's metadata filters as Byline's own: outlets, languages, articles and days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from llama_index.core.vector_stores import FilterCondition, FilterOperator, MetadataFilters

from rag.asking import as_day
from rag.errors import UsageError

_NAMED = {"source": "source", "language": "language", "article_id": "articles"}
_DAYS = ("date", "published")
_EQUAL = (FilterOperator.EQ, FilterOperator.IN)
_FROM = {FilterOperator.GTE: 0, FilterOperator.GT: 1, FilterOperator.EQ: 0}
_TO = {FilterOperator.LTE: 0, FilterOperator.LT: -1, FilterOperator.EQ: 0}
_POSSIBLE = (
    "source, language and article_id with == or in, and date or published with ==, >, >=, < or <=, "
    "all of which must hold"
)


def bounds_of(filters: MetadataFilters | None) -> dict[str, Any]:
    """Arguments of :meth:`rag.Rag.search`. Raises UsageError for a filter Byline has not."""
    bounds: dict[str, Any] = {}
    if filters is None:
        return bounds
    one_of = filters.condition is FilterCondition.OR and len(filters.filters) > 1
    if one_of or filters.condition is FilterCondition.NOT:
        raise UsageError(f"filters cannot be joined by {filters.condition}; there are {_POSSIBLE}")
    for each in filters.filters:
        if isinstance(each, MetadataFilters):
            found = bounds_of(each)
        else:
            found = _bound(each.key, each.operator, each.value)
        for name, value in found.items():
            bounds[name] = _both(name, bounds[name], value) if name in bounds else value
    return bounds


def _bound(key: str, operator: FilterOperator, value: Any) -> dict[str, Any]:
    if key in _NAMED and operator in _EQUAL and value is not None:
        names = [value] if isinstance(value, str) else list(value)
        return {_NAMED[key]: [str(each) for each in names]}
    if key in _DAYS and (operator in _FROM or operator in _TO):
        found = {}
        if operator in _FROM:
            found["since"] = _day(key, value, _FROM[operator])
        if operator in _TO:
            found["until"] = _day(key, value, _TO[operator])
        return found
    raise UsageError(f"there is no filter '{key} {operator.value}'; there are {_POSSIBLE}")


def _day(key: str, value: Any, later: int) -> date:
    """A day, moved where the filter leaves it out. A moment is its day."""
    day = as_day(key, value if isinstance(value, (str, date, datetime)) else str(value))
    if day is None:
        raise UsageError(f"the filter on {key} names no day")
    return day + timedelta(days=later)


def _both(name: str, one: Any, other: Any) -> Any:
    """What two filters on the same field leave."""
    if name == "since":
        return max(one, other)
    if name == "until":
        return min(one, other)
    left = [each for each in one if each in other]
    if not left:
        raise UsageError(f"two filters on {name} leave nothing: {one} and {other}")
    return left
