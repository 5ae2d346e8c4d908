"""What a reader does with conversations beside asking: list, rename, remove, save, judge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.documents import FORMS, document
from rag.errors import BylineError, NotFound, UsageError
from rag.markup import Html
from rag.page import drawer, reading, talklinks, talkwords
from rag.page.gate import reader_of
from rag.page.opinion import LONGEST_NOTE, opinion_form
from rag.page.talk import Place
from rag.types import Answer, Conversation, Opinion

if TYPE_CHECKING:
    from rag.assistant import Rag

_ID = Annotated[str, Query(max_length=40)]
_ODD = re.compile(r"[^\w .,()-]+")


def talk_routes(rag: Rag, signs_out: bool) -> APIRouter:
    """``/conversations`` and below, ``/export``, ``/opinion``. ``signs_out`` says whether readers
    have signed in, and may end that."""
    router = APIRouter()
    _list(router, rag, signs_out)
    _changes(router, rag)
    _export(router, rag)
    _opinion(router, rag)
    return router


def _list(router: APIRouter, rag: Rag, signs_out: bool) -> None:
    @router.get(talklinks.TALKS)
    def talks(
        request: Request,
        q: Annotated[str, Query(max_length=drawer.MOST_SEARCHED)] = "",
        pane: bool = False,
    ) -> HTMLResponse:
        """The reader's conversations, or those a search finds."""
        reader, query = reader_of(request), " ".join(q.split())
        try:
            kept = rag.conversations(reader)
            on = kept.on and bool(reader)
            lines = kept.listed(query) if on else []
        except BylineError as error:
            return failed(error, pane)
        foot = drawer.foot(reader, signs_out)
        return shown(drawer.drawer(lines, query, foot) if on else drawer.not_kept(), pane)


def _changes(router: APIRouter, rag: Rag) -> None:
    """Each leads back to the list."""

    @router.post(f"{talklinks.TALKS}/{{talk}}/rename")
    def rename(request: Request, talk: str, name: Annotated[str, Form()] = "") -> Response:
        try:
            rag.conversations(reader_of(request)).rename(talk, name)
        except BylineError as error:
            return failed(error, pane=False)
        return _back(request)

    @router.post(f"{talklinks.TALKS}/{{talk}}/remove")
    def remove(request: Request, talk: str) -> Response:
        try:
            rag.conversations(reader_of(request)).remove(talk)
        except BylineError as error:
            return failed(error, pane=False)
        return _back(request)


def _export(router: APIRouter, rag: Rag) -> None:
    @router.get(talklinks.EXPORT)
    def export(request: Request, talk: _ID, form: str = "docx", n: int | None = None) -> Response:
        """A conversation, or the answer n of it, as a file."""
        try:
            held = rag.conversations(reader_of(request)).load(talk)
            what: Answer | Conversation = held if n is None else _answer(held, n)
            content = document(what, form, page=str(request.base_url))
        except BylineError as error:
            return failed(error, pane=False)
        name = f"{_ODD.sub('', held.name)[:60].strip(' .') or 'byline'}.{FORMS[form].ending}"
        return Response(
            content,
            media_type=FORMS[form].media_type,
            headers={"content-disposition": _attachment(name), "cache-control": "no-store"},
        )


def _opinion(router: APIRouter, rag: Rag) -> None:
    @router.post(talklinks.OPINION)
    def opine(
        request: Request,
        talk: Annotated[str, Form(max_length=40)],
        n: Annotated[int, Form()],
        verdict: Annotated[str, Form(max_length=40)],
        note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
    ) -> Response:
        """Keeps it, in place of what was said before, and shows the form as it now is."""
        try:
            kept = rag.conversations(reader_of(request))
            told = rag.feedback(_answer(kept.load(talk), n), verdict, note.strip())
            kept.opine(talk, n, told.opinion, told.note)
        except BylineError as error:
            return failed(error, pane=True)
        form = opinion_form(Place(talk, n), Opinion(told.opinion), told.note)
        return shown(form, is_scripted(request))


def _answer(held: Conversation, n: int) -> Answer:
    """Raises UsageError where there is none."""
    if not 0 <= n < len(held.exchanges):
        raise UsageError(talkwords.EXCHANGE_MISSING)
    answer = held.exchanges[n].answer
    if answer is None:
        raise UsageError(talkwords.NO_ANSWER)
    return answer


def shown(inside: Html, pane: bool, title: str = talkwords.CONVERSATIONS) -> HTMLResponse:
    """A piece of the page for its script, or a page of its own."""
    page = inside if pane else reading.page(title, inside)
    return HTMLResponse(page, headers={"cache-control": "no-store"})


def failed(error: BylineError, pane: bool) -> HTMLResponse:
    """The reason, with the status that programs understand."""
    status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, UsageError) else 503
    return HTMLResponse(reading.missing(str(error), pane), status_code=status)


def is_scripted(request: Request) -> bool:
    """Whether the page's script sent this, which shows the answer in its place."""
    return request.headers.get("x-requested-with") == "byline"


def _back(request: Request) -> Response:
    pane = "?pane=true" if is_scripted(request) else ""
    return RedirectResponse(f"{talklinks.TALKS}{pane}", status_code=303)


def _attachment(name: str) -> str:
    from urllib.parse import quote

    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
