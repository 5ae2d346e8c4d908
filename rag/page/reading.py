"""An article opened by its link: inside the pane, or as a page of its own that can be sent on."""

from __future__ import annotations

from collections.abc import Sequence

from rag.page import links, words
from rag.page.markup import Html, tag
from rag.page.reader import article_pane
from rag.types import Article


def shown(article: Article, mark: str, also: Sequence[str], pane: bool) -> str:
    """The article with its marks; ``pane`` leaves out the page around it."""
    cited = next(iter(links.marks([mark])), None)
    inside = article_pane(article, cited, links.marks(also))
    return inside if pane else _page(article.label, inside)


def missing(message: str, pane: bool) -> str:
    inside = tag("p", message, class_="alert", role="alert", dir="auto")
    return inside if pane else _page(words.NAME, inside)


def _page(title: str, inside: Html) -> str:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · {words.NAME}"),
        tag("link", rel="stylesheet", href="/byline/page.css"),
    )
    home = tag("p", tag("a", words.NAME, href="/", class_="wordmark"), class_="home")
    body = tag("body", tag("main", home, inside, class_="body"), class_="alone")
    return "<!doctype html>" + tag("html", head, body, lang="en")
