"""The blocks of text that a page shows, in order, each with where it stands.

A block is what a reader sees as one paragraph, heading, list item, table row or preformatted
passage. Two line breaks in a row part blocks; one is a line within a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
_KINDS = frozenset(
    "article main aside nav footer header form figure figcaption blockquote table ul ol dl pre"
    " section details".split()
)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_LINE_SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")
_HIDDEN = re.compile(r"(?i)(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)")
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
    """All blocks of a page in reading order; hidden and unrendered parts are left out."""
    return list(_Reading().read(tree))


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
                if tag in _INLINE:
                    self._enter(tag)
                elif tag == "br":
                    yield from self._break(place)
                else:
                    if not (tag in _CELLS and self.pieces and place.tag == "tr"):
                        yield from self._flush(place)
                    if tag not in _CELLS:
                        place = _inner(element, tag, place)
                    self.kept_spaces += tag == "pre"
                if element.text:
                    self._add(element.text)
                continue
            if event == "end" and not _unseen(element, tag):
                if tag in _INLINE:
                    self._leave(tag)
                elif tag in _CELLS and place.tag == "tr":
                    self.pieces.append(CELL)
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
        text = _SPACE.sub(" ", text)
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
            lines = "".join(self.pieces).removesuffix(CELL).split("\n")
            text = "\n".join(_LINE_SPACE.sub(" ", line).strip() for line in lines).strip("\n| ")
            if text:
                yield Block(text, place, self.linked, self.bold)
            self.pieces.clear()
        self.linked = self.bold = self.breaks = 0


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
