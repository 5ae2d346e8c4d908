"""Where the time of a search goes: the steps it calls, each without those inside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from rag.answering import answerer
from rag.library.alike_copies import NearCopies
from rag.library.library import Library
from rag.retrieval import search

STEPS: tuple[tuple[str, Any, str], ...] = (
    ("understand the question", answerer, "understand"),
    ("embed it", Library, "embed_query"),
    ("keywords", Library, "keyword_hits"),
    ("vectors", Library, "vector_hits"),
    ("read the passages", Library, "passages"),
    ("rank them", search, "_ranked"),
    ("near copies", NearCopies, "clusters"),
    ("near copies", search, "without_repeats"),
    ("near copies", search, "dissent_first"),
    ("near copies", search, "with_copies"),
    ("join neighbours", search, "joined"),
)
REST = "the rest"


class Clock:
    """Seconds of processor time of this thread by step."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = dict.fromkeys([name for name, _, _ in STEPS], 0.0)
        self.spent[REST] = 0.0
        self._now, self._since = [REST], time.thread_time()

    def turn(self) -> None:
        """Counts the time since the last turn for the step that is going on."""
        now = time.thread_time()
        self.spent[self._now[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            self.turn()
            self._now.append(name)
            try:
                return step(*args, **options)
            finally:
                self.turn()
                self._now.pop()

        return run


@contextmanager
def clocked() -> Iterator[Clock]:
    """A clock of what this thread searches meanwhile."""
    clock = Clock()
    patches = [patch.object(of, name, clock.timed(s, getattr(of, name))) for s, of, name in STEPS]
    for each in patches:
        each.start()
    try:
        yield clock
    finally:
        clock.turn()
        for each in patches:
            each.stop()
