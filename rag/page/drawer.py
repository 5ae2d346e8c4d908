"""The list of a reader's conversations: found, opened, renamed, exported, removed.

Plain links and forms, so that it works as a page of its own; the page's script shows it in a
drawer beside the talk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rag.library.talks import LONGEST_NAME
from rag.markup import Html, join, tag
from rag.page import gatewords, talklinks, talkwords
from rag.page.exports import export_links
from rag.page.signing_in import LOGOUT, name_of
from rag.types import ConversationLine, Excerpt

MOST_SEARCHED = 200


def drawer(lines: Sequence[ConversationLine], query: str, foot: Html) -> Html:
    """Everything in it."""
    return join(
        [
            tag("div", _heading(), _close(), class_="head"),
            tag("a", talkwords.NEW, href="/", class_="btn new", data_talk_open=""),
            _search(query) if lines or query else None,
            *_rows(lines, query),
            foot,
        ]
    )


def foot(reader: str, signs_out: bool) -> Html:
    """Who else finds them; and the way out for whoever has signed in."""
    name = name_of(reader)
    if name is None:
        return tag("p", talkwords.HINT, class_="note")
    said = tag("p", f"{gatewords.SIGNED_IN.format(name=name)} {talkwords.HINT_NAMED}", dir="auto")
    button = tag("button", gatewords.SIGN_OUT, type="submit", class_="btn")
    out = tag("form", button, method="post", action=LOGOUT, class_="sign-out")
    return tag("div", said, out if signs_out else None, class_="note")


def not_kept() -> Html:
    """Where the settings say so, or this reader has no name."""
    return join(
        [
            tag("div", _heading(), _close(), class_="head"),
            tag("p", talkwords.NOT_KEPT, class_="note"),
        ]
    )


def _heading() -> Html:
    return tag("h2", talkwords.CONVERSATIONS, tabindex=-1)


def _close() -> Html:
    cross = tag("span", "×", aria_hidden="true")
    return tag(
        "button",
        cross,
        type="button",
        class_="close",
        data_close_drawer=True,
        aria_label=talkwords.CLOSE,
        title=talkwords.CLOSE,
    )


def _search(query: str) -> Html:
    field = tag(
        "input", type="search", name="q", value=query, id="talk-search", maxlength=MOST_SEARCHED
    )
    label = tag("label", talkwords.SEARCH, for_="talk-search")
    button = tag("button", talkwords.FIND, type="submit", class_="btn")
    return tag("form", label, field, button, method="get", action=talklinks.TALKS, class_="find")


def _rows(lines: Sequence[ConversationLine], query: str) -> Iterator[Html]:
    if not lines:
        said = talkwords.NONE_FOUND.format(query=query) if query else talkwords.NONE
        yield tag("p", said, class_="note", dir="auto")
        return
    now = datetime.now(UTC)
    yield tag("ul", *(_row(each, now) for each in lines), class_="talks")


def _row(line: ConversationLine, now: datetime) -> Html:
    used = f"{talkwords.questions(line.questions)} · {talkwords.last_used(line.touched, now)}"
    address = talklinks.of_talk(line.id)
    return tag(
        "li",
        tag("a", line.name, href=address, data_talk_open=line.id, dir="auto"),
        tag("p", used),
        _found(line.found) if line.found else None,
        _more(line),
    )


def _found(at: Excerpt) -> Html:
    """Where the words that were looked for stand."""
    label = talkwords.IN_ANSWER if at.answer else talkwords.IN_QUESTION
    return tag("p", label, at.before, tag("mark", at.words), at.after, class_="found", dir="auto")


def _more(line: ConversationLine) -> Html:
    name = talkwords.MORE.format(name=line.name)
    summary = tag("summary", tag("span", "…", aria_hidden="true"), aria_label=name, title=name)
    return tag("details", summary, _rename(line), export_links(line.id), _remove(line))


def _rename(line: ConversationLine) -> Html:
    held = tag("input", name="name", value=line.name, maxlength=LONGEST_NAME, required=True)
    return tag(
        "form",
        tag("label", tag("span", talkwords.NAME), held),
        tag("button", talkwords.RENAME, type="submit", class_="btn"),
        method="post",
        action=f"{talklinks.TALKS}/{line.id}/rename",
        class_="rename",
    )


def _remove(line: ConversationLine) -> Html:
    """Two presses: what is removed is gone."""
    sure = tag(
        "form",
        tag("button", talkwords.REMOVE_SURE, type="submit", class_="btn sure"),
        method="post",
        action=f"{talklinks.TALKS}/{line.id}/remove",
    )
    return tag("details", tag("summary", talkwords.REMOVE), sure, class_="remove")
