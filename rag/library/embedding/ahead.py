"""A question's vector made beside its grammar, where that costs nothing but a processor's time.

Reading a question and embedding it take about as long, and neither needs the other; nor does what
is multiplied with the vector. When the question turns out to be searched in other words, all that
is thrown away: so nothing is begun with an embedder that is asked over a network and may have its
price.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from rag.library.embedding import Embedder
from rag.library.embedding.minilm import MiniLM
from rag.library.ledger import Vectors

Then = Callable[[Vectors], object]
_MOST = 32
"""Questions under way at once; further ones are embedded when they are needed."""


class Ahead:
    """Vectors that were begun. Safe to use from many threads."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        """``embedder`` opens it when it is first asked for."""
        self._embedder = embedder
        self._guard = threading.Lock()
        self._begun: dict[str, Future[Vectors | None]] = {}
        self._worker: ThreadPoolExecutor | None = None

    def begin(self, text: str, then: Then | None = None) -> None:
        """Begins with a text's vector; does nothing when it is under way. ``then`` is called with
        it, behind the vectors that others wait for; what it raises is nobody's.
        """
        with self._guard:
            if text in self._begun:
                return
            if len(self._begun) >= _MOST:  # those that nobody took
                self._begun.pop(next(iter(self._begun)))
            if self._worker is None:
                self._worker = ThreadPoolExecutor(1, "byline-ahead")
            begun = self._worker.submit(self._made, text)
            self._begun[text] = begun
        if then is not None:
            begun.add_done_callback(partial(self._go_on, then))
        # The worker needs Python's lock to begin, which this thread would keep for milliseconds.
        time.sleep(0)

    def taken(self, text: str) -> Vectors | None:
        """The vector that was begun, once; None when none was, or it is not made beforehand.

        Raises what the embedder raised.
        """
        with self._guard:
            begun = self._begun.pop(text, None)
        return None if begun is None else begun.result()

    def _go_on(self, then: Then, begun: Future[Vectors | None]) -> None:
        """In the worker's turn, so that nobody who waits for the vector waits for this too."""
        if begun.exception() is not None:
            return
        vector, worker = begun.result(), self._worker
        if vector is not None and worker is not None:
            worker.submit(then, vector)

    def _made(self, text: str) -> Vectors | None:
        embedder = self._embedder()
        return embedder.query(text) if isinstance(embedder, MiniLM) else None
