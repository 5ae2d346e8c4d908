"""What can be done with an answer: copied, saved, linked, edited, asked again, judged."""

from __future__ import annotations

from collections.abc import Iterator

from rag.markup import Html, tag
from rag.page import talklinks, talkwords, words
from rag.page.copying import footnoted
from rag.page.exports import export_links
from rag.page.opinion import opinion_form
from rag.page.talk import Exchange, Place


def acts(exchange: Exchange, latest: bool, place: Place | None) -> Html:
    """The line of buttons under an answer; only the latest can be edited and asked again."""
    shown = tag("div", *_buttons(exchange, latest, place), class_="acts")
    if place is None or exchange.answer is None:
        return shown
    return tag("div", shown, opinion_form(place, exchange.opinion, exchange.note))


def _buttons(exchange: Exchange, latest: bool, place: Place | None) -> Iterator[Html]:
    if exchange.answer and exchange.answer.sentences:
        yield button(talkwords.COPY, data_copy=footnoted(exchange.answer))
    if place is not None and exchange.answer is not None:
        summary = tag("summary", talkwords.EXPORT, class_="btn")
        yield tag("details", summary, export_links(place.talk, place), class_="export")
    link = talklinks.of_question(exchange.question, exchange.filters)
    yield button(talkwords.LINK, data_copy_link=link, title=talkwords.LINK_HINT)
    if latest:
        yield button(talkwords.EDIT, data_edit=exchange.question)
        yield button(words.AGAIN, data_press="again")


def editing() -> Html:
    """Shown above the field while the last question is edited."""
    cancel = tag("button", talkwords.CANCEL, type="button", data_cancel_edit=True)
    return tag("p", tag("span", talkwords.EDITING), cancel, id="editing", role="status")


def lost() -> Html:
    """Shown above the field while the server does not answer, by the page's script."""
    now = tag("button", talkwords.TRY_NOW, type="button", data_look_again=True)
    said = tag("span", data_typed=talkwords.LOST, data_sent=talkwords.LOST_SENT)
    return tag("p", said, now, id="lost", role="status")


def button(label: str, class_: str = "btn", **data: str | bool | None) -> Html:
    return tag("button", label, type="button", class_=class_, **data)
