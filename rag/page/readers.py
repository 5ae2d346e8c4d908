"""Who reads, where nobody is asked: each browser is one reader, known by a cookie it was given."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "byline_reader"
_YEAR = 365 * 24 * 3600
_GIVEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Browsers:
    """A random cookie for every browser that opens the page. What is kept is its hash: who reads
    the file of conversations cannot read on as somebody else."""

    async def reader(self, request: Request) -> str | Response | None:
        held = request.cookies.get(COOKIE) or request.scope.get(COOKIE)
        if held is None or not _GIVEN.fullmatch(held):
            if request.url.path != "/":
                return None
            held = request.scope[COOKIE] = secrets.token_urlsafe(32)
        return browser_named(held)

    def cookie(self, request: Request) -> str | None:
        fresh = request.scope.get(COOKIE)
        return None if fresh is None else strict_cookie(COOKIE, fresh, request, _YEAR)


def browser_named(cookie: str) -> str:
    """The reader's name that goes with a cookie."""
    return f"browser-{sha256(cookie.encode()).hexdigest()[:32]}"


def strict_cookie(name: str, value: str, request: Request, seconds: int) -> str:
    """A cookie that no script reads and no other site's request carries."""
    secure = "; Secure" if request.url.scheme == "https" else ""
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
