"""The page in Gradio: one column to talk in, one pane to read in.

Only here is Gradio touched. Everything that comes from articles or readers reaches the browser
through two ``gr.HTML`` parts that take finished, escaped markup; nothing of it stands in the
page's configuration.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import gradio as gr

from rag.page import choosingwords, chrome, filterwords, talkwords, words
from rag.page.acts import editing
from rag.page.arriving import Arrival
from rag.page.desk import MOST_CHARACTERS, Desk, View
from rag.page.filtering import Narrower, day_or_none
from rag.page.gate import reader_of
from rag.page.overlays import overlays
from rag.page.streaming import Streaming
from rag.page.talk import Talk

ASSETS = "/byline"


def build(desk: Desk) -> gr.Blocks:
    """The chat page over one library, ready to be mounted."""
    page: gr.Blocks
    page = gr.Blocks(title=words.NAME, fill_width=True, analytics_enabled=False)
    page.max_threads = desk.places.most  # who waits is a job for Gradio, too
    with page:
        top = _html(chrome.top(), "top")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                first = _html("", "first")
                past = _html("", "past")
                live = _html("", "live")
                composer = _composer()
            _html(chrome.reader(), "reader")
        _html(overlays(), "overlays")
        talk = gr.State(Talk())
        _wire(
            page,
            desk,
            {"top": top, "first": first, "past": past, "live": live, "talk": talk, **composer},
        )
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


def _html(value: str, elem_id: str) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def _composer() -> dict[str, Any]:
    """The field, its buttons, and the filters under it."""
    with gr.Column(elem_id="composer"):
        _html(editing(), "editing-note")
        with gr.Row(elem_id="field"):
            question = gr.Textbox(
                label=words.FIELD,
                placeholder=words.PLACEHOLDER,
                lines=1,
                max_lines=6,
                max_length=MOST_CHARACTERS,
                elem_id="question",
            )
            ask = gr.Button(words.ASK, elem_id="ask", variant="primary")
            stop = gr.Button(words.STOP, elem_id="stop", visible=False)
            again = gr.Button(words.AGAIN, elem_id="again", elem_classes="unseen")
        filters = _filters()
        # Written and pressed by the page's script: what is edited, which conversation to open.
        replacing = gr.Textbox("", elem_id="replacing", elem_classes="unseen")
        wanted = gr.Textbox("", elem_id="wanted", elem_classes="unseen")
        open_ = gr.Button(talkwords.CONVERSATIONS, elem_id="open", elem_classes="unseen")
    return {
        "question": question,
        "ask": ask,
        "stop": stop,
        "again": again,
        "replacing": replacing,
        "wanted": wanted,
        "open": open_,
        **filters,
    }


def _filters() -> dict[str, Any]:
    """What is set beside the question, each behind a button that says it."""
    with gr.Row(elem_id="filters"):
        outlets_pill = _pill(words.ALL_OUTLETS, "outlets-pill")
        dates_pill = _pill(words.ANY_DATE, "dates-pill")
        languages_pill = _pill(filterwords.ANY_LANGUAGE, "languages-pill", visible=False)
        chosen_pill = _pill(choosingwords.ALL_ARTICLES, "chosen-pill", visible=False)
        with gr.Column(elem_id="outlets-panel", elem_classes="pop"):
            outlets = gr.CheckboxGroup([], label=words.OUTLETS, info=words.OUTLETS_HINT)
        with gr.Column(elem_id="dates-panel", elem_classes="pop"):
            since = gr.Textbox("", label=words.SINCE, placeholder=words.DATE_FORM)
            until = gr.Textbox("", label=words.UNTIL, placeholder=words.DATE_FORM)
            undated = gr.Checkbox(label=filterwords.UNDATED_TOO, elem_id="undated")
        with gr.Column(elem_id="languages-panel", elem_classes="pop"):
            languages = gr.CheckboxGroup([], label=filterwords.LANGUAGES)
        with gr.Column(elem_id="chosen-panel", elem_classes="pop"):
            listed = _html("", "chosen-list")
        chosen = gr.Textbox(
            label=choosingwords.TICKED, elem_id="chosen", elem_classes="unseen", lines=2
        )
    return {
        "outlets": outlets,
        "outlets_pill": outlets_pill,
        "since": since,
        "until": until,
        "dates_pill": dates_pill,
        "undated": undated,
        "languages": languages,
        "languages_pill": languages_pill,
        "chosen": chosen,
        "chosen_pill": chosen_pill,
        "listed": listed,
    }


def _pill(label: str, elem_id: str, visible: bool = True) -> gr.Button:
    """A button that the page's script lets open the panel of the same name."""
    return gr.Button(label, elem_id=elem_id, elem_classes="pill opens", visible=visible)


def _labelled(label: str, is_set: bool) -> Any:
    return gr.update(value=label, elem_classes="pill opens is-set" if is_set else "pill opens")


