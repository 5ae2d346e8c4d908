"""The text of an entry: a feed's markup as canonical paragraphs."""

from __future__ import annotations

import re

from rag.intake.canonical import PARAGRAPH, canonical, canonical_line

_BLOCKS = frozenset(
    """address article aside blockquote center dd details div dl dt fieldset footer h1 h2 h3 h4 h5
    h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul""".split()
)
_CELLS = frozenset(("td", "th"))
_UNREAD = frozenset(
    """audio button canvas figcaption form iframe math nav noscript object script select style svg
    template textarea title video""".split()
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TAIL = re.compile(
    # What feed makers put below a text; a paragraph of its own.
    r"The post .{1,300} (?:appeared first on|first appeared on) .{1,200}"
    r"|(?:Continue reading|Read more|Read the full (?:article|story)|Weiterlesen|Lire la suite"
    r"|Seguir leyendo|Leer más|Continua a leggere)\b.{0,200}",
    re.IGNORECASE,
)


def paragraphs(markup: str, *, is_plain: bool = False) -> str:
    """The paragraphs of HTML, or of plain text, with what feed makers add below left out."""
    text = canonical(markup if is_plain else _without_tags(markup))
    kept = text.split(PARAGRAPH)
    while kept and _TAIL.fullmatch(kept[-1]):
        kept.pop()
    return PARAGRAPH.join(kept)


def line(markup: str, *, is_plain: bool = False) -> str | None:
    """A title or a name on one line; None when nothing is left."""
    return canonical_line(markup if is_plain else _without_tags(markup)) or None


class _Collector:
    """Receives tags and text one after the other, so that no depth of nesting matters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._unread = 0

    def start(self, tag: str | bytes, attrib: object) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._parts.append(PARAGRAPH)
        elif tag in _CELLS:
            self._parts.append(" ")

    def end(self, tag: str | bytes) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in _BLOCKS:
            self._parts.append(PARAGRAPH)

    def data(self, data: str | bytes) -> None:
        if not self._unread and isinstance(data, str):
            self._parts.append(_SPACES.sub(" ", data))

    def comment(self, text: str | bytes) -> None:
        """Is no text."""

    def close(self) -> None:
        """The parser is done."""

    @property
    def text(self) -> str:
        return "".join(self._parts)


def _without_tags(markup: str) -> str:
    if "<" not in markup and "&" not in markup:
        return _SPACES.sub(" ", markup)
    from lxml import etree

    collector = _Collector()
    parser = etree.HTMLParser(target=collector, huge_tree=True)
    # An element around it: text alone, or none at all, is no document to the parser.
    parser.feed(f"<div>{markup}</div>")
    parser.close()
    return collector.text
