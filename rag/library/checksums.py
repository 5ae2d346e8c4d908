"""Whether the files of a keyword index are as they were written, byte for byte.

Tantivy ends each file with a CRC-32 of what stands before it, but does not look at it when it opens
one: a flipped bit would only make a search find less.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_META = "meta.json"
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_MAGIC = (1337).to_bytes(4, "little")
_LENGTH = 4
"""Bytes that tell how long the footer before them is."""
_AT_ONCE = 1 << 20


def whole(path: Path) -> bool:
    """Whether every file that the index in a folder names is there and whole."""
    meta = b""
    while meta != (meta := _read(path / _META)):  # once more when it was written to meanwhile
        if _all_whole(path, meta):
            return True
    return False


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _all_whole(path: Path, meta: bytes) -> bool:
    try:
        return all(_whole(path / name) for name in _named(json.loads(meta)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return False


def _named(meta: Any) -> Iterator[str]:
    for segment in meta["segments"]:
        stem = str(segment["segment_id"]).replace("-", "")
        yield from (f"{stem}.{part}" for part in _PARTS)
        if segment["deletes"] is not None:
            yield f"{stem}.{segment['deletes']['opstamp']}.del"


def _whole(file: Path) -> bool:
    with file.open("rb") as opened:
        end = opened.seek(0, 2) - _LENGTH - len(_MAGIC)
        opened.seek(end)
        size = int.from_bytes(opened.read(_LENGTH), "little")
        if opened.read() != _MAGIC or not 0 < size < end:
            return False
        opened.seek(end - size)
        expected = json.loads(opened.read(size))["crc"]
        opened.seek(0)
        left, crc = end - size, 0
        while left > 0:
            some = opened.read(min(left, _AT_ONCE))
            crc, left = zlib.crc32(some, crc), left - len(some)
        return bool(crc == expected)
