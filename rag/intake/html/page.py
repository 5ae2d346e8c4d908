"""A page's bytes as a tree: decoded by what it says of itself, within limits of depth."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. Nobody changes the tree: who must, copies it."""

    tree: HtmlElement
    url: str | None = None
    """The address it was fetched from; None for a saved file."""


def parsed(data: bytes, charset: str | None = None, url: str | None = None) -> Page:
    """The page of some bytes. Raises Unreadable."""
    return Page(html.document_fromstring(data), url)
