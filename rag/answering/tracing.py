"""The trace of an answer: what was asked of what, and what came of it. No secret is in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from rag.answering.draft import Request
from rag.answering.recording import Exchange
from rag.errors import NotFound
from rag.library.library import Library
from rag.library.traces import Traces
from rag.masking import MASK, hidden, masked
from rag.settings import SECRETS, Settings
from rag.types import SCHEMA, Answer, Done, Event, Failed, Feedback, Opinion, plain

_SECRET_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL", re.IGNORECASE)
_LEAST = 6
"""Characters from which a value may be a secret: shorter ones stand in any text."""


def traced(
    events: Iterator[Event],
    asked: Mapping[str, Any],
    request: Request,
    settings: Settings,
    library: Library,
    traces: Traces,
    seen: Callable[[dict[str, Any]], object],
) -> Iterator[Event]:
    """The events as they are; before the last one the answer's trace is kept, and ``seen``."""
    try:
        for event in events:
            if isinstance(event, (Done, Failed)):
                trace = trace_of(asked, request, event.answer, settings, library.revision)
                _keep(trace, library, traces)
                seen(trace)
            yield event
    finally:
        close = getattr(events, "close", None)
        if close is not None:
            close()


def sweep(traces: Traces, library: Library) -> None:
    """Takes away the traces of articles that were purged elsewhere."""
    for trace_id, article_id, revision in list(traces.articles()):
        try:
            library.article(article_id, revision)
        except NotFound:
            traces.discard(trace_id)


def commented(answer: Answer, opinion: Opinion, note: str, settings: Settings) -> Feedback:
    """A reader's word on an answer, as it is kept. No secret is in it, whoever typed one."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    told = Feedback(at, answer.question, opinion, answer.to_dict(), note)
    return Feedback.of(_covered(told.to_dict(), secrets_of(settings, os.environ)))


def gone(feedback: Feedback, library: Library) -> str | None:
    """The first article whose words a record holds and that was purged; None when all are there."""
    for part in ("citations", "passages", "instead"):
        for each in feedback.answer.get(part) or ():
            try:
                library.article(each["article_id"], each["revision"])
            except NotFound:
                return str(each["article_id"])
    return None


def _keep(trace: dict[str, Any], library: Library, traces: Traces) -> None:
    """Saved, and taken away again where an article was purged while it was answered from."""
    if not traces.on:
        return
    traces.save(trace["trace_id"], trace)
    try:
        library.read.of((each["id"], each["revision"]) for each in trace["library"]["articles"])
    except NotFound:
        traces.discard(trace["trace_id"])


def trace_of(
    asked: Mapping[str, Any],
    request: Request,
    answer: Answer,
    settings: Settings,
    revision: int,
) -> dict[str, Any]:
    """``asked`` are the arguments besides question, history and moment; ``revision`` is the
    library's. Secrets of the settings and the environment are covered wherever they occur."""
    trace = {
        "schema": SCHEMA,
        "trace_id": answer.trace_id,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version("byline"),
        "asked": {
            **plain(dict(asked)),
            "question": request.question,
            "history": plain(request.history),
            "asked_at": plain(request.asked_at),
            "k": request.k,
        },
        "settings": settings.shown(),
        "library": {"revision": revision, "articles": _articles(answer)},
        "exchanges": [each.to_dict() for each in _exchanges(request)],
        "answer": answer.to_dict(),
    }
    covered: dict[str, Any] = _covered(trace, secrets_of(settings, os.environ))
    return covered


def _exchanges(request: Request) -> list[Exchange]:
    return request.tape.exchanges if request.tape else []


def _articles(answer: Answer) -> list[dict[str, Any]]:
    """The articles whose words are in it; of the conversation's, only the ids are known."""
    held = {(each.article_id, each.revision) for each in answer.passages}
    held |= {(each.article_id, each.revision) for each in answer.citations}
    return [{"id": article_id, "revision": revision} for article_id, revision in sorted(held)]


def secrets_of(settings: Settings, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Values that may open a door, the longest first."""
    found = {str(getattr(settings, name) or "") for name in SECRETS}
    found |= {value for name, value in environment.items() if _SECRET_NAMES.search(name)}
    told = [str(getattr(settings, name) or "") for name in settings.names()]
    found |= {each for value in (*told, *environment.values()) for each in hidden(value)}
    return tuple(sorted((v for v in found if len(v) >= _LEAST), key=lambda v: (-len(v), v)))


def without_secrets(settings: Settings) -> Callable[[Any], Any]:
    """Makes of a JSON value one that holds no secret of the settings or the environment."""
    secrets = secrets_of(settings, os.environ)
    return lambda value: _covered(value, secrets)


def _covered(value: Any, secrets: Iterable[str]) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return masked(value) if "://" in value else value
    if isinstance(value, dict):
        return {key: _covered(each, secrets) for key, each in value.items()}
    return [_covered(each, secrets) for each in value] if isinstance(value, list) else value
