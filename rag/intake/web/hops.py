"""One address of a fetch: looked up, permitted, in its turn, asked, and asked again if need be."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from contextlib import closing
from threading import Lock
from typing import TypeVar

import stamina

from rag.intake.draft import Unreadable
from rag.intake.web import answers
from rag.intake.web.addresses import Resolve, Target, target
from rag.intake.web.budget import Budget, Passing
from rag.intake.web.connecting import Connect, Line
from rag.intake.web.decoding import ACCEPTED, decoded
from rag.intake.web.exchange import exchanged, looked_up, trusted
from rag.intake.web.policy import Fetched, NotModified, Policy, Request
from rag.intake.web.robots import LARGEST, Robots
from rag.intake.web.turns import Turns

T = TypeVar("T")
_FIRST_WAIT, _LONGEST_WAIT, _JITTER = 0.3, 2.0, 0.3
"""Seconds before another attempt where the server asks for none."""
_ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2


class Hops:
    """What the fetches of one run share. Safe from several threads."""

    def __init__(self, policy: Policy, resolve: Resolve, connect: Connect) -> None:
        self._policy, self._resolve, self._connect = policy, resolve, connect
        self._turns, self._robots = Turns(), Robots(self._robots_txt)
        self._lock = Lock()
        self._trust: ssl.SSLContext | None = None

    def asked(
        self, where: Target, request: Request, budget: Budget
    ) -> Fetched | NotModified | answers.Elsewhere:
        """What the server of one address says. Raises Unreadable."""

        def read(answer: answers.Answer) -> Fetched | NotModified | answers.Elsewhere:
            return answers.meant(answer, where.url, where.host, request, self._policy.size)

        headers = {"Accept": answers.ACCEPTED, **answers.conditions(request)}
        return self._retried(where, budget, headers, lambda: self._pause(where, budget), read)

    def _pause(self, where: Target, budget: Budget) -> float:
        """Seconds to keep free after a request. Raises Unreadable where programs are unwanted."""
        if not self._policy.robots:
            return self._policy.pause
        rules = self._robots.rules(where, budget)
        if not rules.allow(where.url):
            raise Unreadable(
                f"{where.host} asks programs not to read this page (robots.txt); save it from a"
                " browser and add the file"
            )
        return max(self._policy.pause, rules.delay)

    def _robots_txt(self, where: Target, budget: Budget) -> bytes | None:
        # Half of what is left, so that something is left for the page.
        own = Budget(budget.left() / 2, budget.stop)
        where = target("/robots.txt", where)
        for _ in range(_ROBOTS_REDIRECTS + 1):
            found = self._retried(where, own, {}, lambda: self._policy.pause, _rules_of(where))
            if not isinstance(found, answers.Elsewhere):
                return found
            where = followed(where, found)
        return None

    def _retried(
        self,
        where: Target,
        budget: Budget,
        headers: dict[str, str],
        pause: Callable[[], float],
        read: Callable[[answers.Answer], T],
    ) -> T:
        def again(error: Exception) -> bool | float:
            if not isinstance(error, Passing):
                return False
            if error.after is None:
                # Towards the end of the time half of what is left: a wait never outlasts it.
                left = budget.left()
                return True if left > _LONGEST_WAIT else left / 2
            # The wait is the host's: it holds for every request to it, and can be ended.
            self._turns.defer(where.host, error.after)
            return 0.0

        attempts = stamina.retry_context(
            on=again,
            attempts=self._policy.attempts,
            timeout=None,  # the budget's
            wait_initial=_FIRST_WAIT,
            wait_max=_LONGEST_WAIT,
            wait_jitter=_JITTER,
        )
        try:
            for attempt in attempts:
                with attempt:
                    return self._sent(where, budget, headers, pause, read)
        except Passing as error:
            raise Unreadable(error.reason) from error
        raise Unreadable(f"{where.host} was not asked: no attempts are allowed")

    def _sent(
        self,
        where: Target,
        budget: Budget,
        headers: dict[str, str],
        pause: Callable[[], float],
        read: Callable[[answers.Answer], T],
    ) -> T:
        checked = looked_up(where, self._resolve, budget, local=self._policy.local)
        after = pause()
        common = {
            "User-Agent": self._policy.user_agent,
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
        }
        with (
            self._turns.turn(where.host, 0.0 if checked.local else after, budget),
            closing(Line(checked, budget, self._connect)) as line,
            exchanged(line, {**common, **headers}, self._trusted(where)) as answer,
        ):
            return read(answer)

    def _trusted(self, where: Target) -> ssl.SSLContext | None:
        """Loaded once, and only when something is fetched securely."""
        if where.scheme != "https":
            return None
        with self._lock:
            self._trust = self._trust or trusted()
            return self._trust


def followed(where: Target, found: answers.Elsewhere) -> Target:
    """Where a redirect leads. Raises Unreadable where it leads nowhere that may be fetched."""
    try:
        there = target(found.location, where)
    except Unreadable as error:
        raise Unreadable(f"{where.host} redirects to where nothing is fetched: {error}") from None
    if where.scheme == "https" and there.scheme == "http":
        raise Unreadable(
            f"{where.host} redirects from https to http, where anyone on the way could change the"
            " text; give the http address itself if that is meant"
        )
    return there


def _rules_of(where: Target) -> Callable[[answers.Answer], bytes | answers.Elsewhere | None]:
    """Reads a robots.txt as RFC 9309, 2.3.1 has it: what is refused for good allows everything,
    what is out of order nothing. "Too many requests" is taken for the latter."""

    def read(answer: answers.Answer) -> bytes | answers.Elsewhere | None:
        status, headers = answer.status_code, answer.headers
        if status == 429 or status >= 500:
            raise answers.refused(answer, where.host)
        location = headers.get("location")
        if status in answers.REDIRECTS and location:
            return answers.Elsewhere(location)
        if not 200 <= status < 300:
            return None
        encoding = headers.get("content-encoding") or ""
        return _beginning(decoded(answer.iter_raw(), encoding, 20 * LARGEST), LARGEST)

    return read


def _beginning(pieces: Iterable[bytes], size: int) -> bytes:
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) >= size:
            break
    return bytes(data[:size])
