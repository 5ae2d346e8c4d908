"""Who calls: a program with a key, or whoever sits at the machine while nobody is asked.

Every request passes here before it is looked at. A page of another origin is refused unless the
settings name it, since a browser would carry it in; so is what reached this machine by a name that
leads elsewhere or through a proxy, unless it shows a key.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from rag.addresses import is_asked_here, is_foreign, is_loopback
from rag.errors import BylineError
from rag.jobs import changes_allowed
from rag.keys import Keys, Scope
from rag.rest import restwords
from rag.rest.problems import Problem, response
from rag.rest.rates import Rates
from rag.tries import Tries

if TYPE_CHECKING:
    from rag.assistant import Rag

MOST_WRONG, WITHIN = 10, 60.0
"""Wrong keys from one address, and the seconds they are remembered."""
ASKS = {"www-authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request."""

    name: str | None
    """The name of its key; None where none was asked for."""
    counted_as: str
    """Whose requests are counted together."""
    writes: bool


class Entry:
    """ASGI middleware; passes streams through untouched."""

    def __init__(self, app: Any, rag: Rag, rates: Rates, origins: frozenset[str]) -> None:
        self._app, self._rag, self._rates, self._origins = app, rag, rates, origins
        self._keys = Keys(Path(rag.settings.index))
        self._tries = Tries(MOST_WRONG, WITHIN)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            caller = self._let_in(request)
            self._rates.take(caller.counted_as)
        except BylineError as error:
            await response(Problem.of(error), request)(scope, receive, send)
        except Problem as problem:
            await response(problem, request)(scope, receive, send)
        else:
            scope.setdefault("state", {})["caller"] = caller
            await self._app(scope, receive, send)

    def _let_in(self, request: Request) -> Caller:
        """Raises Problem, KeysDamaged."""
        origin = request.headers.get("origin", "").casefold()
        if is_foreign(request.headers) and origin not in self._origins:
            raise Problem(403, restwords.FOREIGN, kind="foreign")
        shown = request.headers.get("authorization")
        if self._is_open(request):
            address = request.client.host if request.client else ""
            return Caller(None, f"address {address}", changes_allowed(self._rag.settings))
        if shown is None:
            raise Problem(401, restwords.KEY_WANTED, headers=ASKS)
        kind, _, key = shown.partition(" ")
        if kind.casefold() != "bearer":
            raise Problem(401, restwords.KEY_FORM, headers=ASKS)
        held = self._keys.whose(key.strip())
        if held is None:
            raise self._wrong(request)
        return Caller(held.name, f"key {held.name}", held.scope is Scope.WRITE)

    def _wrong(self, request: Request) -> Problem:
        """What a wrong key meets. A right one is let in before, whatever came from its address."""
        who = network(request.client.host if request.client else "")
        if wait := self._tries.wait(who):
            seconds = max(1, math.ceil(wait))
            said = restwords.WRONG_TOO_OFTEN.format(most=MOST_WRONG, seconds=seconds)
            return Problem(429, said, headers={"retry-after": str(seconds)})
        self._tries.wrong(who)
        return Problem(401, restwords.KEY_UNKNOWN, headers=ASKS)

    def _is_open(self, request: Request) -> bool:
        """Whether no key is asked for: none was made, the page asks nobody who they are, and only
        this machine reaches it. What a client sends as a key is passed over then, since many
        cannot be without one."""
        settings, client = self._rag.settings, request.client
        return (
            settings.auth is None
            and is_loopback(settings.host)
            and (client is None or is_loopback(client.host))
            and is_asked_here(request.headers)
            and not self._keys.all()
        )


def network(address: str) -> str:
    """Whose tries are counted together: an address, of IPv6 the network that one household has."""
    try:
        given = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if given.version == 4:
        return address
    return str(given.ipv4_mapped or ip_network((given, 64), strict=False))


def caller_of(request: Request) -> Caller:
    """Whom :class:`Entry` let in."""
    caller: Caller = request.state.caller
    return caller


def may_write(request: Request) -> None:
    """Raises Problem for a caller who may only read."""
    caller = caller_of(request)
    if not caller.writes:
        said = restwords.CHANGES_OFF if caller.name is None else restwords.READS_ONLY
        raise Problem(403, said)
