"""What readers said of answers: JSON Lines in the library's folder, which only grows.

A record holds the answer and so words of articles: it goes with an article that is purged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.errors import UsageError
from rag.library.traces import lines_told, quotes
from rag.types import Feedback

FILE = "feedback.jsonl"
_WAIT = 10.0


class Feedbacks:
    """The records of one library's folder. Several processes may add and read at once."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = FileLock(folder / f".{FILE}.lock", timeout=_WAIT)

    def add(self, feedback: Feedback) -> None:
        """Written to the disk when this returns, in place of an earlier word on the same answer.
        Raises OSError when it cannot be."""
        line = json.dumps(feedback.to_dict(), ensure_ascii=False) + "\n"
        self._take_back(feedback.trace_id)
        with self._lock, self.path.open("a+b") as file:
            if file.tell() and _unfinished(self.path):  # whoever wrote last was killed
                file.write(b"\n")
            file.write(line.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())

    def _take_back(self, trace_id: str) -> None:
        """A reader may think better of it; what was said first is then no more."""
        if trace_id and any(each.trace_id == trace_id for each in self.read()):
            self.keep(lambda each: each.trace_id != trace_id)

    def read(self) -> list[Feedback]:
        """In the order given. A line cut short by a killed process is none."""
        return [each for _, each in _records(self.path)] if self.path.is_file() else []

    def forget(self, article_ids: Iterable[str], texts: Iterable[str]) -> None:
        """Erase every record that names one of the articles or has a line of one of the texts.

        Raises OSError when it cannot be.
        """
        ids, lines = set(article_ids), lines_told(texts)
        self.keep(lambda each: not quotes(each.to_dict(), ids, lines))

    def keep(self, only: Callable[[Feedback], bool]) -> None:
        """Erase all other records, and whatever is none: it may hold anything."""
        if not self.path.is_file():
            return
        with self._lock:
            held = [line for line, each in _records(self.path) if only(each)]
            beside = self.path.with_name(f".{FILE}.new")
            beside.write_text("".join(f"{line}\n" for line in held), encoding="utf-8")
            beside.replace(self.path)


def read_feedback(path: Path) -> list[Feedback]:
    """The records of a file. Raises UsageError, with the line, for what is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"there is no feedback to read in '{path}': {error}") from error
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(Feedback.of(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path}, line {number}: no feedback ({error!r})") from error
    return found


def _records(path: Path) -> Iterator[tuple[str, Feedback]]:
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            row: Any = json.loads(line)
            yield line, Feedback.of(row)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue


def _unfinished(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
