"""A model set up from the page: where it is reached, its name, its key; tried, and then used.

For whoever runs Byline on their own machine. A key is kept for the process alone and never sent
back to a browser; on an installation that others reach the form is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from rag.addresses import is_asked_here, is_loopback
from rag.errors import BylineError
from rag.markup import Html, join, tag
from rag.masking import MASK
from rag.page import modelwords, reading
from rag.page.modelwords import MODEL

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.settings import Settings

_OPENAI = "openai:"


def may_set_up(settings: Settings) -> bool:
    """Whether the page offers it: by the setting, else where only this machine reaches the page
    and nobody is asked who they are."""
    if settings.model_setup is not None:
        return settings.model_setup
    return settings.auth is None and is_loopback(settings.host)


def model_routes(rag: Rag) -> APIRouter:
    """``/model``."""
    router = APIRouter()

    @router.get(MODEL)
    def form(request: Request, pane: bool = False) -> Response:
        if not _is_allowed(request, rag):
            return PlainTextResponse(modelwords.OFF, status_code=403)
        inside = model_form(rag.settings, rag.mode)
        page = inside if pane else reading.page(modelwords.TITLE, inside)
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    @router.post(MODEL)
    def set_up(
        request: Request,
        act: Annotated[str, Form(max_length=10)],
        endpoint: Annotated[str, Form(max_length=500)] = "",
        model: Annotated[str, Form(max_length=200)] = "",
        key: Annotated[str, Form(max_length=500)] = "",
    ) -> Response:
        if not _is_allowed(request, rag):
            return PlainTextResponse(modelwords.OFF, status_code=403)
        return _done(rag, act, endpoint.strip(), model.strip(), key.strip())

    return router


def _done(rag: Rag, act: str, endpoint: str, model: str, key: str) -> Response:
    """Back to the page where it was used; else what the try told."""
    if act == "quotes":
        rag.use_model(None)
        return RedirectResponse("/", status_code=303)
    if not model:
        return _told(modelwords.NO_NAME, alert=True)
    named = f"{_OPENAI}{model}"
    given = key or _kept_key(rag.settings, endpoint)
    try:
        if act == "use":
            rag.use_model(named, base_url=endpoint or None, key=given)
            return RedirectResponse("/", status_code=303)
        seconds = rag.try_model(named, base_url=endpoint or None, key=given)
    except BylineError as error:
        said = str(error)
        return _told(said.replace(given, MASK) if given else said, alert=True)
    return _told(modelwords.answered(model, seconds), alert=False)


def _kept_key(settings: Settings, endpoint: str) -> str | None:
    """The key that is set already, for the endpoint that it was set for and no other."""
    return settings.llm_api_key if endpoint == (settings.llm_base_url or "") else None


def _told(said: str, alert: bool) -> HTMLResponse:
    """What came of it, to stand in the form. That a model failed is no failure of the request."""
    kind = {"class_": "alert", "role": "alert"} if alert else {"class_": "note", "role": "status"}
    return HTMLResponse(tag("p", said, dir="auto", **kind))


def _is_allowed(request: Request, rag: Rag) -> bool:
    if not may_set_up(rag.settings):
        return False
    if rag.settings.model_setup:
        return True
    return is_asked_here(request.headers)


def model_form(settings: Settings, mode: str) -> Html:
    """The form as it stands; a key that is set is told of and not shown."""
    key = modelwords.KEY_KEPT if settings.llm_api_key else None
    named = (settings.llm or "").removeprefix(_OPENAI)
    fields = (
        _field("endpoint", modelwords.ENDPOINT, settings.llm_base_url, modelwords.ENDPOINT_HINT),
        _field("model", modelwords.NAME, named, modelwords.NAME_HINT),
        _field("key", modelwords.KEY, None, key or modelwords.KEY_HINT, kind="password"),
    )
    return tag(
        "form",
        tag("h2", modelwords.TITLE, tabindex=-1),
        tag("p", modelwords.WHAT, class_="note"),
        *fields,
        tag("div", class_="told", aria_live="polite"),
        tag("div", *_buttons(mode), class_="acts"),
        method="post",
        action=MODEL,
        class_="model",
    )


def _buttons(mode: str) -> tuple[Html | None, ...]:
    quotes = _button("quotes", modelwords.QUOTES, "btn") if mode != "quotes" else None
    return (
        _button("test", modelwords.TEST, "btn"),
        _button("use", modelwords.USE, "btn first"),
        quotes,
    )


def _button(act: str, label: str, kind: str) -> Html:
    return tag("button", label, type="submit", name="act", value=act, class_=kind)


def _field(name: str, label: str, value: str | None, hint: str, kind: str = "text") -> Html:
    field = tag(
        "input",
        name=name,
        type=kind,
        value=value or "",
        autocomplete="off",
        spellcheck="false",
        aria_describedby=f"{name}-hint",
    )
    said = tag("span", hint, id=f"{name}-hint", class_="hint")
    return join([tag("label", label, field), said])
