"""Answers as they are made: steps in threads, in turn with the page's readers. Who hangs up ends
theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CancelScope, CapacityLimiter, create_task_group, to_thread

from rag.places import Places
from rag.types import Done, Event, Failed

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")
LOOK_AGAIN = 0.1
"""Seconds after which whoever waits for its turn is looked at again."""
OTHERS = 16
"""Of what is no answer, such as lists and searches, how many are worked on at once."""


class HungUp(Exception):
    """Whoever asked has left."""


class Answering:
    """The answers of one server. What is no answer has threads of its own, and waits for none."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._answers: CapacityLimiter | None = None
        self._others: CapacityLimiter | None = None

    async def run(self, act: Callable[[], T]) -> T:
        """One call that is no answer."""
        if self._others is None:  # it belongs to the event loop that first needs it
            self._others = CapacityLimiter(OTHERS)
        return await to_thread.run_sync(act, limiter=self._others)

    async def events(self, begin: Callable[[], Iterator[Event]]) -> AsyncIterator[Event]:
        """The events of one answer. Left early, it ends with the step under way.

        Raises TooManyWaiting, and what ``begin`` and the events raise.
        """
        ticket = self._places.take()
        try:
            while self._places.ahead(ticket):  # noqa: ASYNC110 - others end in threads
                await asyncio.sleep(LOOK_AGAIN)
            events = await self._step(begin)
            try:
                while (event := await self._step(lambda: next(events, None))) is not None:
                    yield event
            finally:
                with CancelScope(shield=True):
                    await self._step(lambda: _close(events))
        finally:
            self._places.give_back(ticket)

    async def ended(self, request: Request, begin: Callable[[], Iterator[Event]]) -> Done | Failed:
        """The last of the events; the work ends when whoever asked hangs up.

        Raises HungUp then, else what :meth:`events` raises."""
        last: Done | Failed | None = None
        failed: Exception | None = None
        async with create_task_group() as group:
            group.start_soon(_watched, request, group.cancel_scope)
            try:
                async for event in self.events(begin):
                    if isinstance(event, (Done, Failed)):
                        last = event
            except Exception as error:  # noqa: BLE001 - raised below: a group would wrap it
                failed = error
            group.cancel_scope.cancel()
        if failed is not None:
            raise failed
        if last is None:
            raise HungUp
        return last

    async def _step(self, act: Callable[[], T]) -> T:
        if self._answers is None:
            self._answers = CapacityLimiter(self._places.at_once)
        return await to_thread.run_sync(act, limiter=self._answers)


async def begun(events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    """The same events, the first of them made already: what is wrong with a question is raised
    before anything is sent."""
    first = await anext(events)

    async def all_of_them() -> AsyncIterator[Event]:
        async with aclosing(events) as held:  # type: ignore[type-var]  # a generator
            yield first
            async for event in held:
                yield event

    return all_of_them()


async def _watched(request: Request, scope: CancelScope) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _close(events: Any) -> None:
    close = getattr(events, "close", None)
    if close is not None:
        close()
