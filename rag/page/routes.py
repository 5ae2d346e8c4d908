"""What is served beside the page: articles at their exact words, the library, and whether all is
well, which is served without the page, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from rag.errors import BylineError
from rag.jobs import Jobs, changes_allowed
from rag.page import links, reading
from rag.page.changing import changing
from rag.page.views import failed, views

if TYPE_CHECKING:
    from rag.assistant import Rag

LONGEST_ID = 4000
PROMETHEUS = "text/plain; version=1.0.0"


def routes(rag: Rag, jobs: Jobs) -> APIRouter:
    """``/read``, the views of the library, and what changes it."""
    router = APIRouter()
    _articles(router, rag)
    router.include_router(views(rag, jobs))
    router.include_router(changing(rag, jobs))
    return router


def wellbeing(rag: Rag) -> APIRouter:
    """``/health``, ``/ready``, and ``/metrics`` where it is on."""
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
        troubles = {each.name: each.trouble for each in held.followers if each.trouble}
        if troubles:
            told["trouble"] = troubles
        return JSONResponse({"ready": True, **told})

    if rag.settings.metrics:

        @router.get("/metrics")
        def metrics() -> PlainTextResponse:
            """What was counted and measured, as Prometheus reads it."""
            return PlainTextResponse(rag.metrics(), media_type=PROMETHEUS)

    return router


def _articles(router: APIRouter, rag: Rag) -> None:
    """Each as a page of its own, or with ``pane`` only what stands in the pane."""

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
            return failed(error, pane)
        changes = changes_allowed(rag.settings)
        return HTMLResponse(reading.shown(held, mark, also or (), pane, changes=changes))
