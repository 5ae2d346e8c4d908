"""Work that is under way, on the disk: should the server end meanwhile, the next one can say so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from rag.private import write_private
from rag.types import SCHEMA, Job, plain
from rag.types.restoring import restored

FILE = "jobs.json"
Places = Mapping[str, Sequence[str]]
"""By a job's key, where each of its inputs is read from."""


class Pending:
    """The file of one library's folder. One server at a time has it; another keeps its own work in
    memory alone, since the file must not tell that the first one's work has ended."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = FileLock(folder / f".{FILE}.lock", timeout=0, thread_local=False)
        self._is_mine = folder.is_dir() and self._taken()
        self.is_behind = False
        """Whether what was to be written last was not."""

    def left(self) -> tuple[tuple[Job, ...], Places]:
        """What an earlier server did not bring to an end; nothing where that cannot be read."""
        if not self._is_mine or not self._path.is_file():
            return (), {}
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
            jobs = tuple(restored(Job, each) for each in held["jobs"])
            return jobs, {key: tuple(map(str, places)) for key, places in held["places"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            structlog.get_logger().warning("jobs of before are not known", reason=str(error))
            return (), {}

    def write(self, jobs: Sequence[Job], places: Places) -> None:
        """These are under way now. No job fails because this cannot be written."""
        self.is_behind = True
        if not self._path.parent.is_dir():  # the first job makes the library
            return
        self._is_mine = self._is_mine or self._taken()
        if not self._is_mine:
            self.is_behind = False
            return
        try:
            if jobs:
                kept = {each.key: list(places.get(each.key, ())) for each in jobs}
                write_private(self._path, {"schema": SCHEMA, "jobs": plain(jobs), "places": kept})
            else:
                self._path.unlink(missing_ok=True)
            self.is_behind = False
        except OSError as error:
            structlog.get_logger().warning("jobs are not kept", reason=str(error))

    def _taken(self) -> bool:
        """Whether this server has the file; the system gives it back when the server ends."""
        try:
            self._lock.acquire()
        except (Timeout, OSError):
            return False
        return True
