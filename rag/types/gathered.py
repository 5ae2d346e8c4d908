"""Articles under a name: a set of them, or a filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.types.plain import SCHEMA, plain


@dataclass(frozen=True, slots=True)
class NamedCollection:
    """A set of articles that was given a name. Either ``articles`` are named one by one, or the
    other fields are a filter, which takes in what comes later too."""

    name: str
    articles: tuple[str, ...] = ()
    """Ids, in the order added."""
    source: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    language: tuple[str, ...] = ()
    undated: bool = False

    def to_dict(self) -> dict[str, Any]:
        """What ``rag collections list --json`` prints of it."""
        return {"schema": SCHEMA, **plain(self)}
