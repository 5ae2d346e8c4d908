"""The collections of a library: what each holds, the way to ask over it, its name to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from rag.library.gathered import LONGEST_NAME
from rag.markup import Html, join, tag
from rag.page import gatheredwords as said
from rag.page import links
from rag.page.tabs import head
from rag.types import NamedCollection


def collections_pane(
    held: Sequence[NamedCollection], articles: int, refused: int, *, changes: bool
) -> Html:
    """All of them by name. ``changes`` lets them be renamed and removed."""
    hint = said.HOW if changes else said.HOW_COMMAND
    return join(
        [
            head(links.COLLECTIONS, articles, refused, changes=changes),
            tag("p", said.SHARED if held else f"{said.NONE} {hint}", class_="note"),
            tag("ul", *(_row(each, changes) for each in held), class_="shelf") if held else None,
        ]
    )


def collections_list(held: Sequence[NamedCollection]) -> Html:
    """Those that hold something, each at a click, under the field."""
    rows = (
        tag(
            "li",
            tag("a", each.name, href=_to_ask(each), dir="auto"),
            tag("span", said.holds(each), class_="note", dir="auto"),
        )
        for each in held
        if not _is_empty(each)
    )
    return tag("ul", *rows, class_="collections")


def asked_over(held: NamedCollection) -> str:
    """The address of the page with a collection set as its filters."""
    days = (("since", held.since), ("until", held.until))
    query = [
        *(("article", each) for each in held.articles),
        *(("source", each) for each in held.source),
        *((name, when.isoformat()) for name, when in days if when),
        *(("language", each) for each in held.language),
        *([("undated", "too")] if held.undated else []),
    ]
    return f"/?{urlencode(query)}"


def keeping() -> Html:
    """Gives what is ticked a name; the page's script puts in what that is."""
    return tag(
        "form",
        tag("input", type="hidden", name="articles", data_ticked_ids=True),
        tag("label", said.NAME, class_="unseen", for_="collection-name"),
        _named("", id_="collection-name"),
        tag("button", said.KEEP, type="submit", class_="btn"),
        action=links.COLLECTION_ADD,
        method="post",
        data_send=True,
    )


def _row(held: NamedCollection, changes: bool) -> Html:
    opened = tag("a", said.ASK, href=_to_ask(held))
    return tag(
        "li",
        tag("strong", held.name, dir="auto"),
        tag("p", said.holds(held), None if _is_empty(held) else join([" · ", opened]), dir="auto"),
        _changing(held) if changes else None,
    )


def _is_empty(held: NamedCollection) -> bool:
    return not (held.articles or held.source or held.since or held.until or held.language)


def _to_ask(held: NamedCollection) -> str:
    return f"{links.COLLECTION}?{urlencode({'name': held.name})}"


def _changing(held: NamedCollection) -> Html:
    old = tag("input", type="hidden", name="name", value=held.name)
    renaming = tag(
        "form",
        old,
        tag("label", tag("span", said.NAME), _named(held.name, field="new")),
        tag("button", said.RENAME, type="submit", class_="btn"),
        action=links.COLLECTION_RENAME,
        method="post",
        data_send=True,
    )
    removing = tag(
        "form",
        old,
        tag("button", said.REMOVE, type="submit", class_="btn"),
        action=links.COLLECTION_REMOVE,
        method="post",
        data_send=True,
    )
    label = said.more(held.name)
    summary = tag("summary", tag("span", "…", aria_hidden="true"), aria_label=label, title=label)
    return tag("details", summary, renaming, removing)


def _named(value: str, field: str = "name", id_: str | None = None) -> Html:
    return tag(
        "input",
        type="text",
        id=id_,
        name=field,
        value=value or None,
        maxlength=LONGEST_NAME,
        required=True,
        autocomplete="off",
        placeholder=said.NAME,
    )
