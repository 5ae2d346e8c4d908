"""Pages by their addresses: checked, pinned, polite, within limits of time and size.

One fetch goes ``target`` (read strictly) -> ``looked_up`` (every address checked) -> ``Robots``
(may we?) -> ``Turns`` (is it our turn?) -> ``exchanged`` (one request to a checked address) ->
``meant`` (a page, no change, elsewhere, or a reason), and again at every redirect.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.intake.draft import Unreadable
from rag.intake.web import abreast
from rag.intake.web.addresses import Resolve, system_resolve, target
from rag.intake.web.budget import Budget, Stop
from rag.intake.web.policy import Fetched, NotModified, Policy, Request

if TYPE_CHECKING:
    from rag.intake.web.connecting import Connect

__all__ = ["Fetched", "Fetcher", "NotModified", "Policy", "Request"]

Outcome = Fetched | NotModified | Unreadable


class Fetcher:
    """Fetches the pages of one run; robots.txt and pauses are kept for as long as it is open.

    Safe from several threads. ``close`` ends what is under way; nothing of it stays open.
    """

    def __init__(
        self, policy: Policy, resolve: Resolve = system_resolve, connect: Connect | None = None
    ) -> None:
        """``connect`` opens the connection to a checked address; None is the system's way."""
        # httpx and what it brings are loaded by who fetches, not by who may.
        from rag.intake.web.connecting import system_connect
        from rag.intake.web.hops import Hops

        self._policy = policy
        self._hops = Hops(policy, resolve, connect or system_connect)
        self._lock = threading.Lock()
        self._stop, self._stops = Stop(), set[Stop]()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends every fetch under way, in whichever thread, with a reason."""
        self._stop.now()
        with self._lock:
            for each in self._stops:
                each.now()

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched | NotModified:
        """The page at an address, or that it has not changed since the given validators.

        Raises Unreadable with a reason for people.
        """
        return self._got(Request(url, etag, last_modified), self._stop)

    def each(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        """Each request with what came of it, in the order given; read as it is needed.

        A few hosts are asked side by side, one request at a time each. Closing the iterator ends
        what is under way.
        """
        with self._ending() as stop:

            def outcome(request: Request) -> Outcome:
                try:
                    return self._got(request, stop)
                except Unreadable as error:
                    return error

            yield from abreast.in_order(requests, _host, outcome, _weight, stop.now)

    @contextlib.contextmanager
    def _ending(self) -> Iterator[Stop]:
        """A way to end some fetches alone, and with all the others."""
        stop = Stop()
        with self._lock:
            self._stops.add(stop)
        if self._stop.is_ended:
            stop.now()
        try:
            yield stop
        finally:
            stop.now()
            with self._lock:
                self._stops.discard(stop)

    def _got(self, request: Request, stop: Stop) -> Fetched | NotModified:
        """Follows redirects, each checked as the first address was."""
        from rag.intake.web.answers import Elsewhere
        from rag.intake.web.hops import followed

        budget = Budget(self._policy.seconds, stop)
        where = target(request.url)
        seen = {where.url}
        for _ in range(self._policy.redirects + 1):
            found = self._hops.asked(where, request, budget)
            if not isinstance(found, Elsewhere):
                return found
            where = followed(where, found)
            if where.url in seen:
                raise Unreadable(
                    f"{where.host} redirects in a circle; it may want cookies, which are not kept"
                )
            seen.add(where.url)
        raise Unreadable(f"redirects more than {self._policy.redirects} times")


def _host(request: Request) -> str:
    """What is asked one at a time; an address that cannot be read stands for itself."""
    try:
        return urlsplit(request.url).netloc.lower()
    except ValueError:
        return request.url


def _weight(outcome: Outcome) -> int:
    return len(outcome.data) if isinstance(outcome, Fetched) else 0
