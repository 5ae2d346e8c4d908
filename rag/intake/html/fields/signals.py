"""What a page says, before anybody weighs it: metadata, marked elements, visible lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.intake.canonical import canonical_line


@dataclass(frozen=True, slots=True)
class Block:
    """One visible block of text."""

    text: str
    tag: str
    apart: bool
    """In navigation, a footer, comments or a list of other articles."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An element that its markup calls a person or a time."""

    kind: str
    """``author``, ``date``, or the name of its item property."""
    prop: str
    pieces: str
    """Its text, with ``¦`` between what its markup parts."""
    machine: str | None
    """What it says to machines: content, datetime."""
    block: int
    """The number of the block it begins in."""
    apart: bool
    scope: str
    """The type of the item that it is a property of."""

    @property
    def text(self) -> str:
        """Its text as one line."""
        return canonical_line(self.pieces.replace("¦", " "))


@dataclass(slots=True)
class Signals:
    """Everything a page says, before anybody weighs it."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents by name, in lower case, of ``name``, ``property``, ``itemprop``, ``http-equiv``."""
    links: dict[str, list[str]] = field(default_factory=dict)
    jsonld: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    """Other scripts that speak of publishing."""
    marked: list[Marked] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    language: str | None = None
    saved_from: str | None = None

    def said(self, name: str) -> list[str]:
        """The contents of a meta name."""
        return self.meta.get(name, [])
