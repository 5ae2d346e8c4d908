"""What stands before a feed's outermost element: its encoding is read, the rest is taken away.

A document type can declare entities that unfold without end or name files of this machine. No
feed needs its own: a declaration of one is refused, a document type without is dropped.
"""

from __future__ import annotations

import codecs
import re

from rag.intake.content import BYTE_ORDER_MARKS
from rag.intake.draft import Unreadable

_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_DECLARED = re.compile(rb"encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_DECLARATION = 300  # bytes in which an XML declaration ends
_NAME = re.compile(r"<[A-Za-z_]")
_LONG_TAG = re.compile(r"<[^<>]{4000,}")
_ATTRIBUTES = 500  # of one element; XML parsers compare each with every other
_ASIDE = (("<?", "?>"), ("<!--", "-->"))
_NO_FEED = "no feed: no element in it"


def document(data: bytes, charset: str | None = None) -> str:
    """The text of an XML document from its outermost element on. Raises Unreadable."""
    text = _decoded(data, charset)
    at = _root(text)
    if not _NAME.match(text, at):
        raise Unreadable(_NO_FEED)
    if any(tag.group().count("=") > _ATTRIBUTES for tag in _LONG_TAG.finditer(text, at)):
        raise Unreadable(f"an element of over {_ATTRIBUTES} attributes, which no feed needs")
    return text[at:]


def _root(text: str) -> int:
    """Where the outermost element begins."""
    at = text.find("<")
    if text[:at].strip("\ufeff \t\r\n\0"):
        raise Unreadable(_NO_FEED)
    while at >= 0:
        for opens, closes in _ASIDE:
            if text.startswith(opens, at):
                at = text.find(closes, at + len(opens))
                break
        else:
            if not text.startswith("<!", at):
                return at
            at = _behind_doctype(text, at)
        at = text.find("<", at + 1) if at >= 0 else -1
    raise Unreadable(_NO_FEED)


def _behind_doctype(text: str, at: int) -> int:
    closes, subset = text.find(">", at), text.find("[", at)
    if not 0 <= subset < closes:
        return closes
    closes = text.find("]", subset)
    if closes < 0 or "<!ENTITY" in text[subset:closes].upper():
        raise Unreadable("declares entities of its own, which no feed needs")
    return text.find(">", closes)


def _decoded(data: bytes, charset: str | None) -> str:
    """By its mark, the server's word, its declaration, UTF-8, in this order (RFC 7303)."""
    for mark, encoding in (*BYTE_ORDER_MARKS, *_UNMARKED):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data[:_DECLARATION])
    for name in (charset, declared and declared[1].decode("ascii"), "utf-8"):
        text = _strictly(data, name) if name else None
        if text is not None:
            return text
    return data.decode("windows-1252", "replace")


def _strictly(data: bytes, encoding: str) -> str | None:
    """Decoded without a fault; None for an encoding that is none, or another one."""
    try:
        return None if codecs.lookup(encoding).name in _NO_TEXT else data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


# Codecs that Python has for names and escapes: no document is written in them.
_NO_TEXT = frozenset("idna punycode raw-unicode-escape unicode-escape undefined utf-7".split())
