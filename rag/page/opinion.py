"""What the reader says of an answer: given at a press, shown as given, changed by another."""

from __future__ import annotations

from rag.markup import Html, tag
from rag.page import talklinks, talkwords
from rag.page.talk import Place
from rag.types import Opinion

LONGEST_NOTE = 1000


def opinion_form(place: Place, opinion: Opinion | None, note: str) -> Html:
    """Four buttons, one pressed; once one is, a field for a few words in a form of its own, so that
    Enter there sends the words and presses no other button. Neither needs a script."""
    buttons = (_choice(each, opinion) for each in Opinion)
    asked = tag("span", talkwords.OPINION_ASKED, class_="asked")
    shown = _form(place, asked, *buttons, aria_label=talkwords.OPINION_ASKED)
    return tag("div", shown, _words(place, opinion, note) if opinion else None, class_="judging")


def _form(place: Place, *inside: Html, aria_label: str | None = None) -> Html:
    return tag(
        "form",
        tag("input", type="hidden", name="talk", value=place.talk),
        tag("input", type="hidden", name="n", value=place.n),
        *inside,
        method="post",
        action=talklinks.OPINION,
        class_="opinion",
        aria_label=aria_label,
    )


def _choice(opinion: Opinion, given: Opinion | None) -> Html:
    pressed = opinion is given
    mark = tag("span", "✓ ", aria_hidden="true") if pressed else None
    return tag(
        "button",
        mark,
        talkwords.OPINIONS[opinion],
        type="submit",
        name="verdict",
        value=opinion.value,
        class_="choice",
        aria_pressed="true" if pressed else "false",
        title=talkwords.OPINION_HINTS[opinion],
    )


def _words(place: Place, opinion: Opinion, note: str) -> Html:
    name = f"note-{place.talk}-{place.n}"
    said = talkwords.NOTE_KEPT if note else talkwords.OPINION_KEPT
    return _form(
        place,
        tag("input", type="hidden", name="verdict", value=opinion.value),
        tag("span", said, class_="kept", role="status"),
        tag("label", talkwords.NOTE, for_=name),
        tag("input", name="note", id=name, value=note, maxlength=LONGEST_NOTE, dir="auto"),
        tag("button", talkwords.NOTE_SEND, type="submit", class_="btn"),
    )
