"""Asking: an answer at once or as it is made, and a search."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rag.rest.answering import Answering, begun
from rag.rest.describing import told
from rag.rest.events import EventStream
from rag.rest.forms import SearchForm
from rag.rest.problems import Json, problem_of
from rag.rest.routing import ASK, SEARCH, STREAM
from rag.types import (
    Delta,
    Done,
    Event,
    Failed,
    Found,
    SentenceDone,
    plain,
)

if TYPE_CHECKING:
    from rag.assistant import Rag

EVENTS = "found", "delta", "sentence", "dropped", "done", "failed"
UNBUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no"}


def asking(rag: Rag, answering: Answering) -> APIRouter:
    """``/ask``, ``/ask/stream``, ``/search``."""
    router = APIRouter(tags=["asking"])

    @router.post(ASK, responses=told("Answer", 404))
    async def ask(form: SearchForm, request: Request) -> Response:
        """An answer, as `rag ask --json` prints it. That the articles do not answer is no error:
        `status` is `not_found` then."""
        ended = await answering.ended(request, lambda: rag.stream(**form.options()))
        return Json(ended.answer.to_dict())

    @router.post(STREAM, responses=told("Answer", 404, events=EVENTS))
    async def stream(form: SearchForm) -> Response:
        """The same answer as server-sent events while it is made: `found` (passages), then `delta`
        (provisional text), `sentence` (checked, with its citations) and `dropped` (did not hold)
        as they come, then one `done` (the answer) or `failed` (why, and what there is of it)."""
        events = await begun(answering.events(lambda: rag.stream(**form.options())))
        return EventStream(sent(events), headers=UNBUFFERED)

    @router.post(SEARCH, responses=told("SearchResult", 404))
    async def search(form: SearchForm) -> Response:
        """The best passages with their scores, as `rag search --json` prints them."""
        found = await answering.run(lambda: rag.search(**form.options()))
        return Json(found.to_dict())

    return router


async def sent(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    """The events as they go over the line."""
    try:
        async with aclosing(events) as held:  # type: ignore[type-var]  # a generator
            async for event in held:
                yield line(*_told(event))
    except Exception as error:  # noqa: BLE001 - a stream has an end that says so; the log has more
        yield line("failed", {"error": problem_of(error, "POST").detail, "answer": None})


def line(name: str, data: Any) -> bytes:
    """One event. JSON has no line ends of its own."""
    text = json.dumps(data, ensure_ascii=False)
    return f"event: {name}\ndata: {text}\n\n".encode("utf-8", "replace")


def _told(event: Event) -> tuple[str, Any]:
    if isinstance(event, Done):
        return "done", event.answer.to_dict()
    if isinstance(event, Failed):
        return "failed", {"error": event.error, "answer": event.answer.to_dict()}
    if isinstance(event, Found):
        return "found", plain(event)
    if isinstance(event, Delta):
        return "delta", plain(event)
    return ("sentence" if isinstance(event, SentenceDone) else "dropped"), plain(event)
