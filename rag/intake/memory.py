"""What intake asks of whoever remembers how inputs were read: the library, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.types import Reading


class Memory(Protocol):
    """How inputs were read the last time."""

    def reading(self, location: str, via: str = "") -> Reading | None:
        """How an input was read, when all that it gave is still there."""
        ...

    def through(self, feed: str) -> Sequence[Reading]:
        """What came through a feed."""
        ...


class Forgetful:
    """Remembers nothing: everything is read."""

    def reading(self, location: str, via: str = "") -> Reading | None:
        return None

    def through(self, feed: str) -> Sequence[Reading]:
        return ()
