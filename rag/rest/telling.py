"""How the library is, and what readers say of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from rag.rest.answering import Answering
from rag.rest.describing import told
from rag.rest.forms import FeedbackForm
from rag.rest.problems import Json
from rag.rest.routing import FEEDBACK, STATUS

if TYPE_CHECKING:
    from rag.assistant import Rag


def telling(rag: Rag, answering: Answering) -> APIRouter:
    """``/status`` and ``/feedback``."""
    router = APIRouter()

    def standing() -> dict[str, Any]:
        return {**rag.status().to_dict(), "rejected": len(rag.rejected())}

    @router.get(STATUS, responses=told("Status"), tags=["the library"])
    async def status() -> Response:
        """How the library is, as `rag status --json` prints it."""
        return Json(await answering.run(standing))

    @router.post(FEEDBACK, responses=told("Feedback", 404), tags=["asking"])
    async def feedback(form: FeedbackForm) -> Response:
        """Keeps what a reader says of an answer whose trace is kept (RAG_TRACES, the newest 100);
        a second word on one answer takes the place of the first."""
        said = form.note.strip()
        kept = await answering.run(lambda: rag.feedback(form.trace_id, form.verdict, said))
        rest = {name: value for name, value in kept.to_dict().items() if name != "answer"}
        return Json(rest)

    return router
