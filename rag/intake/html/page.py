"""A page's bytes as a tree: decoded by what it says of itself, within limits of depth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.intake.draft import Unreadable
from rag.intake.html import archive
from rag.intake.html.encoding import decoded

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEEPEST = 2_000
"""Elements inside each other; libxml2 stops reading at 2,048. Real pages stay under 100."""
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s<>\"]{1,2000}) ?-->")
_PREFIX = re.compile(
    r"xmlns:([A-Za-z][\w-]{0,20})\s{0,9}=\s{0,9}[\"']http://www\.w3\.org/1999/xhtml"
)
_CLOSED = re.compile(
    # In XML an element may close itself; an HTML parser would leave it open.
    r"<(script|style|title|textarea|iframe|noscript|template|div|span|p|a|i|b|em|strong|ul|ol|li"
    r"|table|tr|td|section|article|aside|figure|video|audio|object|button|select|label|svg)"
    r"(\s[^<>]*)?/>"
)
_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. Nobody changes the tree: who must, copies it."""

    tree: HtmlElement
    url: str | None = None
    """The address it was fetched from; None for a saved file."""
    saved: str | None = None
    """The address that the browser which saved it wrote down (a comment, an archive's header)."""


def parsed(data: bytes, charset: str | None = None, url: str | None = None) -> Page:
    """The page of some bytes, HTML, XHTML or MHTML; ``charset`` is what the server said.

    Raises Unreadable where nothing can be parsed: empty, binary, of no known encoding, or nested
    over ``DEEPEST`` elements deep (the parser would silently leave out the rest).
    """
    saved = None
    if archive.is_archive(data):
        part = archive.page_of(data)
        data, charset, saved = part.data, part.charset or charset, part.url
    text = decoded(data, charset)
    if not text.strip():
        raise Unreadable("an empty page")
    if found := _SAVED_FROM.search(text[:_HEAD]):
        saved = saved or found[1]
    return Page(_tree(_as_html(text)), url, saved)


def _as_html(text: str) -> str:
    """XHTML in the form that HTML parsers read; HTML as it is."""
    head = text[:_HEAD]
    if "<?xml" not in head[:200]:
        return text
    text = text[text.find("?>", 0, _HEAD) + 2 :] if "?>" in head else text
    if found := _PREFIX.search(head):
        text = re.sub(rf"<(/?){re.escape(found[1])}:", r"<\1", text)
    return _CLOSED.sub(r"<\1\2></\1>", text)


def _tree(text: str) -> HtmlElement:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    data = text.encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Unreadable("an empty page: no element in it") from error
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise Unreadable(f"elements nested over {DEEPEST} deep; no article is")
    return tree
