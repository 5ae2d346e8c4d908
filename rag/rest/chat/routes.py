"""``/chat/completions`` and ``/models``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rag.rest.answering import Answering, begun
from rag.rest.asking import UNBUFFERED
from rag.rest.chat import chatwords
from rag.rest.chat.completions import Completion
from rag.rest.chat.forms import ChatForm
from rag.rest.chat.schema import chat_told, completions_told
from rag.rest.events import EventStream
from rag.rest.problems import Json, Problem
from rag.rest.routing import COMPLETIONS, MODELS
from rag.types import Event, Failed

if TYPE_CHECKING:
    from rag.assistant import Rag

WITHOUT = {"byline": (), "byline-quotes": ("model",)}
"""The models there are, and which steps each leaves out."""


def chatting(rag: Rag, answering: Answering) -> APIRouter:
    """What clients of OpenAI's interface ask for."""
    router, since = APIRouter(tags=["OpenAI-compatible"]), int(time.time())

    @router.post(COMPLETIONS, responses=completions_told())
    async def completions(form: ChatForm, request: Request) -> Response:
        """Answers the last message, from the articles, after the ones before it. With `stream`
        in chunks, of sentences that were checked. Citations stand as numbered footnotes below the
        text, and as `annotations`."""
        form.check()
        begin = _asked(rag, form)
        made = Completion(form.model, str(request.base_url).rstrip("/"))
        if form.stream:
            events = await begun(answering.events(begin))
            with_usage = form.stream_options is not None and form.stream_options.include_usage
            return EventStream(made.chunks(events, with_usage=with_usage), headers=UNBUFFERED)
        ended = await answering.ended(request, begin)
        error = ended.error if isinstance(ended, Failed) else None
        return Json(made.whole(ended.answer, error))

    @router.get(MODELS, responses=chat_told("ModelList"))
    async def models() -> Response:
        """`byline` answers as it is set up, `byline-quotes` quotes whatever model is set."""
        return Json({"object": "list", "data": [_model(name, since) for name in WITHOUT]})

    @router.get(f"{MODELS}/{{model}}", responses=chat_told("Model"))
    async def model(model: str) -> Response:
        """One of them."""
        _left_out(model)
        return Json(_model(model, since))

    return router


def _asked(rag: Rag, form: ChatForm) -> Any:
    """What begins the events of the answer. Raises Problem."""
    left_out = _left_out(form.model)
    question, history = form.turns()
    options = form.byline.model_dump()
    options["without"] = [*options["without"], *left_out]

    def begin() -> Iterator[Event]:
        return rag.stream(question, history=list(history), **options)

    return begin


def _left_out(model: str) -> tuple[str, ...]:
    """The steps that a model leaves out. Raises Problem for one that there is not."""
    if model not in WITHOUT:
        said = chatwords.NO_MODEL.format(name=model, known=" and ".join(WITHOUT))
        raise Problem(404, said, kind="model-not-found", more={"param": "model"})
    return WITHOUT[model]


def _model(name: str, since: int) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": since, "owned_by": "byline"}
