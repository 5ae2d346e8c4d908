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
    """What it imports when it is first used, so that this is not counted as the document's."""

    def loaded(self) -> Parse:
        for package in self.packages:
            importlib.import_module(package)
        module, _, name = self.target.partition(":")
        parse: Parse = getattr(importlib.import_module(module), name)
        return parse


PARSERS = {
    "html": Parser(
        "rag.intake.apart.parsers:html", ("rag.intake.html", "lxml.html", "trafilatura")
    ),
    "pdf": Parser("rag.intake.pdf:draft", ("pypdf",)),
    "word": Parser("rag.intake.word:draft", ("docx",)),
    "feed": Parser("rag.intake.apart.parsers:feed", ("rag.intake.web.feeds", "feedparser")),
}


def html(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """A page: ``rag.intake.html``."""
    parse: Callable[[bytes, Hints, Limits], Draft] = importlib.import_module(
        "rag.intake.html"
    ).draft
    return parse(data, hints, limits)


def feed(data: bytes, hints: Hints, limits: Limits) -> dict[str, Any]:
    """RSS or Atom: ``rag.intake.web.feeds``; its values are that module's to read back."""
    feeds = importlib.import_module("rag.intake.web.feeds")
    values: dict[str, Any] = feeds.to_json(feeds.parsed(data, hints.url))
    return values
