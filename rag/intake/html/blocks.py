"""The blocks of text that a page shows, in order, each with where it stands.

A block is what a reader sees as one paragraph, heading, list item, table row or preformatted
passage. Two line breaks in a row part blocks; one is a line within a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from rag.intake.draft import Unreadable
from rag.intake.html.hints import Leaning, leaning

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED = frozenset(
    "script style noscript template head title svg math iframe object embed applet canvas audio"
    " video picture map select option optgroup datalist textarea input button meter progress"
    " dialog link meta base param source track area rp rt".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q"
    " ruby s samp small span strike strong sub sup time tt u var wbr output amp-img o:p rb".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_CELLS = frozenset(("td", "th"))
_IN_CELLS = frozenset("p div ul ol li table blockquote pre h1 h2 h3 h4 h5 h6".split())
_WIDEST = 600
"""Characters of a row of data; a longer one lays out the page."""
_KINDS = frozenset(
    "article main aside nav footer header form figure figcaption blockquote table ul ol dl pre"
    " section details".split()
)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_LINE_SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")
_HIDDEN = re.compile(r"(?i)(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)")
MOST = 20_000
"""Blocks of one page; the longest live blogs have some thousands."""
CELL = " | "
"""Between the cells of a table's row."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where in the page a block stands: its element and what surrounds that."""

    element: HtmlElement
    outer: Place | None
    tag: str
    depth: int
    kinds: frozenset[str]
    """Which of the telling elements it is in, itself included."""
    leaning: Leaning
    """What the names of the elements around it speak for, summed."""

    def up(self) -> Iterator[Place]:
        """This place and those around it, inside out."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.outer


@dataclass(slots=True, eq=False)
class Block:
    """One block of text; ``linked`` counts its characters inside links."""

    text: str
    place: Place
    linked: int = 0
    bold: int = 0
    """Characters in bold or italics."""

    @property
    def tag(self) -> str:
        return self.place.tag


def blocks(tree: HtmlElement) -> list[Block]:
    """All blocks of a page in reading order; hidden and unrendered parts are left out.

    Raises Unreadable where there are over ``MOST``.
    """
    found = list(islice(_Reading().read(tree), MOST + 1))
    if len(found) > MOST:
        raise Unreadable(f"over {MOST:,} blocks of text; no article has that many")
    return found


@dataclass(slots=True)
class _Reading:
    """The walk over the tree: the pieces of the block that is being read, and where."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    breaks: int = 0
    links: int = 0
    strong: int = 0
    kept_spaces: int = 0

    def read(self, tree: HtmlElement) -> Iterator[Block]:
        from lxml.etree import iterwalk

        place = Place(tree, None, "html", 0, frozenset(), Leaning(0, 0))
        walk = iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if _unseen(element, tag):
                    walk.skip_subtree()
                    continue
                if tag == "tr" and (cells := _data_cells(element)):
                    yield from self._flush(place)
                    yield _row(element, cells, place)
                    walk.skip_subtree()
                    continue
                if tag in _INLINE:
                    self._enter(tag)
                elif tag == "br":
                    yield from self._break(place)
                else:
                    yield from self._flush(place)
                    place = _inner(element, tag, place)
                    self.kept_spaces += tag == "pre"
                if element.text:
                    self._add(element.text)
                continue
            if event == "end" and not _unseen(element, tag):
                if tag in _INLINE:
                    self._leave(tag)
                elif tag != "br" and place.element is element:
                    yield from self._flush(place)
                    place = place.outer or place
                    self.kept_spaces -= tag == "pre"
            if element.tail and element is not tree:
                self._add(element.tail)
        yield from self._flush(place)

    def _enter(self, tag: str) -> None:
        self.links += tag == "a"
        self.strong += tag in ("b", "strong", "em", "i")

    def _leave(self, tag: str) -> None:
        self.links -= tag == "a"
        self.strong -= tag in ("b", "strong", "em", "i")

    def _add(self, text: str) -> None:
        if self.kept_spaces:
            self.pieces.append(text)
            self.breaks = 0
            return
        text = " " if text.isascii() and text.isspace() else _SPACE.sub(" ", text)
        if text != " ":
            self.breaks = 0
            self.linked += len(text) if self.links else 0
            self.bold += len(text) if self.strong else 0
        elif self.breaks:
            return
        self.pieces.append(text)

    def _break(self, place: Place) -> Iterator[Block]:
        self.breaks += 1
        if self.breaks == 2:
            yield from self._flush(place)
            self.breaks = 2
        elif self.breaks == 1:
            self.pieces.append("\n")

    def _flush(self, place: Place) -> Iterator[Block]:
        if self.pieces:
            joined = "".join(self.pieces)
            self.pieces.clear()
            if not joined.isspace():  # most are: what stands between two tags
                lines = joined.split("\n")
                text = "\n".join(_LINE_SPACE.sub(" ", line).strip() for line in lines).strip("\n ")
                if text:
                    yield Block(text, place, self.linked, self.bold)
        self.linked = self.bold = self.breaks = 0


def _data_cells(row: HtmlElement) -> list[str]:
    """The texts of a row's cells; none where the row lays out the page instead of holding data."""
    cells = [cell for cell in row if cell.tag in _CELLS]
    if len(cells) < 2 or any(_lays_out(cell) for cell in cells):
        return []
    texts = [_SPACE.sub(" ", "".join(_shown(cell))).strip() for cell in cells]
    plain = sum(map(len, texts)) <= _WIDEST and sum(map(bool, texts)) > 1
    return texts if plain else []


def _lays_out(cell: HtmlElement) -> bool:
    """Whether a cell holds several paragraphs, lists or tables."""
    parts, breaks = islice(cell.iter(*_IN_CELLS), 2), islice(cell.iter("br"), 3)
    return len(list(parts)) > 1 or len(list(breaks)) > 2


def _shown(element: HtmlElement) -> Iterator[str]:
    if element.find(".//script") is None and element.find(".//style") is None:
        yield from element.itertext("*")


def _row(row: HtmlElement, cells: list[str], outer: Place) -> Block:
    linked = sum(len(text) for link in row.iter("a") for text in link.itertext("*"))
    return Block(CELL.join(cells), _inner(row, "tr", outer), linked)


def _unseen(element: HtmlElement, tag: object) -> bool:
    if not isinstance(tag, str) or tag in _DROPPED:
        return True
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes and tag not in ("html", "body"):
        return bool(attributes["hidden"] != "until-found")
    style = attributes.get("style")
    return bool(style) and tag not in ("html", "body") and bool(_HIDDEN.search(style))


def _inner(element: HtmlElement, tag: str, outer: Place) -> Place:
    kinds = outer.kinds if tag not in _KINDS else outer.kinds | {tag}
    own = leaning(element)
    if element.get("itemprop") == "articleBody":
        kinds = kinds | {"articleBody"}
    total = (
        outer.leaning
        if not own
        else Leaning(outer.leaning.towards + own.towards, outer.leaning.away + own.away)
    )
    return Place(element, outer, tag, outer.depth + 1, kinds, total)
