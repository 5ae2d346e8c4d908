"""Where the articles of a library come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """A folder or a feed that gave articles, and can be given to ``sync`` again."""

    location: str
    kind: str
    """``folder`` or ``feed``."""
    articles: int
    """That it gave and that are still here."""
