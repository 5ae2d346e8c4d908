"""How inputs were read: what lets the next run see that nothing changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One input that was read whole, with nothing of it rejected."""

    location: str
    """The path or the canonical URL."""
    mark: str
    """Digest of its bytes and of the rules it was read by."""
    articles: tuple[tuple[str, str], ...] = ()
    """The id and the sha256 of each article it gave."""
    via: str = ""
    """The feed it came through; empty when it was named itself or lay in a folder."""
    etag: str | None = None
    last_modified: str | None = None
    site: str = ""
    """The host its page names as its own; inputs of one site are compared with each other."""
    blocks: tuple[int, ...] = ()
    """Hashes of its lines or paragraphs, to be compared across a collection."""
    sketch: tuple[int, ...] = ()
    """Hashes of a few of its sentences, by which copies of one story are known."""
    dropped: tuple[int, ...] = ()
    """Those of the blocks that were left out because other inputs have them too."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An input that is as it was when it was last read."""

    reading: Reading
