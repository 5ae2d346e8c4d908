"""The folder of a run while it is made: rows that stand stay, and it is finished or it is not.

A row is appended as soon as its question is done, so that an interruption loses no more than the
questions under way; ``summary.json`` comes last and is written beside, then put in place.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rag.errors import UsageError
from rag.evaluation.describing import covered, differing
from rag.evaluation.rows import RESULTS, SETTINGS, SUMMARY, Row, read_rows

_LOCK = ".running"


class Folder:
    """Where a run is kept. Use :func:`opened`."""

    def __init__(self, path: Path, secrets: Sequence[str]) -> None:
        self.path = path
        self._before: Mapping[str, Any] = {}
        self._asked = 0
        self._cover: Callable[[str], str] = lambda text: covered(text, secrets)

    def begin(self, settings: Mapping[str, Any]) -> list[Row]:
        """The rows that stand already; none in a new folder.

        Raises UsageError, naming what differs, where it was begun with other settings.
        """
        if not (self.path / SETTINGS).is_file():
            self._write(SETTINGS, settings)
            (self.path / RESULTS).write_text("", encoding="utf-8")
            return []
        before = json.loads((self.path / SETTINGS).read_text("utf-8"))
        now = json.loads(self._cover(json.dumps(settings)))
        if other := differing(before, now):
            raise UsageError(
                f"'{self.path}' holds a run that was made otherwise: {'; '.join(other)}. Run it "
                "as it was to go on, give another --name, or begin again with --fresh"
            )
        rows = list(read_rows(self.path / RESULTS)) if (self.path / RESULTS).is_file() else []
        self._write_rows(rows)  # without a line that was cut short
        self._before = before
        return rows

    @contextmanager
    def appending(self) -> Iterator[Callable[[Row], None]]:
        """A function that puts a row at the end of the results, whole lines only."""
        with (self.path / RESULTS).open("a", encoding="utf-8") as file:

            def append(row: Row) -> None:
                file.write(self._line(row))
                file.flush()
                self._asked += 1

            yield append

    def finish(
        self, rows: Sequence[Row], settings: Mapping[str, Any], summary: Mapping[str, Any]
    ) -> None:
        """All rows in the order of the questions, then the summary. A run that went on keeps when
        it was begun; one to which nothing was added keeps its settings as they are."""
        self._write_rows(rows)
        if self._asked or "seconds" not in self._before:
            self._write(SETTINGS, {**settings, **_begun(self._before)})
        self._write(SUMMARY, summary)

    def _line(self, row: Row) -> str:
        # A lone surrogate in an answer is no character that a file could hold.
        return self._cover(row.to_json().encode("utf-8", "replace").decode("utf-8")) + "\n"

    def _write_rows(self, rows: Sequence[Row]) -> None:
        self._replace(RESULTS, "".join(map(self._line, rows)))

    def _write(self, name: str, value: Mapping[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1)
        self._replace(name, self._cover(text) + "\n")

    def _replace(self, name: str, text: str) -> None:
        beside = self.path / f".{name}"
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, self.path / name)  # noqa: PTH105 # as everywhere here: beside, then put


def _begun(before: Mapping[str, Any]) -> dict[str, Any]:
    return {"started": before["started"]} if "started" in before else {}


@contextmanager
def opened(path: Path, *, fresh: bool = False, secrets: Sequence[str] = ()) -> Iterator[Folder]:
    """The folder, made where it is missing, held against another run; ``fresh`` empties it.

    Raises UsageError where another run writes into it, or it holds something else.
    """
    _refuse_foreign(path)
    path.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(f"another run writes into '{path}'; give this one another name") from None
    try:
        if fresh:
            _empty(path)
        yield Folder(path, secrets)
    finally:
        with suppress(OSError):  # Windows keeps what is open; nobody else can hold it here
            (path / _LOCK).unlink()
        lock.release()


def _refuse_foreign(path: Path) -> None:
    held = [each for each in path.iterdir() if each.name != _LOCK] if path.is_dir() else []
    if path.exists() and not path.is_dir():
        raise UsageError(f"'{path}' is a file; a run needs a folder")
    if held and not (path / SETTINGS).is_file():
        raise UsageError(f"'{path}' holds no run, but other things; give this run another name")


def _empty(path: Path) -> None:
    for each in path.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.name != _LOCK:
            each.unlink()
