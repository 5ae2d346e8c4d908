"""What lies over the page and is hidden until it is called: the drawer, the list of keys."""

from __future__ import annotations

from rag.markup import Html, join, tag
from rag.page import keywords, modelwords, talkwords


def overlays() -> Html:
    """Empty but for the keys; the page's script fills the drawer."""
    return join([_drawer(), _keys(), _set_up(), _unreachable()])


def _drawer() -> Html:
    inside = tag("div", id="drawer-body")
    return tag(
        "aside",
        inside,
        id="drawer",
        class_="drawer",
        aria_label=talkwords.CONVERSATIONS,
        inert=True,
    )


def _keys() -> Html:
    rows = (_key(key, does) for key, does in keywords.KEYS)
    close = tag(
        "button",
        tag("span", "×", aria_hidden="true"),
        type="button",
        class_="close",
        data_close_keys=True,
        aria_label=keywords.CLOSE,
    )
    head = tag("div", tag("h2", keywords.TITLE, id="keys-title"), close, class_="head")
    return tag(
        "dialog", head, tag("dl", *rows), id="keys", class_="keys", aria_labelledby="keys-title"
    )


def _key(key: str, does: str) -> Html:
    pressed = (tag("kbd", each) for each in key.split())
    spaced = join(piece for each in pressed for piece in (each, " "))
    return join([tag("dt", spaced), tag("dd", does)])


def _set_up() -> Html:
    close = tag(
        "button",
        tag("span", "×", aria_hidden="true"),
        type="button",
        class_="close",
        data_close_set_up=True,
        aria_label=modelwords.CLOSE,
    )
    inside = tag("div", id="set-up-body")
    head = tag("div", close, class_="head over")
    return tag("dialog", head, inside, id="set-up", class_="keys", aria_label=modelwords.TITLE)


def _unreachable() -> Html:
    """What the script shows where the server does not answer."""
    said = tag("p", keywords.UNREACHABLE, class_="alert", role="alert", tabindex=-1)
    return tag("div", said, id="unreachable", hidden=True)
