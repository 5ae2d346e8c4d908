"""The library to look through: its articles page by page, and what was not read, with reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rag.markup import Html, join, tag
from rag.page import links, shelfwords, words
from rag.page.chrome import how_to_add
from rag.page.shelf import LONGEST_QUERY, Entry, Window
from rag.types import Rejected


def articles_pane(page: Window[Entry], held: int, refused: int, query: str) -> Html:
    """One page of the articles that a search found; all of them when it is empty."""
    pages = _Pages(page.number, page.pages, shelfwords.NEWER, shelfwords.OLDER)
    return join(
        [
            _head(links.LIBRARY, held, refused),
            _search(query) if held else None,
            tag("p", _found(page, held, query), class_="count", id="found", role="status"),
            _list(map(_entry, page.items), page.first),
            _turning(pages, lambda n: links.of_library(n, query)),
            tag("p", tag("a", shelfwords.EVERYTHING, href=links.of_library())) if query else None,
            _adding(),
        ]
    )


def refused_pane(page: Window[Rejected], held: int) -> Html:
    """One page of the inputs that were refused."""
    pages = _Pages(page.number, page.pages, shelfwords.BEFORE, shelfwords.AFTER)
    command = tag("code", shelfwords.NOT_READ_COMMAND)
    said = (shelfwords.NOT_READ_HINT, command, ".") if page.total else (shelfwords.ALL_READ,)
    return join(
        [
            _head(links.NOT_READ, held, page.total),
            tag("p", *said, class_="count"),
            _list(map(_refused, page.items), page.first),
            _turning(pages, links.of_not_read),
            _adding(),
        ]
    )


def _found(page: Window[Entry], held: int, query: str) -> str:
    return shelfwords.found(page.total, query) if held else f"{words.EMPTY}."


def _list(rows: Iterable[Html], first: int) -> Html:
    return tag("ol", *rows, class_="shelf", start=first)


def _head(shown: str, held: int, refused: int) -> Html:
    """The heading and the two lists there are."""
    tabs = (
        (links.LIBRARY, links.of_library(), f"{shelfwords.ARTICLES} ({held:,})"),
        (links.NOT_READ, links.of_not_read(), f"{shelfwords.NOT_READ} ({refused:,})"),
    )
    return join(
        [
            tag("h2", shelfwords.LIBRARY, id="reader-title", tabindex=-1),
            tag(
                "nav",
                *(
                    tag("a", label, href=href, aria_current="page" if at == shown else None)
                    for at, href, label in tabs
                ),
                class_="tabs",
                aria_label=shelfwords.LIBRARY,
            ),
        ]
    )


def _search(query: str) -> Html:
    return tag(
        "form",
        tag("label", shelfwords.FIND, for_="find"),
        tag(
            "input",
            type="search",
            id="find",
            name="q",
            value=query or None,
            maxlength=LONGEST_QUERY,
            autocomplete="off",
            aria_describedby="found",
        ),
        tag("button", shelfwords.FIND_BUTTON, type="submit", class_="btn"),
        action=links.LIBRARY,
        method="get",
        role="search",
        class_="find",
    )


def _entry(entry: Entry) -> Html:
    line = words.origin(entry.source, entry.credits, entry.published, entry.authors)
    return tag(
        "li",
        tag("a", entry.label, href=links.of_article(entry.id), dir="auto"),
        tag("p", line, dir="auto"),
    )


def _refused(each: Rejected) -> Html:
    line = f", line {each.line:,}" if each.line is not None else None
    where = tag(
        "span", shelfwords.place(each.location), title=shelfwords.whole_place(each.location)
    )
    return tag(
        "li",
        tag("strong", where, line, dir="auto"),
        tag("p", each.reason, dir="auto"),
    )


@dataclass(frozen=True, slots=True)
class _Pages:
    """Where a list stands, and what its two directions are called."""

    number: int
    pages: int
    back: str
    on: str


def _turning(at: _Pages, link: Callable[[int], str]) -> Html | None:
    """To the pages before and after, where there are any."""
    if at.pages == 1:
        return None
    before = tag("a", f"‹ {at.back}", href=link(at.number - 1), rel="prev")
    after = tag("a", f"{at.on} ›", href=link(at.number + 1), rel="next")
    return tag(
        "nav",
        before if at.number > 1 else tag("span"),
        tag("span", shelfwords.page_of(at.number, at.pages)),
        after if at.number < at.pages else tag("span"),
        class_="pages",
        aria_label=shelfwords.PAGES,
    )


def _adding() -> Html:
    return tag("p", *how_to_add(), class_="note adding")
