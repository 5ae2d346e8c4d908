"""Signing in with a name and a password, or through a dependency of one's own."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Annotated
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from rag.markup import Html, tag
from rag.page import gatewords, reading
from rag.page.readers import strict_cookie
from rag.tries import Tries
from rag.users import DAYS, LONGEST, LONGEST_NAME, Users

COOKIE = "byline_session"
LOGIN, LOGOUT = "/login", "/logout"
OPEN = (LOGIN, "/health")
"""What anybody may ask for, besides the page's own style and script."""
ASSETS = "/byline/"
_NAMED = "user-"
MOST_TRIES, WITHIN = 8, 300.0
"""Wrong passwords for one name from one address, and the seconds they are remembered."""

Answer = str | Response | None
Dependency = Callable[[Request], Answer | Awaitable[Answer]]


class Passwords:
    """Lets in whoever has signed in, as the user they are."""

    def __init__(self, users: Users) -> None:
        self._users = users

    async def reader(self, request: Request) -> Answer:
        name = self._users.whose(request.cookies.get(COOKIE, ""))
        if name is not None:
            return reader_named(name)
        path = request.url.path
        if path in OPEN or path.startswith(ASSETS):
            return None
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            asked = f"{path}?{request.url.query}" if request.url.query else path
            to = {} if asked == "/" else {"to": asked}
            return RedirectResponse(f"{LOGIN}?{urlencode(to)}" if to else LOGIN, status_code=303)
        return PlainTextResponse(gatewords.SIGN_IN_FIRST, status_code=401)

    def cookie(self, request: Request) -> None:
        return None


class Own:
    """Asks a function that the settings name: it knows the reader's name, or what to answer."""

    def __init__(self, dependency: Dependency) -> None:
        self._dependency = dependency

    async def reader(self, request: Request) -> Answer:
        if request.url.path == "/health":
            return None
        told = self._dependency(request)
        name = await told if isawaitable(told) else told
        if name is None:
            return PlainTextResponse(gatewords.NOT_LET_IN, status_code=401)
        return reader_named(name) if isinstance(name, str) else name

    def cookie(self, request: Request) -> None:
        return None


def reader_named(name: str) -> str:
    """A reader's name as the gate tells it: in letters that a header can hold."""
    return f"{_NAMED}{quote(name, safe='')}"


def name_of(reader: str) -> str | None:
    """The name a reader signed in with; None for a browser that nobody asked."""
    return unquote(reader.removeprefix(_NAMED)) if reader.startswith(_NAMED) else None


def sign_in_routes(users: Users) -> APIRouter:
    """``/login`` and ``/logout``."""
    router, tries = APIRouter(), Tries(MOST_TRIES, WITHIN)

    @router.get(LOGIN)
    def form(to: Annotated[str, Query(max_length=4000)] = "/") -> HTMLResponse:
        return HTMLResponse(_page(to, ""))

    @router.post(LOGIN)
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=LONGEST_NAME)],
        password: Annotated[str, Form(max_length=LONGEST)],
        to: Annotated[str, Form(max_length=4000)] = "/",
    ) -> Response:
        who = (name, request.client.host if request.client else "")
        if wait := tries.wait(who):
            later = {"retry-after": str(math.ceil(wait))}
            return HTMLResponse(_page(to, gatewords.TOO_MANY), status_code=429, headers=later)
        if not users.check(name, password):
            tries.wrong(who)
            return HTMLResponse(_page(to, gatewords.WRONG), status_code=401)
        cookie = strict_cookie(COOKIE, users.token(name), request, DAYS * 24 * 3600)
        return RedirectResponse(local(to), status_code=303, headers={"set-cookie": cookie})

    @router.post(LOGOUT)
    def sign_out(request: Request) -> Response:
        cookie = strict_cookie(COOKIE, "", request, 0)
        return RedirectResponse(LOGIN, status_code=303, headers={"set-cookie": cookie})

    return router


def local(to: str) -> str:
    """An address on this page and nowhere else."""
    is_here = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if is_here else "/"


def _page(to: str, wrong: str) -> str:
    inside = tag(
        "form",
        tag("h2", gatewords.SIGN_IN),
        tag("p", wrong, class_="alert", role="alert") if wrong else None,
        _field("name", gatewords.USER, LONGEST_NAME, "username", "text"),
        _field("password", gatewords.PASSWORD, LONGEST, "current-password", "password"),
        tag("input", type="hidden", name="to", value=local(to)),
        tag("button", gatewords.SIGN_IN, type="submit", class_="btn"),
        method="post",
        action=LOGIN,
        class_="sign-in",
    )
    return reading.page(gatewords.SIGN_IN, inside, home=False)


def _field(name: str, label: str, longest: int, fills: str, kind: str) -> Html:
    return tag(
        "label",
        label,
        tag(
            "input",
            name=name,
            type=kind,
            autocomplete=fills,
            maxlength=longest,
            required=True,
            autofocus=name == "name",
        ),
    )
