"""What kind of file a name promises, and what to say of the kinds that are not read."""

from __future__ import annotations

import re
from enum import StrEnum

from rag.intake.draft import Unreadable


class Kind(StrEnum):
    MARKDOWN = "Markdown"
    TEXT = "text"
    JSON_LINES = "JSON Lines"


READS = "this version reads Markdown (.md), text (.txt) and JSON Lines (.jsonl, .jsonl.gz)"

_KINDS = {
    **dict.fromkeys(("md", "markdown", "mdown", "mkd"), Kind.MARKDOWN),
    **dict.fromkeys(("txt", "text", ""), Kind.TEXT),
    **dict.fromkeys(("jsonl", "ndjson"), Kind.JSON_LINES),
}
_LATER = {
    **dict.fromkeys(("html", "htm", "xhtml", "mhtml"), "HTML"),
    "pdf": "PDF",
    **dict.fromkeys(("docx", "doc", "odt", "rtf"), "a word processor's format"),
    **dict.fromkeys(("xml", "rss", "atom"), "XML"),
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


def kind_of(name: str) -> Kind:
    """The kind a file's name promises. Raises Unreadable, with what to do, for any other."""
    inner = name.lower().removesuffix(".gz")
    found = _ENDING.search(inner)
    ending = found.group(1) if found else ""
    if ending in _KINDS and not (ending == "" and inner != name.lower()):
        return _KINDS[ending]
    raise Unreadable(_why_not(ending, name))


def _why_not(ending: str, name: str) -> str:
    if ending in _LATER:
        return f"{_LATER[ending]} is not read: {READS}; save the article as one of these"
    if ending == "json":
        return f"JSON is read as JSON Lines: {READS}; write one object a line"
    if ending in _NOT_TEXT or (ending == "" and name.lower().endswith(".gz")):
        return f"not text: {READS}"
    if ending in _NO_ARTICLE:
        return f"not an article by its ending: {READS}"
    return f"unknown ending .{ending}: {READS}; rename it if it is one of these"
