"""Searching a Chroma server from any process, whoever keeps it up to date."""

from __future__ import annotations

import threading
import time

from rag.errors import LibraryError
from rag.library.chroma import Collection, chroma_faults
from rag.library.chroma_server import ServerShelf
from rag.library.journal import warn
from rag.library.ledger import Vectors
from rag.library.shelves import Volume

_PERIOD = 0.5
"""Seconds between two looks at how far the collection is, while it is searched."""
_IDLE = 30.0
"""Seconds after the last search from which on nobody looks."""


class ChromaReader:
    """One process's eyes on the server. Looks are taken beside the searches, never in them."""

    def __init__(self, shelf: ServerShelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._seen: tuple[Volume, Collection] | None = None
        self._looked = self._asked = float("-inf")
        self.trouble: str | None = None
        """Why it does not answer, in words; None while it does."""

    def answers(self, revision: int, embedding: int) -> bool:
        """Whether it can answer for a revision of the ledger. Being asked, it gets ready to."""
        self._asked = time.monotonic()
        seen = self._seen
        return (
            seen is not None
            and seen[0].stamp.embedding == embedding
            and seen[0].position is not None
            and seen[0].position.revision == revision
        )

    def query(self, vector: Vectors, k: int) -> list[str] | None:
        """The ids of the k nearest; None when it cannot say."""
        seen = self._seen
        if seen is None:
            return None
        try:
            return seen[1].nearest(vector, k)
        except chroma_faults() as error:
            self._seen = None
            warn("Chroma's server failed; exact search answers", error=type(error).__name__)
            return None

    def due(self) -> bool:
        """Whether it is time to look again."""
        now = time.monotonic()
        return now < self._asked + _IDLE and now >= self._looked + _PERIOD

    def look(self) -> Volume | None:
        """How far the collection is now. Raises LibraryError when the server does not answer."""
        with self._lock:
            try:
                volume = self._shelf.current()
                if volume is None:
                    self._seen = None
                elif self._seen is None or self._seen[0].name != volume.name:
                    self._seen = volume, self._shelf.to_search(volume)
                else:
                    self._seen = volume, self._seen[1]
            except chroma_faults() as error:
                self._seen = None
                self.trouble = (
                    f"Chroma at {self._shelf.address} does not answer ({_told(error)}); exact "
                    "search answers meanwhile"
                )
                raise LibraryError(self.trouble) from error
            finally:
                self._looked = time.monotonic()
            self.trouble = None
            return volume


def _told(error: BaseException) -> str:
    """The first line: httpx adds where its status codes are explained."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403):
        return f"it answers {status}; check RAG_CHROMA_TOKEN"
    return str(error).strip().split("\n")[0] or type(error).__name__
