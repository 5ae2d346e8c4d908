"""What is served beside the page: one article at its exact words, and whether all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse

from rag.errors import BylineError, NotFound
from rag.page import links, reading

if TYPE_CHECKING:
    from rag.assistant import Rag

LONGEST_ID = 4000


def routes(rag: Rag) -> APIRouter:
    """``/health``, ``/ready``, ``/read``."""
    router = APIRouter()

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
        return JSONResponse({"ready": True, **told})

    @router.get(links.READ)
    def read(
        article: Annotated[str, Query(max_length=LONGEST_ID)],
        mark: Annotated[str, Query(max_length=40)] = "",
        also: Annotated[list[str] | None, Query()] = None,
        revision: int | None = None,
        pane: bool = False,
    ) -> HTMLResponse:
        """An article: a page of its own, or with ``pane`` only what stands in the pane."""
        try:
            found = rag.article(article, revision)
        except NotFound as error:
            return HTMLResponse(reading.missing(str(error), pane), status_code=404)
        return HTMLResponse(reading.shown(found, mark, also or (), pane))

    return router
