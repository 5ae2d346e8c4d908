"""The page in Gradio: one column to talk in, one pane to read in.

Only here and in ``composer`` is Gradio touched. Everything that comes from articles or readers
reaches the browser through ``gr.HTML`` parts that take finished, escaped markup; nothing of it
stands in the page's configuration.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.page import chrome, words
from rag.page.calls import Calls, pills
from rag.page.composer import composer, html
from rag.page.desk import Desk
from rag.page.overlays import overlays
from rag.page.talk import Talk

ASSETS = "/byline"
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
FILTERS = ("outlets", "since", "until", "languages", "undated", "chosen")
"""What narrows a question, in the order that every call is given it."""


def build(desk: Desk) -> gr.Blocks:
    """The chat page over one library, ready to be mounted."""
    page: gr.Blocks
    page = gr.Blocks(title=words.NAME, fill_width=True, analytics_enabled=False)
    page.max_threads = desk.places.most  # who waits is a job for Gradio, too
    with page:
        parts: dict[str, Any] = {"top": html(chrome.top(), "top")}
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                parts |= {name: html("", name) for name in ("first", "past", "live")}
                parts |= composer()
            html(chrome.reader(), "reader")
        html(overlays(), "overlays")
        parts["talk"] = gr.State(Talk())
        calls = Calls(desk)
        _asking(calls, parts)
        _narrowing(calls, parts)
        _opening(page, calls, parts)
    page.queue(default_concurrency_limit=page.max_threads, api_open=False)
    return page


def head() -> str:
    """Style and script of the page, all from this origin."""
    return (
        f'<link rel="stylesheet" href="{ASSETS}/page.css">'
        f'<script type="module" src="{ASSETS}/page.js"></script>'
    )


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the reader's own system font: nothing is fetched."""
    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


def _asking(calls: Calls, parts: dict[str, Any]) -> None:
    """Which act of the reader asks what. No event has a public name: it is a page, not an API."""
    shown = _of(parts, "talk", "live", "past", "question", "ask", "stop")
    talk, standing = parts["talk"], parts["standing"]
    asked = {
        "fn": calls.ask,
        "inputs": _of(parts, "question", "talk", "replacing", "standing", *FILTERS),
        "outputs": shown,
    }
    # Gradio drops what is sent while it still holds the call before as open, and it does so for a
    # moment after the last step was shown. Such a question waits in the field and is asked then.
    triggers = [parts["question"].submit, parts["ask"].click]
    answered = gr.on(triggers, **asked, trigger_mode="always_last", **QUIET)
    again = parts["again"].click(calls.again, [talk, standing], shown, **QUIET)
    everywhere = parts["everywhere"].click(calls.everywhere, [talk, standing], shown, **QUIET)
    for each in (answered, again, everywhere):  # a call of its own, so that no question waits
        each.then(calls.lead_on, talk, parts["live"], **QUIET)
    opened = parts["open"].click(calls.open, [parts["wanted"], talk], shown, **QUIET)
    opened.then(calls.lead_on, talk, parts["live"], **QUIET)
    # Not by Gradio's `cancels`: a step already on its way would be shown after the stop.
    parts["stop"].click(calls.stop, talk, None, **QUIET)


def _narrowing(calls: Calls, parts: dict[str, Any]) -> None:
    """What is set beside the question is told where it is set, and undone at once."""
    filters = _of(parts, *FILTERS)
    told = _of(parts, "outlets", "since", "until", "languages", "undated")
    labels = _of(parts, "outlets_pill", "dates_pill", "languages_pill")
    gr.on([part.change for part in told], pills, told, labels, **QUIET)
    listed = _of(parts, "chosen_pill", "listed")
    parts["chosen"].change(calls.listed, parts["chosen"], listed, **QUIET)
    gr.on([part.change for part in filters], calls.narrowed, filters, parts["narrowed"], **QUIET)
    for name in ("widen", "everywhere"):
        parts[name].click(calls.widened, None, filters, **QUIET)
    parts["gathering"].click(calls.gather, parts["gather"], filters, **QUIET)
    collections = _of(parts, "collections_pill", "collections")
    parts["gathered"].click(calls.gathered, None, collections, **QUIET)


def _opening(page: gr.Blocks, calls: Calls, parts: dict[str, Any]) -> None:
    opened = _of(parts, "top", "first", "outlets", "languages", "languages_pill")
    opened += _of(parts, "collections_pill", "collections")
    opened += _of(parts, "talk", "live", "past")
    opened += _of(parts, "question", "since", "until", "undated", "chosen")
    loaded = page.load(calls.opening, None, opened, **QUIET)
    loaded.then(calls.lead_on, parts["talk"], parts["live"], **QUIET)


def _of(parts: dict[str, Any], *names: str) -> list[Any]:
    return [parts[name] for name in names]
