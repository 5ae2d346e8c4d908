"""Lines that recur across the files of one folder, which are furniture wherever they stand.

Copies of one story share their title and their subheadings, which are no furniture: files that
share sentences count once. Which sentences are compared is drawn by their hashes, the smallest
few of each file (a bottom-k sketch: Broder, 1997, "On the resemblance and containment of
documents"), so that a folder of any size fits in memory.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path
from zlib import crc32

from rag.intake import plaintext
from rag.intake.draft import Limits, Unreadable
from rag.intake.files import read_text
from rag.intake.kinds import Kind, kind_of
from rag.intake.sources import File
from rag.types import Rejected

_FEWEST = 3  # files
_SHARE = 1 / 3
_LONGEST = 120  # characters; what is longer is prose, and prose that recurs is a copy
_END = re.compile("[.!?。]+")
_SENTENCE = 40  # characters of the shortest that tells stories apart
_SKETCH = 12
_ALIKE = 2


@dataclass
class _Folder:
    files: int = 0
    lines: Counter[str] = field(default_factory=Counter)
    sketches: set[int] = field(default_factory=set)

    def add(self, lines: list[str]) -> None:
        sketch = _sketch(lines)
        copy = sum(mark in self.sketches for mark in sketch) >= min(_ALIKE, len(sketch) or 1)
        self.sketches.update(sketch)
        if not copy:
            self.files += 1
            self.lines.update({line for line in lines if len(line) <= _LONGEST})

    def furniture(self) -> frozenset[str]:
        least = max(_FEWEST, self.files * _SHARE)
        return frozenset(line for line, count in self.lines.items() if count >= least)


@dataclass(frozen=True, slots=True)
class Recurring:
    """The lines to leave out, by folder."""

    folders: dict[Path, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[File | Rejected], limits: Limits) -> Recurring:
        """Reads the text files once to count their lines; what cannot be read counts nothing."""
        folders: defaultdict[Path, _Folder] = defaultdict(_Folder)
        for file in files:
            lines = _lines(file, limits) if isinstance(file, File) else []
            if isinstance(file, File) and lines:
                folders[file.path.parent].add(lines)
        return cls({path: folder.furniture() for path, folder in folders.items()})

    def lines(self, file: File) -> frozenset[str]:
        return self.folders.get(file.path.parent, frozenset())


def _lines(file: File, limits: Limits) -> list[str]:
    try:
        if kind_of(file.path.name) is not Kind.TEXT:
            return []
        text, _ = read_text(file.path, limits)
    except Unreadable:
        return []
    return [line.text for line in plaintext.lines(text[: limits.article])]


def _sketch(lines: list[str]) -> list[int]:
    sentences = (part for line in lines for part in _END.split(line) if len(part) >= _SENTENCE)
    return nsmallest(_SKETCH, {crc32(sentence.encode(errors="replace")) for sentence in sentences})
