"""Marks of inputs: equal marks mean that reading again would give the same.

A mark covers an input's bytes and the rules it is read by, which are this room's own modules and
the parsers it uses: whoever changes a rule has every input read anew, without having to say so.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import IO

from rag.types import Reading

_PARSERS = ("trafilatura", "lxml", "pypdf", "python-docx", "feedparser", "py3langid", "pyyaml")
_BLOCK = 1 << 20
_SIZE = 16


def mark(*parts: bytes | str) -> str:
    """The mark of an input that is all in memory."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d " % len(data) + data)
    return f"{rules()}:{digest.hexdigest()}"


def mark_of(stream: IO[bytes]) -> str:
    """The mark of an input that is read block by block."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    while block := stream.read(_BLOCK):
        digest.update(block)
    return f"{rules()}:{digest.hexdigest()}"


def by_these_rules(reading: Reading) -> bool:
    """Whether an input was last read as it would be read now."""
    return reading.mark.startswith(f"{rules()}:")


@cache
def rules() -> str:
    """A digest of how inputs are read."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    for name in _PARSERS:
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()


def hashed(text: str) -> int:
    """64 bits that stand for a line or a paragraph, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
