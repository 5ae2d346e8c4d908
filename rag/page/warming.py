"""While the reader opens the page, what the first question needs is loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Warming:
    """One piece of work beside the server. The process waits for it: what is cut off in the middle
    of a model's work crashes it. It ends soon, as what it works on is closed by then."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._run, name="byline-warming")

    def start(self) -> None:
        self._thread.start()

    def end(self, seconds: float) -> None:
        """Wait for it that long; what it meets after that is no fault."""
        self._leaving.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._work()
        except Exception:
            if not self._leaving.is_set():
                raise
