"""What a run was made with, as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rag.markup import Html, tag


def table(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Html:
    """One line a setting: its name, then its value in each run."""
    head = tag("tr", *(tag("th", each, scope="col") for each in columns))
    lines = (
        tag("tr", tag("th", name, scope="row"), *(tag("td", value) for value in values))
        for name, *values in rows
    )
    whole = tag("table", tag("thead", head), tag("tbody", *lines), class_="settings")
    return tag("div", whole, class_="scrolls")


def written(value: Any) -> str:
    """A value as a person would type it; a setting that is not there is a dash."""
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
