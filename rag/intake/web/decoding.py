"""Compressed bodies, decoded piece by piece: no more is ever made than may be kept."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from rag.intake.draft import Unreadable

ACCEPTED = "gzip, deflate, br"
_PIECE = 65_536
_MEMBERS = 100  # parts of one gzip stream; more is made by nobody who means well
_STAGES = 2  # compressions on top of each other
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


class Broken(Exception):
    """The compressed data is damaged or breaks off."""


class _Decoder(Protocol):
    def pieces(self, data: bytes) -> Iterator[bytes]: ...

    @property
    def finished(self) -> bool: ...


class _Zlib:
    """gzip, also of several members, and deflate with or without its header."""

    def __init__(self, window: int | None) -> None:
        self._window = window
        self._inner = zlib.decompressobj(window) if window else None
        self._members = 1

    @property
    def finished(self) -> bool:
        return self._inner is not None and self._inner.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        made = b""
        # A full piece may have left more behind, even where all input is taken.
        while data or len(made) == _PIECE:
            if self._inner is None:
                # RFC 9110, 8.4.1.2: deflate has the zlib header, and some servers leave it out.
                self._inner = zlib.decompressobj(_ZLIB if data[0] & 0x0F == 8 else _RAW)
            elif self._inner.eof:
                if self._window != _GZIP or data[:1] != b"\x1f" or self._members == _MEMBERS:
                    return  # padding
                self._inner, self._members = zlib.decompressobj(_GZIP), self._members + 1
            try:
                made = self._inner.decompress(data, _PIECE)
            except zlib.error as error:
                raise Broken(str(error)) from error
            yield made
            data = self._inner.unconsumed_tail or self._inner.unused_data


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._inner = brotli.Decompressor()
        self._fault = brotli.error

    @property
    def finished(self) -> bool:
        return bool(self._inner.is_finished())

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while not self.finished:
            try:
                made: bytes = self._inner.process(data, output_buffer_limit=_PIECE)
            except self._fault as error:
                raise Broken(str(error)) from error
            data = b""
            if not made and self._inner.can_accept_more_data():
                return
            yield made


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Zlib(_GZIP),
    "x-gzip": lambda: _Zlib(_GZIP),
    "deflate": lambda: _Zlib(None),
    "br": _Brotli,
}


def decoded(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The pieces of a body without its ``Content-Encoding``.

    Raises Unreadable as soon as any stage makes more than ``limit`` bytes, and where the data is
    damaged. No piece is much larger than 64 kB, however far one chunk expands.
    """
    names = [name for each in encoding.lower().split(",") if (name := each.strip()) != "identity"]
    names = [name for name in names if name]
    if len(names) > _STAGES or not all(name in _DECODERS for name in names):
        raise Unreadable("sent in a compression that is not read")
    found = _within(chunks, limit)
    for name in reversed(names):
        found = _within(_stage(found, _DECODERS[name]()), limit)
    return found


def _stage(chunks: Iterable[bytes], decoder: _Decoder) -> Iterator[bytes]:
    empty = True
    try:
        for chunk in chunks:
            empty = empty and not chunk
            yield from decoder.pieces(chunk)
    except Broken:
        raise Unreadable("its compressed data is damaged; try again later") from None
    if not (empty or decoder.finished):
        raise Unreadable("its compressed data breaks off; try again later")


def _within(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise Unreadable(f"larger than {limit} bytes; the most that is read of one page")
        yield chunk
