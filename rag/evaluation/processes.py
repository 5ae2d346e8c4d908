"""Questions asked by processes beside this one.

Without a model an answer is processor time alone, and the threads of one Python take turns for
most of it: two processors were used to two thirds. A process more opens the same library by its
settings, and says what this one would have said (``rag.evaluation.worker``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import IO, Any

import structlog

from rag.assistant import Rag
from rag.evaluation.calling import Turns
from rag.evaluation.questions import Gold
from rag.evaluation.rows import Row
from rag.lean_numpy import environment

log = structlog.get_logger()
WORTH_IT = 50
"""Questions for each process: what one takes to begin is what some twenty take to be answered."""
_SECONDS_TO_END = 10


def how_many(questions: int, workers: int) -> int:
    """Processes for so many questions; 1 is this one alone."""
    return max(1, min(os.cpu_count() or 1, workers, questions // WORTH_IT))


class Processes:
    """Each answers one question at a time; safe to be asked from many threads."""

    def __init__(self, rag: Rag, without: Sequence[str], count: int) -> None:
        settings = {name: getattr(rag.settings, name) for name in rag.settings.names()}
        self._begin = json.dumps({"settings": settings, "without": list(without)})
        self._idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        self._all = [self._begun() for _ in range(count)]

    @property
    def pids(self) -> list[int]:
        return [each.pid for each in self._all]

    def row(self, gold: Gold, history: Turns) -> Row | None:
        """The row of a question; None when no process is left to answer it."""
        line = json.dumps({"gold": gold.to_dict(), "history": [dict(turn) for turn in history]})
        while True:
            try:
                process = self._idle.get(timeout=1)
            except Empty:
                if all(each.poll() is not None for each in self._all):
                    return None
                continue
            said = _answer(process, line)
            if said is not None:
                self._idle.put(process)
                return Row(**said)
            log.warning("a process of the run has ended; others go on", code=process.wait())

    def end(self) -> float:
        """The most memory that each has had, together, in MiB, once they have ended."""
        took = 0.0
        for process in self._all:
            with suppress(OSError):
                _open(process.stdin).close()
        for process in self._all:
            try:
                out = _open(process.stdout).read()
                took += json.loads(out.splitlines()[-1])["memory_mb"] or 0.0
                process.wait(_SECONDS_TO_END)
            except (ValueError, IndexError, KeyError, OSError, subprocess.TimeoutExpired):
                process.kill()
        return took

    def kill(self) -> None:
        for process in self._all:
            process.kill()
            process.wait()

    def _begun(self) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "rag.evaluation.worker"]
        process = subprocess.Popen(  # noqa: S603 # this Python and a module of ours
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment(),
        )
        with suppress(OSError):  # one that cannot even begin is seen when it is asked
            _open(process.stdin).write(self._begin + "\n")
            _open(process.stdin).flush()
        self._idle.put(process)
        return process


@contextmanager
def beside(rag: Rag, without: Sequence[str], count: int) -> Iterator[Processes]:
    """Processes for as long as the block; none is left behind."""
    processes = Processes(rag, without, count)
    try:
        yield processes
    finally:
        processes.kill()


def _answer(process: subprocess.Popen[str], line: str) -> dict[str, Any] | None:
    """What it says to a line; None when it has ended instead."""
    try:
        _open(process.stdin).write(line + "\n")
        _open(process.stdin).flush()
        said: dict[str, Any] = json.loads(_open(process.stdout).readline())
    except (OSError, ValueError):
        return None
    return said


def _open(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise OSError("the process was begun without pipes")
    return pipe
