"""What a process that parses foreign bytes may take and do.

The operating system's limits hold whatever the code does. The audit hook is a guard of another
kind: it stops parsers from doing, as a feature, what no parser needs (fetching what a document
names, writing files, starting programs). Code that took over the process could get around it.
"""

from __future__ import annotations

import gc
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.intake.draft import Limits

try:
    import resource

    _LIMITED = True
except ImportError:  # not on this platform: the parent's time limit is what is left
    _LIMITED = False

_OPEN_FILES = 32
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.kill",
    "shutil.",
    "webbrowser.",
    "pty.",
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SIZE = Path("/proc/self/statm")


class Confined:
    """The limits of this process. Made once, after the imports that every parser shares."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._own = _size()
        """Bytes of address space that code takes, not documents."""
        self._loading = False
        _limit_for_good()
        _limit_writing(0)
        sys.addaudithook(self._heard)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """While it lasts, a parser gets itself ready: the memory it takes counts as its own, and
        libraries may write, as some do to read what they ship. No document is there yet.
        """
        before = _size()
        self._loading = True
        self._limit_memory(None)
        _limit_writing(None)
        try:
            yield
        finally:
            _limit_writing(0)
            self._loading = False
            self._own += max(0, _size() - before)

    def start(self) -> None:
        """From here the next document's time and memory count."""
        self._limit_memory(self._own + self._limits.memory)
        _limit_time(self._limits.seconds)

    def spent(self) -> bool:
        """Whether so much stayed behind that the next document would have half its memory."""
        if self._own + self._limits.memory // 4 < _size():
            gc.collect()
        return self._own + self._limits.memory // 2 < _size()

    def _limit_memory(self, count: int | None) -> None:
        if _LIMITED and self._own:
            _soft(resource.RLIMIT_AS, count)

    def _heard(self, event: str, args: tuple[object, ...]) -> None:
        if not self._loading:
            _refuse(event, args)


def _size() -> int:
    """Bytes of this process's address space; 0 where the system does not tell."""
    try:
        pages = int(_SIZE.read_bytes().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _limit_for_good() -> None:
    if not _LIMITED:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _limit_writing(count: int | None) -> None:
    """The size of files: with 0 nothing is written even past the audit hook, in C."""
    if _LIMITED:
        _soft(resource.RLIMIT_FSIZE, count)


def _limit_time(seconds: float) -> None:
    """Of the processor, in case nobody is left to watch the clock."""
    if not _LIMITED:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds) + 1)


def _soft(which: int, count: int | None) -> None:
    _, hard = resource.getrlimit(which)
    wanted = resource.RLIM_INFINITY if count is None else count
    if hard != resource.RLIM_INFINITY and (wanted == resource.RLIM_INFINITY or wanted > hard):
        wanted = hard
    resource.setrlimit(which, (wanted, hard))


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event == "open":
        if _writes(*args[1:3]):
            raise PermissionError(f"no parser writes files: {args[0]}")
    elif event.startswith(_REFUSED):
        raise PermissionError(f"no parser needs {event}")


def _writes(mode: object = None, flags: object = 0) -> bool:
    named = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    return named or (isinstance(flags, int) and bool(flags & _WRITES))
