"""How many answers are made at once; who comes later waits in order and is told the place."""

from __future__ import annotations

import threading

from rag.errors import BylineError

TOO_MANY = "Too many readers are waiting just now. Nothing was asked; try again in a minute."


class TooManyWaiting(BylineError):
    """Whoever asks now would wait too long."""


_FEW = 4


class Places:
    """Tickets in the order taken: the first few are served, the others wait. Safe among threads."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once, self.most = max(at_once, 1), max(at_once, 1) + max(waiting, 0)
        self._guard = threading.Lock()
        self._tickets: list[object] = []

    def take(self) -> object:
        """A ticket, to be given back in any case. Raises TooManyWaiting."""
        with self._guard:
            if len(self._tickets) >= self.most:
                raise TooManyWaiting(TOO_MANY)
            self._tickets.append(ticket := object())
            return ticket

    def ahead(self, ticket: object) -> int:
        """How many must end before this one is served; 0 when it is its turn."""
        with self._guard:
            return max(self._tickets.index(ticket) - self.at_once + 1, 0)

    @property
    def at_leisure(self) -> bool:
        """Whether few answers are under way, so that there is time for what nobody waits for."""
        with self._guard:
            return len(self._tickets) < _FEW

    def give_back(self, ticket: object) -> None:
        with self._guard:
            self._tickets.remove(ticket)
