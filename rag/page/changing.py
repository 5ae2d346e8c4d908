"""Routes that change the library. POST alone, from this page alone, and off where a setting says.

A browser tells where a request comes from: one that another site made is refused, whatever it
holds. Without a setting, changes are allowed only to whoever sits at the machine itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message

from rag.addresses import is_foreign, is_loopback
from rag.errors import BylineError, LibraryBusy, LibraryError, NotFound, UsageError
from rag.jobs import Jobs, changes_allowed
from rag.page import addingwords as said
from rag.page import links, reading
from rag.page.managing import key_of
from rag.uploads import MOST_BYTES, MOST_FILES, Upload

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.settings import Settings

_FIELDS = 10
_MOST_SENT = MOST_BYTES + (1 << 20)
"""Bytes of a form: the files and what stands around them."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a reader sent."""

    fields: Mapping[str, str]
    files: Sequence[Upload]

    def text(self, name: str) -> str:
        return self.fields.get(name, "")


Act = Callable[[Form], object]


class Refused(Exception):
    """A request that is not carried out, and why."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


def changing(rag: Rag, jobs: Jobs) -> APIRouter:
    """``/add-files``, ``/add-address``, ``/sync``, ``/verify``, ``/remove``, ``/purge``; and the
    names of collections: ``/collection-add``, ``/collection-rename``, ``/collection-remove``."""
    router = APIRouter()

    def sync(form: Form) -> None:
        for each in jobs.origins():
            if key_of(each) == form.text("origin"):
                jobs.sync(each)
                return
        raise UsageError(said.UNKNOWN_ORIGIN)

    def purge(form: Form) -> None:
        if form.text("confirm").strip().casefold() != said.PURGE_WORD:
            raise UsageError(said.NOT_TYPED)
        jobs.purge(rag.article(form.text("article")).id)

    def gather(form: Form) -> None:
        rag.add_collection(form.text("name"), form.text("articles").splitlines())

    acts: dict[str, tuple[Act, str]] = {
        links.ADD_FILES: (lambda form: jobs.files(form.files), links.of_adding()),
        links.ADD_ADDRESS: (lambda form: jobs.address(form.text("address")), links.of_adding()),
        links.SYNC: (sync, links.of_adding()),
        links.VERIFY: (lambda form: jobs.verify(), links.of_adding()),
        links.REMOVE: (lambda form: rag.remove(form.text("article")), links.of_library()),
        links.PURGE: (purge, links.of_adding()),
        links.COLLECTION_ADD: (gather, links.of_collections()),
        links.COLLECTION_RENAME: (
            lambda form: rag.rename_collection(form.text("name"), form.text("new")),
            links.of_collections(),
        ),
        links.COLLECTION_REMOVE: (
            lambda form: rag.remove_collection(form.text("name")),
            links.of_collections(),
        ),
    }
    for path, (act, to) in acts.items():
        router.add_api_route(path, _route(rag, act, to), methods=["POST"], response_model=None)
    return router


def _route(rag: Rag, act: Act, to: str) -> Callable[[Request], Awaitable[Response]]:
    """Does it, then leads on ``to``; the page's script is told where instead of being led."""

    async def run(request: Request) -> Response:
        pane = "x-byline-pane" in request.headers
        try:
            check(request, rag.settings)
            await run_in_threadpool(act, await _form(request))
        except Refused as refused:
            return _said(str(refused), refused.status, pane)
        except BylineError as error:
            return _said(str(error), _status(error), pane)
        if pane:
            return Response(status_code=204, headers={"x-byline-next": to})
        return RedirectResponse(to, status_code=303)

    return run


def check(request: Request, settings: Settings) -> None:
    """Raises Refused where changes are off, or where another page sent the request."""
    if not changes_allowed(settings):
        raise Refused(403, said.OFF)
    if is_foreign(request.headers):
        raise Refused(403, said.ELSEWHERE)
    host = urlsplit(f"//{request.headers.get('host', '')}")
    # A name that somebody else points at this machine is no way in.
    if settings.page_changes is None and not is_loopback(host.hostname or ""):
        raise Refused(403, said.OFF)


async def _form(request: Request) -> Form:
    """What was sent, read no further than the limits. Raises Refused beyond them."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > _MOST_SENT:
            raise Refused(413, said.TOO_LARGE.format(size=MOST_BYTES >> 20))
        return message

    if int(request.headers.get("content-length") or 0) > _MOST_SENT:
        raise Refused(413, said.TOO_LARGE.format(size=MOST_BYTES >> 20))
    try:
        sent = Request(request.scope, bounded).form(max_files=MOST_FILES, max_fields=_FIELDS)
        async with sent as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            uploads = [Upload(each.filename or "", await each.read()) for each in files]
    except HTTPException as error:
        if "Too many files" in error.detail:
            raise Refused(413, said.TOO_MANY.format(files=MOST_FILES)) from error
        raise Refused(400, said.UNREADABLE_FORM) from error
    return Form(fields, uploads)


def _status(error: BylineError) -> int:
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, LibraryBusy):
        return 429
    return 503 if isinstance(error, LibraryError) else 400


def _said(message: str, status: int, pane: bool) -> HTMLResponse:
    return HTMLResponse(reading.missing(message, pane), status_code=status)
