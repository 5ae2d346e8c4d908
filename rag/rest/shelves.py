"""The articles: listed, shown, taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from rag.rest.answering import Answering
from rag.rest.describing import told
from rag.rest.entry import may_write
from rag.rest.forms import LONGEST_ID, MOST_NAMES, Day, Name
from rag.rest.problems import Json
from rag.rest.routing import ARTICLES
from rag.types import SCHEMA

if TYPE_CHECKING:
    from rag.assistant import Rag

ONE = f"{ARTICLES}/{{article_id:path}}"
ArticleId = Annotated[
    str, Path(max_length=LONGEST_ID, description="Its id or address, percent-encoded.")
]
Several = Annotated[list[Name] | None, Query(max_length=MOST_NAMES)]


def shelves(rag: Rag, answering: Answering) -> APIRouter:
    """``/articles`` and ``/articles/{article_id}``."""
    router = APIRouter(tags=["articles"])
    _list(router, rag, answering)
    _one(router, rag, answering)
    return router


def _list(router: APIRouter, rag: Rag, answering: Answering) -> None:
    @router.get(ARTICLES, responses=told("ArticleList"))
    async def articles(
        source: Several = None,
        since: Annotated[Day | None, Query()] = None,
        until: Annotated[Day | None, Query()] = None,
        language: Several = None,
        undated: bool = False,
        after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        most: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Response:
        """The articles, newest first, undated last, without their texts, as `rag list --json`
        prints them; `next` is where the next page begins (`after`)."""
        held = await answering.run(
            lambda: rag.articles(
                source=source, since=since, until=until, language=language, undated=undated
            )
        )
        shown, ends = held[after : after + most], after + most
        return Json(
            {
                "schema": SCHEMA,
                "articles": [each.entry() for each in shown],
                "total": len(held),
                "next": ends if ends < len(held) else None,
            }
        )


def _one(router: APIRouter, rag: Rag, answering: Answering) -> None:
    @router.get(ONE, responses=told("Dossier", 404))
    async def article(
        article_id: ArticleId,
        revision: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    ) -> Response:
        """One article with its text, its copies elsewhere and its revisions, as `rag show --json`
        prints it. `revision` asks for an older text: the one that a citation names."""
        held = await answering.run(lambda: rag.dossier(article_id, revision))
        return Json(held.to_dict())

    @router.delete(ONE, responses=told("Removal", 404), dependencies=[Depends(may_write)])
    async def remove(article_id: ArticleId, purge: bool = False) -> Response:
        """Hides an article; with `purge` its text is erased everywhere."""
        await answering.run(lambda: rag.remove(article_id, purge=purge))
        return Json({"schema": SCHEMA, "removed": [article_id], "purged": purge})
