"""The body of a Word document as blocks of text: paragraphs, lists and tables as lines.

What a reader sees is kept: links' words, insertions, text boxes. What was deleted or is hidden
goes, and so do headers, footers, comments and notes, which are no part of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.intake.canonical import canonical_line
from rag.intake.text.prose import is_paragraph

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = frozenset(
    # Deleted, moved away, properties, an older program's version, how a word is pronounced.
    [f"{_W}{name}" for name in "del moveFrom pPr rPr sdtPr tblPr trPr tcPr rt".split()]
    + [f"{_MC}Fallback"]
)
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the lines of a list or a table."""

    text: str
    style: str = ""
    """The id of its paragraph style."""
    item: bool = False


def blocks(body: _Element) -> Iterator[Block]:
    """The blocks of a body in reading order, none of them empty; a list is one block."""
    items: list[str] = []
    for block in _blocks(body):
        if block.item:
            items.append(block.text)
            continue
        if items:
            yield Block("\n".join(items))
            items = []
        yield block
    if items:
        yield Block("\n".join(items))


def _blocks(parent: _Element) -> Iterator[Block]:
    for child in _children(parent):
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield from _table(child)
        else:  # content controls and the like, around further blocks
            yield from _blocks(child)


def _children(parent: _Element) -> Iterator[_Element]:
    """The elements that are shown; comments, entities and instructions are none."""
    for child in parent:
        if isinstance(child.tag, str) and child.tag not in _GONE and not _is_hidden(child):
            yield child


def _is_hidden(element: _Element) -> bool:
    if element.tag != f"{_W}r":
        return False
    mark = element.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in _OFF


def _paragraph(element: _Element) -> Iterator[Block]:
    boxes: list[_Element] = []
    raw = "".join(_words(element, boxes.append))
    lines = [line for line in map(canonical_line, raw.split("\n")) if line]
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") if style is not None else None) or ""
    item = _is_item(element, name)
    if lines:
        yield Block(("- " if item else "") + "\n".join(lines), name, item)
    for box in boxes:
        yield from _blocks(box)


def _is_item(element: _Element, style: str) -> bool:
    number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if number is not None:
        return number.get(f"{_W}val") != "0" and not style.lower().startswith(("heading", "title"))
    return style.lower().startswith("list") and style.lower() != "listparagraph"


def _words(element: _Element, box: Callable[[_Element], object]) -> Iterator[str]:
    for child in _children(element):
        if child.tag in (f"{_W}t", f"{_M}t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == f"{_W}br":
            yield "\n" if child.get(f"{_W}type", "textWrapping") == "textWrapping" else " "
        elif child.tag == f"{_W}txbxContent":
            box(child)
        else:
            yield from _words(child, box)


def _table(element: _Element) -> Iterator[Block]:
    """Rows as lines; a table that only places paragraphs on the page is read as these."""
    rows = [[list(_blocks(cell)) for cell in _cells(row)] for row in _rows(element)]
    held = [block for row in rows for cell in row for block in cell]
    if all(len(row) <= 1 for row in rows) or any(is_paragraph(block.text) for block in held):
        yield from held
        return
    lines = (" | ".join(_flat(cell) for cell in row).strip(" |") for row in rows)
    text = "\n".join(line for line in lines if line)
    if text:
        yield Block(text)


def _rows(element: _Element) -> Iterable[_Element]:
    return _within(element, f"{_W}tr", stop=f"{_W}tbl")


def _cells(row: _Element) -> Iterable[_Element]:
    return _within(row, f"{_W}tc", stop=f"{_W}tr")


def _within(element: _Element, tag: str, stop: str) -> Iterator[_Element]:
    for child in _children(element):
        if child.tag == tag:
            yield child
        elif child.tag != stop:
            yield from _within(child, tag, stop)


def _flat(cell: Iterable[Block]) -> str:
    return " ".join(" ".join(block.text.split("\n")) for block in cell)
