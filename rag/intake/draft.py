"""What a reader of one format makes of one article, before it has an id and a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.types import Moment


class Unreadable(Exception):
    """An input that makes no article, and why; never leaves intake, where it ends as Rejected."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may take, so that no single one stops the others."""

    file: int = 20_000_000
    """Bytes of a file that is one article, after decompression."""
    line: int = 8_000_000
    """Bytes of one JSON Lines row; the file itself may be as long as it likes."""
    article: int = 2_000_000
    """Characters of one article."""
    expansion: int = 200
    """How many times its size a compressed file may grow; text grows 3 to 15 times."""
    seconds: float = 20.0
    """For parsing one HTML, PDF or DOCX document, apart in a child process."""
    memory: int = 200_000_000
    """Bytes that parsing one such document may take beyond what the parsers themselves do."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a document beside its bytes."""

    name: str = ""
    """The file's name, or the last part of the address."""
    url: str | None = None
    """The address it was fetched from; None for a file."""
    charset: str | None = None
    """What the server said of its encoding."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as its format gives it. ``text`` is canonical; unknown fields are None."""

    text: str
    title: str | None = None
    id: str | None = None
    url: str | None = None
    source: str | None = None
    credits: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str | None = None
    line: int | None = None
    """The row it came from, in a file of many."""
    found: Mapping[str, str] = field(default_factory=dict)
    """How each field was found, in words."""
