"""The library to look through: its articles page by page, and what was not read, with reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from rag.markup import Html, join, tag
from rag.page import links, shelfwords, words
from rag.page.choosing import chosen_bar, tick
from rag.page.chrome import how_to_add
from rag.page.finding import NO_CHOICES, Choices, finding
from rag.page.links import Sought
from rag.page.shelf import Entry, Window
from rag.page.tabs import head
from rag.types import Rejected


def articles_pane(
    page: Window[Entry],
    held: int,
    refused: int,
    sought: Sought,
    *,
    choices: Choices = NO_CHOICES,
    left_out: int = 0,
    changes: bool = False,
) -> Html:
    """One page of the articles that a search found; all of them when nothing is sought."""
    pages = _Pages(page.number, page.pages, shelfwords.NEWER, shelfwords.OLDER)
    if sought.order not in ("", "newest"):
        pages = _Pages(page.number, page.pages, shelfwords.BEFORE, shelfwords.AFTER)
    return join(
        [
            head(links.LIBRARY, held, refused, changes=changes),
            finding(sought, choices) if held else None,
            tag("p", _found(page, held, sought), class_="count", id="found", role="status"),
            _undated(left_out, sought),
            chosen_bar(changes=changes) if page.total else None,
            _list(map(_entry, page.items), page.first),
            _turning(pages, lambda n: links.of_library(n, sought)),
            tag("p", tag("a", shelfwords.EVERYTHING, href=links.of_library())) if sought else None,
            None if changes and held else _adding(),
        ]
    )


def _undated(left_out: int, sought: Sought) -> Html | None:
    """Those that only the days leave out, and the switch that takes them in."""
    if not left_out:
        return None
    too = links.of_library(1, replace(sought, undated="too"))
    said = shelfwords.undated_left_out(left_out)
    return tag("p", said, " ", tag("a", shelfwords.INCLUDE_UNDATED, href=too), class_="note")


def refused_pane(page: Window[Rejected], held: int, *, changes: bool = False) -> Html:
    """One page of the inputs that were refused."""
    pages = _Pages(page.number, page.pages, shelfwords.BEFORE, shelfwords.AFTER)
    command = tag("code", shelfwords.NOT_READ_COMMAND)
    said = (shelfwords.NOT_READ_HINT, command, ".") if page.total else (shelfwords.ALL_READ,)
    return join(
        [
            head(links.NOT_READ, held, page.total, changes=changes),
            tag("p", *said, class_="count"),
            _list(map(_refused, page.items), page.first),
            _turning(pages, links.of_not_read),
            None if changes else _adding(),
        ]
    )


def _found(page: Window[Entry], held: int, sought: Sought) -> str:
    return shelfwords.found(page.total, sought) if held else f"{words.EMPTY}."


def _list(rows: Iterable[Html], first: int) -> Html:
    return tag("ol", *rows, class_="shelf", start=first)


def _entry(entry: Entry) -> Html:
    line = words.origin(entry.source, entry.credits, entry.published, entry.authors)
    return tag(
        "li",
        tick(entry.id, entry.label),
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
