"""What others say the article is: trafilatura, and the page's own structured data."""

from __future__ import annotations

import json
from copy import deepcopy
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKUP = ("</p>", "<br", "</div>", "<p>")


def main_text(tree: HtmlElement) -> str:
    """The lines that trafilatura takes for the main text; empty where it finds or manages none."""
    from lxml.etree import Comment, LxmlError, ProcessingInstruction, strip_tags
    from trafilatura.core import trafilatura_sequence
    from trafilatura.settings import Extractor
    from trafilatura.xml import xmltotxt

    own = deepcopy(tree)  # it cleans in place
    strip_tags(own, Comment, ProcessingInstruction)
    options = Extractor(output_format="txt", fast=True, comments=False)
    try:
        body, _, _, _ = trafilatura_sequence(own, options)
        return str(xmltotxt(body, False))
    except (LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return ""  # odd trees trip it; the other evidence remains


def declared_body(tree: HtmlElement) -> list[str]:
    """The paragraphs of the longest ``articleBody`` in the page's JSON-LD."""
    bodies = [
        body
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower() and "articleBody" in (script.text or "")
        for body in _bodies(script.text or "")
    ]
    return _paragraphs(max(bodies, key=len, default=""))


def _bodies(script: str) -> list[str]:
    found: list[str] = []
    try:
        waiting = [json.loads(script.strip().rstrip(";"), strict=False)]
    except (ValueError, RecursionError):
        return found
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            body = value.get("articleBody")
            found += [body] if isinstance(body, str) else []
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


def _paragraphs(body: str) -> list[str]:
    body = unescape(body)
    if any(mark in body for mark in _MARKUP):
        from lxml import etree, html

        from rag.intake.html.blocks import blocks

        try:
            return [block.text for block in blocks(html.fragment_fromstring(body, "div"))]
        except (etree.ParserError, etree.XMLSyntaxError):
            return []
    return [line.strip() for line in body.splitlines() if line.strip()]
