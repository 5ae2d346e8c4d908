"""The body of a page's article: its paragraphs, lists and tables in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from rag.intake.draft import Limits, Unreadable
from rag.intake.html.blocks import Block, Place, blocks
from rag.intake.html.evidence import Sight, size
from rag.intake.html.judging import article_blocks
from rag.intake.html.opinion import declared_body, main_text
from rag.intake.html.page import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLES = ("title", "twitter:title", "og:title")
ELEMENTS = 100_000
"""Elements of one page; front pages have 10,000. What comes after takes time for each."""
_AROUND = 2
_DECLARED = 1.7
"""How many times longer than what the page shows its own ``articleBody`` must be to be taken."""
_ITEMS = frozenset(("li", "dt", "dd"))
_GROUPS = frozenset(("ul", "ol", "dl", "table"))


def seen(page: Page, limits: Limits) -> Sight:
    """A page's blocks with what is known of them. Raises Unreadable for more than limits allow."""
    tree = page.tree
    if sum(1 for _ in tree.iter()) > ELEMENTS:
        raise Unreadable(f"over {ELEMENTS:,} elements; no article has that many")
    found = blocks(tree)
    if sum(len(block.text) for block in found) > _AROUND * limits.article:
        raise Unreadable(f"over {limits.article:,} characters; split it into its articles")
    return Sight(found, main_text(tree), declared_body(tree), list(_titles(tree)))


def paragraphs(sight: Sight) -> list[str]:
    """The article's paragraphs; a list or a table is one, with a line for each item or row."""
    kept = [sight.blocks[at] for at in article_blocks(sight)]
    shown = sum(size(block.text) for block in kept)
    if sum(size(each) for each in sight.declared_body) > max(_DECLARED * shown, 200):
        return list(sight.declared_body)  # the rest is loaded by a script, or behind a wall
    return _grouped(kept)


def _titles(tree: HtmlElement) -> list[str]:
    said = [
        element.get("content") or ""
        for element in tree.iter("meta")
        if (element.get("property") or element.get("name")) in _TITLES
    ]
    return said + [str(element.text_content()) for element in tree.iter("title", "h1")]


def _grouped(kept: Sequence[Block]) -> list[str]:
    made: list[list[str]] = []
    group: Place | None = None
    for block in kept:
        own = _group(block.place)
        if own is not None and own is group:
            made[-1].append(block.text)
        else:
            made.append([block.text])
        group = own
    return ["\n".join(lines) for lines in made]


def _group(place: Place) -> Place | None:
    """The list or table that a block is an item or row of."""
    if place.tag != "tr" and not any(inner.tag in _ITEMS for inner in islice(place.up(), 2)):
        return None
    return next((outer for outer in place.up() if outer.tag in _GROUPS), None)
