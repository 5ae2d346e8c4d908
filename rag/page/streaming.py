"""The reader's acts as Gradio runs them: steps in threads of their own, waiting in none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from rag.page.looks import View

T = TypeVar("T")
LOOK_AGAIN = 0.25
"""Seconds after which whoever waits is looked at again."""


class Streaming:
    """So many steps at once; one reader's step never holds up another's."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._limiter: CapacityLimiter | None = None

    async def steps(self, views: Iterator[View]) -> AsyncIterator[View]:
        """The views as they come. When whoever reads leaves, the act ends at its next step."""
        try:
            while (view := await self.run(lambda: next(views, None))) is not None:
                yield view
                if view.waiting:
                    await asyncio.sleep(LOOK_AGAIN)
        finally:
            close = getattr(views, "close", None)
            if close is not None:
                await self.run(close)

    async def run(self, act: Callable[[], T]) -> T:
        """One step."""
        if self._limiter is None:  # it belongs to the event loop that first needs it
            self._limiter = CapacityLimiter(self._at_once)
        return await to_thread.run_sync(act, limiter=self._limiter)
