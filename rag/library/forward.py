"""The forward index: which terms stand where in each chunk, so that ranking reads no text for them.

It lies beside the matrix, row for row, and is made anew with it. A term is its CRC-32: a question's
terms are looked for in a few thousand of them, so that two that fall together by chance meet in one
of a hundred thousand searches, and no vocabulary need be kept. What an article says can be guessed
from these numbers, so a purge takes them along with the vectors.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.terms import spots

Terms = NDArray[np.uint64]
"""One a place, in reading order: the term's number, where its word starts, how long it is."""

FILE = "terms.bin"
_START_BITS, _LENGTH_BITS = 20, 12
_NUMBER_AT, _START_AT = np.uint64(_START_BITS + _LENGTH_BITS), np.uint64(_LENGTH_BITS)
_STARTS, _LENGTHS = np.uint64((1 << _START_BITS) - 1), np.uint64((1 << _LENGTH_BITS) - 1)
_UNKNOWN = -1
_AT_ONCE = 1 << 22
_WRITTEN = "<u8"


@lru_cache(maxsize=65536)
def number_of(term: str) -> int:
    """What stands for a term, in 32 bits."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def packed(text: str) -> Terms | None:
    """The content terms of a text and their places; None where it is too long to number them."""
    if len(text) >> _START_BITS:
        return None
    found = list(spots(text))
    if any((each.end - each.start) >> _LENGTH_BITS for each in found):
        return None
    values = (
        ((number_of(term) << _START_BITS | start) << _LENGTH_BITS) | (end - start)
        for term, start, end in found
    )
    return np.fromiter(values, np.uint64, len(found))


def numbers(terms: Terms) -> NDArray[np.uint32]:
    """The number of each term."""
    return (terms >> _NUMBER_AT).astype(np.uint32)


def places(terms: Terms) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each word starts and ends."""
    starts = ((terms >> _START_AT) & _STARTS).astype(np.intp)
    return starts, starts + (terms & _LENGTHS).astype(np.intp)


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk: where it starts in its article, and its terms."""

    start: int
    terms: Terms


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """The terms of the rows of a matrix."""

    terms: Terms
    bounds: NDArray[np.int64]
    """``(rows + 1,)``: where those of each row begin and end."""
    starts: NDArray[np.int32]
    """``(rows,)``: where each chunk starts in its article; -1 for one that is not held."""
    sum: int
    """CRC-32 of all terms as they were written."""

    def holds(self, row: int) -> bool:
        return 0 <= row < len(self.starts) and self.starts[row] != _UNKNOWN

    def entry(self, row: int) -> Entry | None:
        if not self.holds(row):
            return None
        return Entry(int(self.starts[row]), self.terms[self.bounds[row] : self.bounds[row + 1]])

    def is_whole(self) -> bool:
        """Whether it is as it was written. Reads all of it."""
        found = 0
        for at in range(0, len(self.terms), _AT_ONCE):
            found = zlib.crc32(self.terms[at : at + _AT_ONCE].tobytes(), found)
        return found == self.sum


def save(path: Path, entries: Iterable[Entry | None]) -> dict[str, NDArray[Any]]:
    """Writes the terms of some rows. What :func:`load` needs beside them."""
    starts: list[int] = []
    lengths: list[int] = []
    total = 0
    with path.open("wb") as file:
        for each in entries:
            written = b"" if each is None else each.terms.astype(_WRITTEN).tobytes()
            starts.append(_UNKNOWN if each is None else each.start)
            lengths.append(len(written) // np.dtype(_WRITTEN).itemsize)
            total = zlib.crc32(written, total)
            file.write(written)
    return {
        "starts": np.array(starts, np.int32),
        "lengths": np.array(lengths, np.int32),
        "sum": np.array(total, np.uint32),
    }


def load(path: Path, beside: Mapping[str, NDArray[Any]], rows: int) -> Forward:
    """Maps the terms of a file. Raises ValueError when it is not as long as it was."""
    lengths, starts = beside["lengths"].astype(np.int64), beside["starts"].astype(np.int32)
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    count = int(bounds[-1])
    if len(starts) != rows or path.stat().st_size != count * np.dtype(_WRITTEN).itemsize:
        raise ValueError(f"'{path.name}' is not as it was written")
    # An empty file cannot be mapped.
    mapped = np.memmap(path, _WRITTEN, "r", shape=(count,)) if count else np.empty(0, np.uint64)
    return Forward(mapped.view(np.ndarray), bounds, starts, int(beside["sum"]))
