"""What stands around a conversation: the bar on top, the first words, the empty reader."""

from __future__ import annotations

from collections.abc import Sequence

from rag.markup import Html, tag
from rag.page import keywords, links, modelwords, shelfwords, talkwords, words
from rag.page.answer import suggestions


def top(
    library: str | None = None,
    mode: str | None = None,
    endpoint: str | None = None,
    *,
    sets_up: bool = False,
    recorded: bool = False,
) -> Html:
    """Name, conversations, library, mode with its explanation, keys, light or dark. ``sets_up``
    says whether a model can be set up from here, ``recorded`` whether words are told to telemetry.
    """
    return tag(
        "div",
        tag("h1", words.NAME, class_="wordmark"),
        _talks(),
        _library(library) if library else None,
        _mode(mode, endpoint, sets_up, recorded) if mode else None,
        _keys(),
        tag(
            "button",
            tag("span", "◐", aria_hidden="true"),
            type="button",
            class_="pill round",
            data_theme_switch=True,
            aria_label=words.LIGHT_OR_DARK,
            title=words.LIGHT_OR_DARK,
        ),
        class_="bar",
    )


def _talks() -> Html:
    """The way to the reader's conversations; on a phone its sign alone."""
    return tag(
        "button",
        tag("span", "☰", class_="sign", aria_hidden="true"),
        tag("span", talkwords.CONVERSATIONS, class_="name"),
        type="button",
        class_="pill talks-pill",
        data_open_drawer=True,
        aria_label=talkwords.CONVERSATIONS,
        title=talkwords.CONVERSATIONS,
    )


def _keys() -> Html:
    return tag(
        "button",
        tag("span", "?", aria_hidden="true"),
        type="button",
        class_="pill round keys-pill",
        data_open_keys=True,
        aria_label=keywords.OPEN,
        title=f"{keywords.OPEN} (?)",
    )


def _library(held: str) -> Html:
    """The way to the list of articles; on a phone without what it holds."""
    return tag(
        "a",
        shelfwords.LIBRARY,
        tag("span", f": {held}"),
        class_="pill held",
        href=links.of_library(),
    )


def _mode(mode: str, endpoint: str | None, sets_up: bool, recorded: bool) -> Html:
    explained = (tag("p", line) for line in words.mode_explained(mode, endpoint, recorded))
    return tag(
        "div",
        tag(
            "button",
            *_named(words.mode_name(mode)),
            type="button",
            id="mode-pill",
            class_="pill opens",
        ),
        tag("div", *explained, _set_up() if sets_up else None, id="mode-panel", class_="pop"),
        class_="anchor",
    )


def _named(mode: str) -> tuple[str, Html]:
    """The name of a mode; on a phone its first words alone."""
    first, comma, rest = mode.partition(",")
    return first, tag("span", f"{comma}{rest}", class_="rest")


def _set_up() -> Html:
    return tag("p", tag("a", modelwords.OPEN, href=modelwords.MODEL, data_set_up=True))


def welcome(examples: Sequence[str]) -> Html:
    """Before the first question."""
    return tag(
        "div",
        tag("h2", words.WELCOME),
        tag("p", words.PROMISE),
        tag("p", words.TRY, class_="note") if examples else None,
        suggestions(examples),
        class_="welcome",
    )


def how_to_add() -> tuple[Html | str, ...]:
    """One sentence on the way to more articles."""
    return shelfwords.ADD_BEFORE, tag("code", words.EMPTY_COMMAND), shelfwords.ADD_AFTER


def empty_library(refused: int = 0, changes: bool = False) -> Html:
    """How to add articles, when there are none; and what was refused, if that is why."""
    here = tag("a", shelfwords.ADD_HERE, href=links.of_adding(), class_="add")
    said = shelfwords.inputs_not_read(refused) if refused else None
    return tag(
        "div",
        tag("h2", words.EMPTY),
        tag("p", here) if changes else None,
        tag("p", words.EMPTY_HOW),
        tag("pre", tag("code", words.EMPTY_COMMAND)),
        tag("p", words.EMPTY_KINDS, class_="note"),
        tag("p", tag("a", said, href=links.of_not_read()), class_="note") if said else None,
        class_="welcome",
    )


def trouble(message: str) -> Html:
    """The library cannot be opened; the message says what to do."""
    return tag("div", tag("p", message, class_="alert", role="alert", dir="auto"), class_="welcome")


def reader() -> Html:
    """The pane, with nothing in it yet. The page's script fills ``reader-body``."""
    hint = tag(
        "div",
        tag("p", words.NOTHING_OPEN, class_="nothing"),
        tag("p", words.READER_HINT, class_="note"),
        class_="body hint",
    )
    back = tag(
        "button", words.BACK, type="button", class_="back", data_back_reader=True, hidden=True
    )
    close = tag(
        "button",
        tag("span", "×", aria_hidden="true"),
        type="button",
        class_="close",
        data_close_reader=True,
        aria_label=words.CLOSE,
        title=f"{words.CLOSE} (Esc)",
    )
    return tag(
        "section",
        tag("div", back, close, class_="tools"),
        hint,
        tag("div", id="reader-body", class_="body"),
        id="reader-pane",
        class_="pane",
        aria_label=words.PANE,
        tabindex=-1,
    )
