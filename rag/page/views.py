"""The views of the library: its articles, their coverage, who speaks, what was not read, adding.

Each is a plain GET that is a page of its own, or with ``pane`` only what stands in the pane.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.errors import BylineError, LibraryNotFound, NotFound, UsageError
from rag.jobs import Jobs, changes_allowed
from rag.page import links, reading
from rag.page.addingwords import OFF
from rag.page.gathered import asked_over
from rag.page.links import Heard, Sought
from rag.page.shelf import LONGEST_QUERY, Shelf
from rag.page.statements import LONGEST_NAME

if TYPE_CHECKING:
    from rag.assistant import Rag

STATEMENTS_ON_A_PAGE = 25

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
Word = Annotated[str, Query(max_length=LONGEST_QUERY)]
Words = Annotated[Sequence[Word], Query(max_length=50)]


def views(rag: Rag, jobs: Jobs) -> APIRouter:
    """``/library``, ``/coverage``, ``/statements``, ``/not-read``, ``/adding``."""
    router = APIRouter()
    _lists(router, rag)
    _coverage(router, rag)
    _statements(router, rag)
    _collections(router, rag)
    _adding(router, rag, jobs)
    return router


def _lists(router: APIRouter, rag: Rag) -> None:
    shelf = Shelf(rag)

    @router.get(links.LIBRARY)
    def library(
        page: PageNumber = 1,
        q: Word = "",
        outlet: Word = "",
        language: Word = "",
        since: Word = "",
        until: Word = "",
        undated: Word = "",
        order: Word = "",
        pane: bool = False,
    ) -> HTMLResponse:
        """The articles, or those that are sought."""
        sought = Sought(q, outlet, language, _day(since), _day(until), undated, order)
        try:
            entries, outlets = shelf.entries(), tuple(rag.sources())
            refused, changes = len(rag.rejected()), changes_allowed(rag.settings)
        except BylineError as error:
            return failed(error, pane)
        shown = reading.library(
            entries, refused, page, sought, pane, outlets=outlets, changes=changes
        )
        return HTMLResponse(shown)

    @router.get(links.NOT_READ)
    def not_read(page: PageNumber = 1, pane: bool = False) -> HTMLResponse:
        """The inputs that were refused, with reasons."""
        try:
            held, changes = rag.status().articles, changes_allowed(rag.settings)
            return HTMLResponse(reading.not_read(rag.rejected(), held, page, pane, changes=changes))
        except BylineError as error:
            return failed(error, pane)


def _coverage(router: APIRouter, rag: Rag) -> None:
    @router.get(links.COVERAGE)
    def coverage(pane: bool = False) -> HTMLResponse:
        """The articles by day and outlet."""
        try:
            held, changes = rag.coverage(), changes_allowed(rag.settings)
            return HTMLResponse(reading.covered(held, len(rag.rejected()), pane, changes=changes))
        except BylineError as error:
            return failed(error, pane)


def _statements(router: APIRouter, rag: Rag) -> None:
    @router.get(links.STATEMENTS)
    def statements(
        speaker: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
        after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        about: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
        source: Words = (),
        since: Word = "",
        until: Word = "",
        language: Words = (),
        undated: Word = "",
        pane: bool = False,
    ) -> HTMLResponse:
        """Every sentence in which somebody speaks."""
        heard = Heard(
            about.strip(), tuple(source), _day(since), _day(until), tuple(language), bool(undated)
        )
        try:
            found = None
            if speaker.strip():
                found = rag.statements(
                    speaker,
                    about=heard.about,
                    source=heard.sources,
                    since=heard.since,
                    until=heard.until,
                    language=heard.languages,
                    undated=heard.undated,
                    after=after,
                    most=STATEMENTS_ON_A_PAGE,
                )
            held, refused = rag.status().articles, len(rag.rejected())
        except BylineError as error:
            return failed(error, pane)
        changes = changes_allowed(rag.settings)
        return HTMLResponse(
            reading.spoken(found, after, held, refused, pane, heard=heard, changes=changes)
        )


def _collections(router: APIRouter, rag: Rag) -> None:
    @router.get(links.COLLECTIONS)
    def collections(pane: bool = False) -> HTMLResponse:
        """The collections, by name."""
        try:
            held, articles, refused = rag.collections(), rag.status().articles, len(rag.rejected())
        except BylineError as error:
            return failed(error, pane)
        changes = changes_allowed(rag.settings)
        return HTMLResponse(reading.gathered(held, articles, refused, pane, changes=changes))

    @router.get(links.COLLECTION, response_model=None)
    def collection(name: Word = "", pane: bool = False) -> Response:
        """The page with a collection set as its filters."""
        try:
            return RedirectResponse(asked_over(rag.collection(name)), status_code=303)
        except BylineError as error:
            return failed(error, pane)


def _adding(router: APIRouter, rag: Rag, jobs: Jobs) -> None:
    @router.get(links.ADDING)
    def show(pane: bool = False) -> HTMLResponse:
        """What can be added, and what is being done."""
        if not changes_allowed(rag.settings):
            return HTMLResponse(reading.missing(OFF, pane), status_code=403)
        try:
            held, refused, origins = rag.status(), len(rag.rejected()), jobs.origins()
        except LibraryNotFound:
            return HTMLResponse(reading.adding(jobs.all, (), None, 0, pane))
        except BylineError as error:
            return failed(error, pane)
        return HTMLResponse(reading.adding(jobs.all, origins, held, refused, pane))


def _day(written: str) -> date | None:
    """A day of a link; one that is none is passed over."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def failed(error: BylineError, pane: bool) -> HTMLResponse:
    """What went wrong, in the pane or as a page; an empty library is no fault."""
    if isinstance(error, LibraryNotFound):
        return HTMLResponse(reading.nothing_yet(pane))
    status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, UsageError) else 503
    return HTMLResponse(reading.missing(str(error), pane), status_code=status)
