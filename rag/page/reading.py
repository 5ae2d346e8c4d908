"""What is opened by its link: inside the pane, or as a page of its own that can be sent on."""

from __future__ import annotations

from collections.abc import Sequence

from rag.markup import Html, tag
from rag.page import chrome, links, shelfwords, words
from rag.page.catalogue import articles_pane, refused_pane
from rag.page.reader import article_pane
from rag.page.shelf import Entry, found, window
from rag.types import Dossier, Rejected


def shown(held: Dossier, mark: str, also: Sequence[str], pane: bool) -> str:
    """The article with its marks; ``pane`` leaves out the page around it."""
    cited = next(iter(links.marks([mark])), None)
    inside = article_pane(held, cited, links.marks(also))
    return inside if pane else page(held.article.label, inside)


def library(entries: Sequence[Entry], refused: int, number: int, query: str, pane: bool) -> str:
    """The articles that a search found, one page of them."""
    query = " ".join(query.split())
    some = window(found(entries, query), number)
    inside = articles_pane(some, len(entries), refused, query)
    return inside if pane else page(shelfwords.LIBRARY, inside)


def not_read(refused: Sequence[Rejected], held: int, number: int, pane: bool) -> str:
    """What was refused, one page of it."""
    inside = refused_pane(window(refused, number), held)
    return inside if pane else page(shelfwords.NOT_READ, inside)


def nothing_yet(pane: bool) -> str:
    inside = chrome.empty_library()
    return inside if pane else page(shelfwords.LIBRARY, inside)


def missing(message: str, pane: bool) -> str:
    inside = tag("p", message, class_="alert", role="alert", dir="auto")
    return inside if pane else page(words.NAME, inside)


def page(title: str, inside: Html, *, home: bool = True) -> str:
    """A page of its own around what stands in the pane; ``home`` leads to the talk."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · {words.NAME}"),
        tag("link", rel="stylesheet", href="/byline/page.css"),
    )
    way = tag(
        "p",
        tag("a", words.NAME, href="/", class_="wordmark"),
        tag("a", shelfwords.LIBRARY, href=links.of_library()),
        class_="home",
    )
    body = tag("body", tag("main", way if home else None, inside, class_="body"), class_="alone")
    return "<!doctype html>" + tag("html", head, body, lang="en")
