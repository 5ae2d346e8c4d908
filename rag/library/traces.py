"""Traces: how each answer came about, one JSON file an answer in the library's folder.

The newest are kept. They hold words of articles, so they go with an article that is purged; and
one is written only as long as the texts it holds are still there.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from rag.errors import TraceDamaged, TraceNotFound

FOLDER = "traces"
MOST_BYTES = 4 << 20
"""A longer trace is not written: it would be of a conversation that holds whole books."""
_ID = re.compile(r"[0-9a-f]{32}")
_LINE = 24
"""Characters from which a line of an article tells its text from another's."""
_log = structlog.get_logger()


class Traces:
    """The traces of one library's folder. Several processes may write and read them at once."""

    def __init__(self, folder: Path, most: int) -> None:
        """``most`` are kept; 0 writes none."""
        self._folder, self._most = folder / FOLDER, most
        self._told = False

    @property
    def on(self) -> bool:
        return self._most > 0

    def save(self, trace_id: str, trace: Mapping[str, Any]) -> None:
        """Write it beside and put it in place; let go of the oldest. Where nothing can be written
        no trace is kept, which is said once."""
        if not self.on:
            return
        text = json.dumps(trace, ensure_ascii=False)
        if len(text) > MOST_BYTES:
            return
        beside = self._folder / f".{trace_id}.{secrets.token_hex(4)}"
        try:
            self._folder.mkdir(exist_ok=True)
            beside.write_text(text, encoding="utf-8", errors="replace")
            beside.replace(self._folder / f"{trace_id}.json")
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            if not self._told:
                self._told = True
                _log.warning("answers leave no trace", reason=error.strerror or str(error))
            return
        self._let_go()

    def load(self, trace_id: str) -> dict[str, Any]:
        """Raises TraceNotFound, TraceDamaged."""
        path = self._folder / f"{trace_id}.json"
        if not _ID.fullmatch(trace_id) or not path.is_file():
            raise TraceNotFound(trace_id)
        return read_trace(path)

    def discard(self, trace_id: str) -> None:
        """Take one away again."""
        with suppress(OSError):
            (self._folder / f"{trace_id}.json").unlink(missing_ok=True)

    def forget(self, article_ids: Iterable[str], texts: Iterable[str]) -> None:
        """Erase every trace that names one of the articles or has a line of one of the texts.

        Also what a process that died left half-written. Raises OSError when one cannot be erased.
        """
        ids = set(article_ids)
        lines = lines_told(texts)
        for path in self._files(".*"):
            path.unlink(missing_ok=True)
        for path in self._files("*.json"):
            if _holds(path, ids, lines):
                path.unlink(missing_ok=True)

    def articles(self) -> Iterator[tuple[str, str, int]]:
        """Trace by trace the articles whose words are in it, with their revisions."""
        for path in self._files("*.json"):
            with suppress(TraceDamaged, OSError):
                for each in read_trace(path).get("library", {}).get("articles", ()):
                    yield path.stem, each["id"], each["revision"]

    def _files(self, pattern: str) -> list[Path]:
        return list(self._folder.glob(pattern)) if self._folder.is_dir() else []

    def _let_go(self) -> None:
        found = []
        for path in self._files("*.json"):
            with suppress(OSError):  # another process let go of it meanwhile
                found.append((path.stat().st_mtime_ns, path))
        for _, path in sorted(found)[: max(len(found) - self._most, 0)]:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def is_a_file(path: Path) -> bool:
    """Also of what can be no path at all."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_trace(path: Path) -> dict[str, Any]:
    """A trace from its file. Raises TraceDamaged when it holds none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TraceDamaged(os.fspath(path), str(error)) from error
    if not isinstance(value, dict):
        raise TraceDamaged(os.fspath(path), "it is no JSON object")
    return value


def _holds(path: Path, ids: set[str], lines: set[str]) -> bool:
    """Whether a trace names an article or has one of these lines, or the beginning of one; one
    that cannot be read might."""
    try:
        trace = read_trace(path)
    except TraceDamaged:
        return True
    return quotes(trace, ids, lines)


def lines_told(texts: Iterable[str]) -> set[str]:
    """The lines of these texts that tell them from others."""
    return {line for text in texts for line in text.split("\n") if len(line) >= _LINE}


def quotes(value: Any, ids: set[str], lines: set[str]) -> bool:
    """Whether a JSON value names an article or has one of these lines, or the beginning of one."""
    said = list(_strings(value))
    if ids.intersection(said):
        return True
    whole = "\n".join(said)
    return any(line[start : start + _LINE] in whole for line in lines for start in _starts(line))


def _starts(line: str) -> Iterator[int]:
    """Where pieces of a line begin that a quotation of it must hold one of."""
    yield from range(0, len(line) - _LINE + 1, _LINE)


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
