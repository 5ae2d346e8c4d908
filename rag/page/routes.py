"""What is served beside the page: articles at their exact words, the library, and whether all is
well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse

from rag.errors import BylineError, LibraryNotFound, NotFound
from rag.page import links, reading
from rag.page.shelf import LONGEST_QUERY, Shelf

if TYPE_CHECKING:
    from rag.assistant import Rag

LONGEST_ID = 4000

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


def routes(rag: Rag) -> APIRouter:
    """``/health``, ``/ready``, ``/read``, ``/library``, ``/not-read``."""
    router = APIRouter()
    _wellbeing(router, rag)
    _articles(router, rag)
    return router


def _wellbeing(router: APIRouter, rag: Rag) -> None:
    @router.get("/health")
    def health() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/ready")
    def ready() -> JSONResponse:
        """Whether questions can be answered, and how many changes each index lacks."""
        try:
            held = rag.status()
        except BylineError as error:
            return JSONResponse({"ready": False, "reason": str(error)}, status_code=503)
        lags = {follower.name: follower.lag for follower in held.followers}
        told = {"articles": held.articles, "revision": held.revision, "lag": lags}
        troubles = {each.name: each.trouble for each in held.followers if each.trouble}
        if troubles:
            told["trouble"] = troubles
        return JSONResponse({"ready": True, **told})


def _articles(router: APIRouter, rag: Rag) -> None:
    """Each as a page of its own, or with ``pane`` only what stands in the pane."""
    shelf = Shelf(rag)

    @router.get(links.READ)
    def read(
        article: Annotated[str, Query(max_length=LONGEST_ID)],
        mark: Annotated[str, Query(max_length=40)] = "",
        also: Annotated[list[str] | None, Query()] = None,
        revision: int | None = None,
        pane: bool = False,
    ) -> HTMLResponse:
        """An article, or an older text of it."""
        try:
            held = rag.dossier(article, revision)
        except BylineError as error:
            return _failed(error, pane)
        return HTMLResponse(reading.shown(held, mark, also or (), pane))

    @router.get(links.LIBRARY)
    def library(
        page: PageNumber = 1,
        q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
        pane: bool = False,
    ) -> HTMLResponse:
        """The articles, or those with a word in title or outlet."""
        try:
            refused = len(rag.rejected())
            return HTMLResponse(reading.library(shelf.entries(), refused, page, q, pane))
        except BylineError as error:
            return _failed(error, pane)

    @router.get(links.NOT_READ)
    def not_read(page: PageNumber = 1, pane: bool = False) -> HTMLResponse:
        """The inputs that were refused, with reasons."""
        try:
            held = rag.status().articles
            return HTMLResponse(reading.not_read(rag.rejected(), held, page, pane))
        except BylineError as error:
            return _failed(error, pane)


def _failed(error: BylineError, pane: bool) -> HTMLResponse:
    if isinstance(error, LibraryNotFound):  # nothing was added yet: no fault, and said so
        return HTMLResponse(reading.nothing_yet(pane))
    status = 404 if isinstance(error, NotFound) else 503
    return HTMLResponse(reading.missing(str(error), pane), status_code=status)
