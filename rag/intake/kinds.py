"""What kind of document some bytes are: by their content where that is unmistakable, else by name.

A ``.txt`` that is a web page is read as one, a ``.html`` that is a PDF as a PDF, and an image is
refused whatever it is called. Among kinds of plain text the name's ending decides.
"""

from __future__ import annotations

import re
from enum import StrEnum

from rag.intake.content import HEAD, Content, content_of
from rag.intake.draft import Unreadable

__all__ = ["HEAD", "READS", "Kind", "kind_of"]


class Kind(StrEnum):
    MARKDOWN = "Markdown"
    TEXT = "text"
    JSON_LINES = "JSON Lines"
    HTML = "HTML"
    """Also MHTML, a page saved as one file."""
    PDF = "PDF"
    WORD = "DOCX"
    FEED = "a feed"


READS = (
    "Byline reads HTML, PDF, DOCX, RSS and Atom feeds, Markdown (.md), text (.txt) "
    "and JSON Lines (.jsonl)"
)

_TEXTS = {
    **dict.fromkeys(("md", "markdown", "mdown", "mkd"), Kind.MARKDOWN),
    **dict.fromkeys(("txt", "text", ""), Kind.TEXT),
    **dict.fromkeys(("jsonl", "ndjson"), Kind.JSON_LINES),
    **dict.fromkeys(("html", "htm", "xhtml", "shtml", "mhtml", "mht"), Kind.HTML),
}
_BY_CONTENT = {
    Content.HTML: Kind.HTML,
    Content.ARCHIVE: Kind.HTML,
    Content.PDF: Kind.PDF,
    Content.WORD: Kind.WORD,
    Content.FEED: Kind.FEED,
}
_PROMISED = {
    "pdf": "a PDF",
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "a Word document"),
    **dict.fromkeys(("xml", "rss", "atom", "rdf"), "a feed (RSS or Atom)"),
}
"""What these endings promise is always told by the content."""
_CONVERTED = {
    "doc": "an old Word document",
    "dot": "an old Word document",
    "odt": "an OpenDocument text",
    "rtf": "Rich Text",
    "pages": "a Pages document",
    "wpd": "a WordPerfect document",
}
_NOT_TEXT = frozenset(
    """png jpg jpeg gif webp svg bmp ico tif tiff heic avif psd mp3 mp4 m4a wav ogg avi mov mkv webm
    zip tar tgz bz2 xz zst 7z rar whl jar iso dmg exe dll so dylib bin o a class pyc woff woff2 ttf
    otf eot db sqlite sqlite3 parquet npy npz pkl pt onnx gguf xls xlsx ppt pptx epub""".split()
)
_NO_ARTICLE = frozenset(
    """py js ts jsx tsx css scss c h cc cpp hpp rs go java kt rb php sh bat ps1 pl lua sql r ipynb
    yaml yml toml ini cfg conf lock csv tsv log""".split()
)
# An ending is a few letters; "Mr. Smith" and "report.2022" have none.
_ENDING = re.compile(r"\.([a-z][a-z0-9]{0,8}|7z)$")


def kind_of(name: str, head: bytes = b"") -> Kind:
    """The kind of a document called ``name`` whose decompressed content begins with ``head``.

    ``HEAD`` bytes of it are enough. Raises Unreadable, with what to do, for what is not read.
    """
    inner = name.lower().removesuffix(".gz")
    found = _ENDING.search(inner)
    ending = found.group(1) if found else ""
    if ending in _NOT_TEXT or ending in _NO_ARTICLE:
        raise Unreadable(_why_not(ending))
    content = content_of(head)
    if isinstance(content, str) and not isinstance(content, Content):
        raise Unreadable(f"{content} by its content: {READS}")
    if content in _BY_CONTENT:
        return _BY_CONTENT[content]
    if content is Content.ZIP:
        return _zipped(ending)
    if content is Content.ROWS and ending in ("txt", "text", "json", ""):
        return Kind.JSON_LINES
    nameless = ending == "" and inner != name.lower()
    if ending in _TEXTS and not nameless:
        return _TEXTS[ending]
    raise Unreadable(_why_not("gz" if nameless else ending))


def _zipped(ending: str) -> Kind:
    """A ZIP archive whose first entries do not show what it holds; its parser looks further."""
    if _PROMISED.get(ending) == "a Word document":
        return Kind.WORD
    raise Unreadable(f"a ZIP archive by its content: {READS}; unpack it first")


def _why_not(ending: str) -> str:
    if ending in _PROMISED:
        return f"not {_PROMISED[ending]} by its content, as .{ending} promises: {READS}"
    if ending in _CONVERTED:
        return f"{_CONVERTED[ending]} (.{ending}): {READS}; save it as DOCX or PDF"
    if ending == "json":
        return f"JSON is read as JSON Lines: {READS}; write one object a line"
    if ending in _NOT_TEXT or ending == "gz":
        return f"not text: {READS}"
    if ending in _NO_ARTICLE:
        return f"not an article by its ending: {READS}"
    return f"unknown ending .{ending}: {READS}; rename it if it is one of these"
