"""The REST interface put together, to be mounted at ``/v1`` beside the page or without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from rag.errors import BylineError, SettingsError
from rag.jobs import Jobs
from rag.places import Places
from rag.rest import restwords
from rag.rest.answering import Answering, HungUp
from rag.rest.arriving import Bounded, Identified
from rag.rest.asking import asking
from rag.rest.bringing import bringing
from rag.rest.chat.routes import chatting
from rag.rest.entry import Entry
from rag.rest.problems import Json, problem_of, response
from rag.rest.rates import Rates
from rag.rest.routing import OPENAPI, PLACE
from rag.rest.schema import described
from rag.rest.shelves import shelves
from rag.rest.telling import telling

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.settings import Settings

_HUNG_UP = 499
"""As nginx calls it; nobody is there to read it."""


def create_api(rag: Rag, jobs: Jobs, places: Places) -> FastAPI:
    """All routes, to be mounted at ``/v1``. ``jobs`` and ``places`` are shared with the page.

    Raises SettingsError for an ``api_rate`` or ``api_origins`` that cannot be.
    """
    rates, origins = Rates(rag.settings), allowed_origins(rag.settings)
    app = FastAPI(title="Byline", openapi_url=None, redirect_slashes=False)
    answering = Answering(places)
    for router in (
        asking(rag, answering),
        shelves(rag, answering),
        bringing(jobs, answering),
        telling(rag, answering),
        chatting(rag, answering),
    ):
        app.include_router(router)
    _described(app)
    _failing(app)
    # What is added last stands before all others.
    app.add_middleware(Bounded)
    app.add_middleware(Entry, rag=rag, rates=rates, origins=frozenset(origins))
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["authorization", "content-type", "x-request-id"],
            expose_headers=["x-request-id", "retry-after", "location"],
        )
    app.add_middleware(Identified)
    return app


def mounted(api: FastAPI) -> Mount:
    """The interface at its place. Starlette's own pattern leaves out paths with a line end, which
    would be answered elsewhere then."""
    mount = Mount(PLACE, app=api, name="rest")
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount


def allowed_origins(settings: Settings) -> list[str]:
    """Raises SettingsError for one that is no origin: ``*`` too, since it would let any page in."""
    origins = [each.strip().rstrip("/") for each in settings.api_origins.split(",") if each.strip()]
    for each in origins:
        parts = urlsplit(each)
        if not parts.scheme or not parts.netloc or parts.path or parts.query or "*" in each:
            where = settings.origin.get("api_origins", "default")
            raise SettingsError(restwords.ORIGINS.format(origin=each, where=where))
    return [each.casefold() for each in origins]


def _described(app: FastAPI) -> None:
    @app.get(OPENAPI, include_in_schema=False)
    def openapi(request: Request) -> Response:
        place = str(request.scope.get("root_path", ""))
        return Json({**described(app), "servers": [{"url": place or "/"}]})


def _failing(app: FastAPI) -> None:
    async def told(request: Request, error: Exception) -> Response:
        return response(problem_of(error, request.method), request)

    async def left(_request: Request, _error: Exception) -> Response:
        return Response(status_code=_HUNG_UP)

    for kind in (BylineError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, told)
    app.add_exception_handler(HungUp, left)
