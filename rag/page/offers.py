"""Questions to begin with: worked out once for a library as it is, since each has to be tried."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Rag

MOST = 8


class Offers:
    """Examples of one library. Many readers wait for one working out, not for one each."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._guard = threading.Lock()
        self._made_for: int | None = None
        self._questions: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Those worked out so far, without waiting."""
        return self._questions

    def current(self) -> tuple[str, ...]:
        """Those of the library as it is now. Raises what Rag raises."""
        with self._guard:
            revision = self._rag.status().revision
            if revision != self._made_for:
                self._questions = self._rag.examples(n=MOST)
                self._made_for = revision
            return self._questions
