"""Bytes of one file as text: opened without hanging, capped, decompressed, decoded by content."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from rag.intake.content import BYTE_ORDER_MARKS
from rag.intake.draft import Limits, Unreadable
from rag.intake.sources import why

_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 16
_SKIPPED = 1 << 20
_MOST_BLANK = 10_000


def read_text(path: Path, limits: Limits) -> tuple[str, str | None]:
    """A whole file's text, and the encoding when it was not plain UTF-8. Raises Unreadable."""
    return decoded(read_bytes(path, limits))


def read_bytes(path: Path, limits: Limits) -> bytes:
    """A whole file, decompressed. Raises Unreadable when it is over ``limits.file``."""
    with opened(path, limits) as stream:
        data = stream.read(limits.file + 1)
        if len(data) > limits.file:
            raise Unreadable(f"over {size(limits.file)}; split it into its articles")
        return data


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[IO[bytes]]:
    """A file's bytes, decompressed when they are gzip data. Raises Unreadable."""
    try:
        with _plain(path) as raw:
            if _is_gzip(raw) or path.name.lower().endswith(".gz"):
                with gzip.GzipFile(fileobj=raw) as unzipped:
                    yield cast(IO[bytes], _Guarded(unzipped, raw, limits))
            else:
                yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"damaged gzip data: {error}") from error
    except OSError as error:
        raise Unreadable(why(error)) from error


def _is_gzip(raw: IO[bytes]) -> bool:
    begins = raw.read(len(_GZIP)) == _GZIP
    raw.seek(0)
    return begins


def _plain(path: Path) -> IO[bytes]:
    """Opened so that neither a pipe nor a link put in the file's place is followed."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable("not a file any more; only files and folders are read")
    return os.fdopen(handle, "rb")


class _Guarded:
    """A decompressed stream that stops when it grows as no text does."""

    def __init__(self, stream: gzip.GzipFile, raw: IO[bytes], limits: Limits) -> None:
        self._stream, self._raw, self._limits = io.BufferedReader(stream, _BLOCK), raw, limits
        self._grown, self._checked = 0, 0

    def read(self, wanted: int) -> bytes:
        parts, missing = [], wanted
        while missing and (part := self._stream.read(min(missing, _SKIPPED))):
            parts.append(self._counted(part))
            missing -= len(part)
        return b"".join(parts)

    def readline(self, limit: int) -> bytes:
        return self._counted(self._stream.readline(limit))

    def _counted(self, part: bytes) -> bytes:
        self._grown += len(part)
        if self._grown > self._checked + _SKIPPED:
            self._checked = self._grown
            if self._grown > self._limits.expansion * self._raw.tell():
                raise Unreadable(f"grows over {self._limits.expansion} times when decompressed")
        return part


def rows(path: Path, limits: Limits) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file, numbered from 1; None for one that is too long. Raises Unreadable."""
    with opened(path, limits) as stream:
        number = blank = 0
        while line := stream.readline(limits.line + 1):
            number += 1
            blank = 0 if line.strip() else blank + 1
            if blank > _MOST_BLANK:
                raise Unreadable(f"over {_MOST_BLANK} blank lines in a row", number)
            if len(line) > limits.line and not line.endswith(b"\n"):
                while (more := stream.readline(_SKIPPED)) and not more.endswith(b"\n"):
                    pass
                yield number, None
            elif not blank:
                yield number, line


def decoded(data: bytes) -> tuple[str, str | None]:
    """Text by its byte order mark, as UTF-8, or by statistics. Raises Unreadable."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _marked(data, encoding), None if encoding == "utf-8-sig" else encoding.upper()
    at = data.find(b"\0")
    if at >= 0:
        raise Unreadable(
            f"binary, not text: a NUL byte at offset {at}; if it is UTF-16, save it as UTF-8"
        )
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        return _guessed(data, error)


def _marked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not valid {encoding.removesuffix('-sig').upper()} at byte {error.start}; "
            "save it as UTF-8"
        ) from error
    if "\0" in text:
        raise Unreadable(f"binary, not text: a NUL character at offset {text.index(chr(0))}")
    return text


def _guessed(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """An older encoding where the bytes speak for one; never for UTF-8 that was damaged."""
    bad = Unreadable(f"not valid UTF-8 at byte {error.start}; save it as UTF-8")
    lenient = data.decode(errors="replace")
    wide = sum(1 for char in lenient if char > "\x7f" and char != "\ufffd")
    if wide >= lenient.count("\ufffd"):
        raise bad from error
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise bad from error
    best = from_bytes(data[: _BLOCK * 4], threshold=0.1).best()
    if best is None:
        raise bad from error
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError:
        raise bad from error


def size(count: int) -> str:
    """A number of bytes for a person."""
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count} bytes"
