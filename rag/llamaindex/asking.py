"""What retriever and query engine share: the library, and the options of every question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from llama_index.core.vector_stores import MetadataFilters

from rag.assistant import Rag
from rag.errors import UsageError
from rag.llamaindex.filters import bounds_of

OPTIONS = frozenset(
    "history k source since until language articles collection undated asked_at as_of "
    "without".split()
)
"""What :meth:`rag.Rag.ask` takes beside the question."""


def opened(rag: Rag | str | Path) -> Rag:
    """The library, or the one in this folder."""
    return rag if isinstance(rag, Rag) else Rag.open(rag)


def checked(options: Mapping[str, Any], filters: MetadataFilters | None) -> dict[str, Any]:
    """Options of a question, those that the filters name among them. Raises UsageError."""
    unknown = sorted(set(options) - OPTIONS)
    if unknown:
        raise UsageError(
            f"there is no option {unknown[0]!r}; a question takes {', '.join(sorted(OPTIONS))}"
        )
    bounds = bounds_of(filters)
    twice = sorted(set(bounds) & set(options))
    if twice:
        raise UsageError(f"{twice[0]} is given twice, by an option and by the filters")
    return {**options, **bounds}
