"""What the first bytes of a document tell beyond doubt."""

from __future__ import annotations

import codecs
import json
import re
from enum import StrEnum

HEAD = 4096
"""Bytes from the beginning that are looked at."""


class Content(StrEnum):
    HTML = "HTML"
    ARCHIVE = "a page saved as one file"
    PDF = "PDF"
    WORD = "DOCX"
    FEED = "a feed"
    ZIP = "a ZIP archive"
    ROWS = "JSON objects, one a line"


_MAGIC = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted office document; save it as an open DOCX or PDF,"),
    (b"{\\rtf", "Rich Text; save it as DOCX or PDF,"),
    (b"BZh9", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"OggS", "a recording"),
    (b"ID3", "a recording"),
    (b"fLaC", "a recording"),
    (b"\x1a\x45\xdf\xa3", "a recording"),
    (b"%!PS", "PostScript; save it as PDF,"),
)
_IN_BRANDS = ((b"RIFF", "an image or a recording"), (b"ftyp", "an image or a recording"))
_PACKED = (
    # What the first entries of an office document's ZIP archive are called, or say.
    (b"application/vnd.oasis.opendocument", "an OpenDocument file; save it as DOCX or PDF,"),
    (b"application/epub+zip", "an e-book"),
    (b"xl/", "a spreadsheet"),
    (b"ppt/", "a presentation"),
)
# UTF-32 first: its little-endian mark begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FEEDS = ("rss", "feed", "rdf:rdf", "rdf")
_PROLOG = (("<?", "?>"), ("<!--", "-->"))
_ROOT = re.compile(r"<(!doctype\s+)?([a-z][a-z0-9:._-]{0,40})")
_SUBSET = re.compile(r"<!doctype[^\[>]{0,2000}(?:\[|>)")
_FIELDS = ("text", "title", "id", "url")


def content_of(head: bytes) -> Content | str | None:
    """What the bytes are; in words when it is something that is not read; None when they could be
    any text.
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    for brand, name in _IN_BRANDS:
        if head.startswith(brand) or (brand == b"ftyp" and head[4:8] == brand):
            return name
    if head.startswith(b"PK\x03\x04"):
        return _packed(head)
    if b"%PDF-" in head[:1024] and _begins_pdf(head):
        return Content.PDF
    text = _text(head)
    return _marked_up(text) or (Content.ROWS if _is_row(text) else None)


def _begins_pdf(head: bytes) -> bool:
    """Readers accept a PDF behind some foreign bytes; a text that mentions ``%PDF-`` is none."""
    before = head[: head.find(b"%PDF-")]
    return not before.strip(b" \t\r\n\0\xef\xbb\xbf") or b"\nobj" in head or b" obj" in head


def _packed(head: bytes) -> Content | str:
    for sign, name in _PACKED:
        if sign in head:
            return name
    return Content.WORD if b"word/" in head else Content.ZIP


def _text(head: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    return head.decode("latin-1")


def _marked_up(text: str) -> Content | str | None:
    root = _root(text[:HEAD].lstrip("\ufeff \t\r\n\0").lower())
    if root == "html":
        return Content.HTML
    if root in _FEEDS:
        return Content.FEED
    if root == "svg":
        return "an image"
    if root is None and _is_archive(text):
        return Content.ARCHIVE
    if root and text.lstrip("\ufeff \t\r\n\0").startswith("<?xml"):
        return f"XML (<{root}>) that is neither a page nor a feed"
    return None


def _root(text: str) -> str | None:
    """The name of a document's outermost element, or what its document type says that it is."""
    while True:
        for opens, closes in _PROLOG:
            if text.startswith(opens):
                end = text.find(closes, len(opens))
                if end < 0:
                    return None
                text = text[end + len(closes) :].lstrip()
                break
        else:
            break
    found = _ROOT.match(text)
    if not found:
        return None
    if found[1] and found[2] != "html":
        return _below_doctype(text) or found[2]
    return found[2]


def _below_doctype(text: str) -> str | None:
    found = _SUBSET.match(text)
    if not found:
        return None
    end = text.find("]", found.end()) if found.group().endswith("[") else found.end() - 1
    end = text.find(">", end) if end >= 0 else -1
    below = _ROOT.match(text[end + 1 :].lstrip()) if end >= 0 else None
    return below[2] if below and not below[1] else None


def _is_archive(text: str) -> bool:
    """The headers of an e-mail message of related parts, as browsers save a page (RFC 2557)."""
    head = text.lower()
    headers = re.split(r"\r?\n\r?\n", head, maxsplit=1)[0]
    return "mime-version:" in headers and "content-type: multipart/related" in headers


def _is_row(text: str) -> bool:
    """Whether the first line is an object with an article's fields, as far as it is to be seen."""
    line, ended, _ = text.lstrip("\ufeff \t\r\n").partition("\n")
    if not line.startswith("{"):
        return False
    if not ended and len(text) >= HEAD // 4:
        return any(f'"{name}"' in line for name in _FIELDS)
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and any(name in row for name in _FIELDS)