def _wire(page: gr.Blocks, desk: Desk, parts: dict[str, Any]) -> None:
    """Which act of the reader calls what. No event has a public name: it is a page, not an API."""
    shown = [parts[name] for name in ("talk", "live", "past", "question", "ask", "stop")]
    filters = [parts[name] for name in ("outlets", "since", "until")]
    narrower = [parts[name] for name in ("languages", "undated", "chosen")]
    talk = parts["talk"]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    acts = _Acts(desk)
    asked = {
        "fn": acts.ask,
        "inputs": [parts["question"], *filters, talk, parts["replacing"], *narrower],
        "outputs": shown,
    }
    # Gradio drops what is sent while it still holds the call before as open, and it does so for a
    # moment after the last step was shown. Such a question waits in the field and is asked then.
    triggers = [parts["question"].submit, parts["ask"].click]
    answered = gr.on(triggers, **asked, trigger_mode="always_last", **quiet)
    again = parts["again"].click(acts.again, talk, shown, **quiet)
    for each in (answered, again):  # a call of its own, so that no question waits for it
        each.then(acts.lead_on, talk, parts["live"], **quiet)
    parts["open"].click(acts.open, [parts["wanted"], talk], shown, **quiet)
    # Not by Gradio's `cancels`: a step already on its way would be shown after the stop.
    parts["stop"].click(desk.stop, talk, None, **quiet)
    pills = [parts[name] for name in ("outlets_pill", "dates_pill", "languages_pill")]
    told = [*filters, parts["languages"], parts["undated"]]
    gr.on([part.change for part in told], _pills, told, pills, **quiet)
    listed = [parts["chosen_pill"], parts["listed"]]
    parts["chosen"].change(acts.listed, parts["chosen"], listed, **quiet)
    opened = [parts[name] for name in ("top", "first", "outlets", "languages", "languages_pill")]
    opened += [parts[name] for name in ("talk", "live", "past")]
    opened += [parts[name] for name in ("question", "since", "until", "undated", "chosen")]
    page.load(acts.opening, None, opened, **quiet)


Updates = tuple[Any, ...]


def _updates(view: View) -> Updates:
    """A view as Gradio's outputs take it, in the order of ``shown``."""
    return (
        view.talk,
        view.live,
        gr.skip() if view.past is None else view.past,
        "" if view.clear else gr.skip(),
        gr.update(visible=not view.running),
        gr.update(visible=view.running),
    )


class _Acts:
    """The desk's acts as Gradio calls them, each for the reader that the gate names."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._streaming = Streaming(desk.places.at_once)

    async def ask(
        self,
        question: str,
        outlets: list[str],
        since: str,
        until: str,
        talk: Talk,
        replacing: str,
        languages: list[str],
        undated: bool,
        ticked: str,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        narrower = Narrower.of(languages, undated, ticked)
        reader = reader_of(request)
        given = (question, outlets, since, until, talk, reader, bool(replacing), narrower)
        async for view in self._streaming.steps(self._desk.ask(*given)):
            yield _updates(view)

    async def again(self, talk: Talk, request: gr.Request) -> AsyncIterator[Updates]:
        async for view in self._streaming.steps(self._desk.again(talk, reader_of(request))):
            yield _updates(view)

    async def lead_on(self, talk: Talk, request: gr.Request) -> Any:
        reader = reader_of(request)
        offered = await self._streaming.run(lambda: self._desk.lead_on(talk, reader))
        return gr.skip() if offered is None else offered

    def open(self, wanted: str, talk: Talk, request: gr.Request) -> Updates:
        return _updates(self._desk.open(wanted, reader_of(request), leaving=talk))

    def opening(self, request: gr.Request) -> Iterator[Updates]:
        """The page's first look, with what its address names. What the reader has written since is
        left alone when the look is completed."""
        arrived = Arrival.of(request.query_params)
        talk = self._arrived(arrived.talk, request)
        ticked = "\n".join(arrived.articles)
        fields: Updates = (arrived.question, *arrived.days, arrived.undated, ticked)
        for n, opening in enumerate(self._desk.opened()):
            names = [name for _, name in opening.outlets or ()]
            keys = [key for _, key in opening.languages]
            chosen: dict[str, Any] = {} if n else {"value": arrived.known(names)}
            spoken: dict[str, Any] = {} if n else {"value": arrived.spoken(keys)}
            choices = gr.update(choices=list(opening.outlets or ()), **chosen)
            languages = gr.update(choices=list(opening.languages), **spoken)
            several = gr.update(visible=len(keys) > 1)
            yield opening.top, opening.first, choices, languages, several, *talk, *fields
            fields = (gr.skip(),) * len(fields)

    def listed(self, ids: str) -> Updates:
        """What is ticked, on its pill and in its panel."""
        n, label, shown = self._desk.chosen(ids)
        classes = "pill opens is-set" if n else "pill opens"
        return gr.update(value=label, visible=n > 0, elem_classes=classes), shown

    def _arrived(self, talk: str, request: gr.Request) -> Updates:
        if not talk:
            return (gr.skip(),) * 3
        view = self._desk.open(talk, reader_of(request))
        return view.talk, view.live, view.past


def _pills(
    outlets: list[str], since: str, until: str, languages: list[str], undated: bool
) -> Updates:
    """What is set, on the pills themselves. A date still being typed is not yet set."""
    first, last = day_or_none(since), day_or_none(until, words.UNTIL)
    return (
        _labelled(words.outlets_set(outlets), bool(outlets)),
        _labelled(words.dates_set(first, last, undated), bool(first or last)),
        _labelled(filterwords.languages_set(languages), bool(languages)),
    )
