"""The formats that are parsed apart, each with its parser: bytes in, plain JSON values out."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rag.intake.draft import Draft, Hints, Limits

Parse = Callable[[bytes, Hints, Limits], Draft | dict[str, Any]]
"""Raises Unreadable with the reason when the bytes make no article."""


@dataclass(frozen=True, slots=True)
class Parser:
    """Where a parser is, by name: the parent never imports it."""

    target: str
    """``module:function``."""
    packages: tuple[str, ...] = ()
    """What it imports when it is first used, so that this is not counted as a document's."""
    sample: str = ""
    """A document to parse first, where libraries load more than code when they are first used."""

    def loaded(self, limits: Limits) -> Parse:
        """Ready for its first document. Raises ImportError, AttributeError or Unreadable."""
        for package in self.packages:
            importlib.import_module(package)
        module, _, name = self.target.partition(":")
        parse: Parse = getattr(importlib.import_module(module), name)
        if self.sample:
            parse(self.sample.encode(), Hints(), limits)
        return parse


_PAGE = (
    "<!doctype html><html><head><title>A first page</title></head><body><article><h1>A first page"
    "</h1><p>This page is read before any other, so that whatever the parser loads is there when "
    "the first real page comes, and is not taken for something which that page asked for.</p>"
    "<p>It has two paragraphs, because most pages have more than one, and a language.</p>"
    "</article></body></html>"
)

PARSERS = {
    "html": Parser("rag.intake.html:draft", sample=_PAGE),
    "pdf": Parser("rag.intake.pdf:draft", ("pypdf",)),
    "word": Parser("rag.intake.word:draft", ("docx",)),
    "feed": Parser("rag.intake.apart.parsers:feed", ("feedparser",)),
}


def feed(data: bytes, hints: Hints, limits: Limits) -> dict[str, Any]:
    """RSS or Atom; its values are for ``rag.intake.web.feeds.from_json``."""
    from rag.intake.web import feeds

    return feeds.to_json(feeds.parsed(data, hints.url, hints.charset))
