"""The head of a GGUF file: whether it is one, and how much its model can hold.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_FIXED = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST_KEYS, _LONGEST_KEY, _MOST_NESTED = 4096, 65_535, 4


class NotGGUF(ValueError):
    """Why a file is none, in words that follow "it"."""


def trained_context(path: Path) -> int | None:
    """Tokens that the model was trained to hold; None when its head does not tell.

    Raises NotGGUF, and OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        try:
            return _context(file, path.stat().st_size)
        except (struct.error, UnicodeDecodeError, OverflowError) as error:
            raise NotGGUF("ends in the middle of its head, or is damaged there") from error


def _context(file: IO[bytes], size: int) -> int | None:
    if file.read(4) != MAGIC:
        raise NotGGUF("does not begin as a GGUF file does")
    version, _, keys = struct.unpack("<IQQ", _exactly(file, 20))
    if version not in _VERSIONS:
        raise NotGGUF(f"is of version {version} of GGUF, not 2 or 3, or of the other byte order")
    if keys > _MOST_KEYS:
        raise NotGGUF("is damaged in its head")
    for key, value in _values(file, keys, size):
        if key.endswith(".context_length") and isinstance(value, int):
            return value
    return None


def _values(file: IO[bytes], keys: int, size: int) -> Iterator[tuple[str, object]]:
    for _ in range(keys):
        key = _string(file, _LONGEST_KEY).decode("utf-8")
        (kind,) = struct.unpack("<I", _exactly(file, 4))
        yield key, _value(file, kind, size)


def _value(file: IO[bytes], kind: int, size: int, depth: int = 0) -> object:
    """A number; of strings and arrays nothing is wanted, so they are passed over."""
    if kind in _FIXED:
        form = f"<{_FIXED[kind]}"
        return struct.unpack(form, _exactly(file, struct.calcsize(form)))[0]
    if kind == _STRING:
        _string(file, size)
        return None
    if kind != _ARRAY or depth > _MOST_NESTED:
        raise NotGGUF("is damaged in its head")
    inner, length = struct.unpack("<IQ", _exactly(file, 12))
    if length > size:
        raise NotGGUF("is damaged in its head")
    if inner in _FIXED:
        file.seek(length * struct.calcsize(f"<{_FIXED[inner]}"), 1)
        return None
    for _ in range(length):
        _value(file, inner, size, depth + 1)
    return None


def _string(file: IO[bytes], longest: int) -> bytes:
    (length,) = struct.unpack("<Q", _exactly(file, 8))
    if length > longest:
        raise NotGGUF("is damaged in its head")
    return _exactly(file, length)


def _exactly(file: IO[bytes], n: int) -> bytes:
    read = file.read(n)
    if len(read) < n:
        raise struct.error
    return read
