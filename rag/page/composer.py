"""The field, its buttons and the filters under it, as Gradio's own parts."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.markup import join
from rag.page import choosingwords, filterwords, gatheredwords, talkwords, words
from rag.page.acts import editing, lost
from rag.page.desk import MOST_CHARACTERS


def html(value: str, elem_id: str) -> gr.HTML:
    """Finished markup at a place of the page."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def composer() -> dict[str, Any]:
    """All parts by name."""
    with gr.Column(elem_id="composer"):
        html(join([editing(), lost()]), "editing-note")
        narrowed = html("", "narrowed")
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
        return {
            "question": question,
            "ask": ask,
            "stop": stop,
            "narrowed": narrowed,
            **_filters(),
            **_unseen(),
        }


def _unseen() -> dict[str, Any]:
    """Written and pressed by the page's script, which has no other way to the server."""
    fields = {
        "replacing": "",  # whether the last question is edited
        "standing": "",  # which conversation stands on the page
        "wanted": "",  # which one to open
        "gather": "",  # which collection to ask over
    }
    buttons = {
        "again": words.AGAIN,
        "open": talkwords.CONVERSATIONS,
        "widen": filterwords.ALL_ARTICLES,
        "everywhere": filterwords.ALL_ARTICLES,
        "gathering": gatheredwords.ASK,
        "gathered": gatheredwords.COLLECTIONS,
    }
    written = {
        name: gr.Textbox(value, elem_id=name, elem_classes="unseen")
        for name, value in fields.items()
    }
    pressed = {
        name: gr.Button(label, elem_id=name, elem_classes="unseen")
        for name, label in buttons.items()
    }
    return {**written, **pressed}


def _filters() -> dict[str, Any]:
    """What is set beside the question, each behind a button that says it."""
    with gr.Row(elem_id="filters"):
        outlets_pill = _pill(words.ALL_OUTLETS, "outlets-pill")
        dates_pill = _pill(words.ANY_DATE, "dates-pill")
        languages_pill = _pill(filterwords.ANY_LANGUAGE, "languages-pill", visible=False)
        collections_pill = _pill(gatheredwords.COLLECTIONS, "collections-pill", visible=False)
        chosen_pill = _pill(choosingwords.ALL_ARTICLES, "chosen-pill", visible=False)
        with gr.Column(elem_id="outlets-panel", elem_classes="pop"):
            outlets = gr.CheckboxGroup([], label=words.OUTLETS, info=words.OUTLETS_HINT)
        with gr.Column(elem_id="dates-panel", elem_classes="pop"):
            since = gr.Textbox("", label=words.SINCE, placeholder=words.DATE_FORM)
            until = gr.Textbox("", label=words.UNTIL, placeholder=words.DATE_FORM)
            undated = gr.Checkbox(label=filterwords.UNDATED_TOO, elem_id="undated")
        with gr.Column(elem_id="languages-panel", elem_classes="pop"):
            languages = gr.CheckboxGroup([], label=filterwords.LANGUAGES)
        with gr.Column(elem_id="collections-panel", elem_classes="pop"):
            collections = html("", "collections-list")
        with gr.Column(elem_id="chosen-panel", elem_classes="pop"):
            listed = html("", "chosen-list")
        chosen = gr.Textbox(
            label=choosingwords.TICKED, elem_id="chosen", elem_classes="unseen", lines=2
        )
    for names in (outlets, languages):
        vars(names)["preprocess"] = _as_ticked
    return {
        "outlets": outlets,
        "outlets_pill": outlets_pill,
        "since": since,
        "until": until,
        "dates_pill": dates_pill,
        "undated": undated,
        "languages": languages,
        "languages_pill": languages_pill,
        "collections": collections,
        "collections_pill": collections_pill,
        "chosen": chosen,
        "chosen_pill": chosen_pill,
        "listed": listed,
    }


def _as_ticked(names: list[str | int | float]) -> list[str | int | float]:
    """A page that is older than the server, as after a restart, ticks names of which this session
    was never told. They are taken as they are: whether there is such a name the library tells."""
    return [str(each) for each in names]


def _pill(label: str, elem_id: str, visible: bool = True) -> gr.Button:
    """A button that the page's script lets open the panel of the same name."""
    return gr.Button(label, elem_id=elem_id, elem_classes="pill opens", visible=visible)
