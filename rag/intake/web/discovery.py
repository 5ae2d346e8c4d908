"""Which feeds a page offers, to be named where a page is no article."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from rag.intake.identity import canonical_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD = 300_000  # bytes of a page in which its head ends
_MOST = 10
_KINDS = frozenset(("application/rss+xml", "application/atom+xml"))


def discovered(page_html: bytes, url: str) -> tuple[str, ...]:
    """The addresses of the RSS and Atom feeds that a page's head offers, without those of its
    readers' comments; absolute, http or https, in their order."""
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page_html[:_HEAD], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    return offers(tree, url)


def offers(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """The same of a page that is parsed."""
    found = []
    base = next((each.get("href", "") for each in tree.iter("base")), "")
    for link in tree.iter("link"):
        if _is_feed(link.get("rel", ""), link.get("type", "")):
            href = link.get("href", "").strip()
            if href and "comment" not in f"{href} {link.get('title', '')}".lower():
                found.append(_absolute(href, base, url))
    return tuple(dict.fromkeys(each for each in found if each))[:_MOST]


def _is_feed(rel: str, kind: str) -> bool:
    kind = kind.partition(";")[0].strip().lower()
    return "alternate" in rel.lower().split() and kind in _KINDS


def _absolute(href: str, base: str, url: str) -> str | None:
    try:
        found = urljoin(urljoin(url, base), href)
    except ValueError:
        return None
    return found if canonical_url(found) else None
