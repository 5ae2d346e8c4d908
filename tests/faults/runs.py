"""The real command in a process of its own, killed where it is told, and what its trace says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from project.children import environment

from .steps import ACKNOWLEDGES, STEPS, VALUES

KILLER = Path(__file__).with_name("killer")
_LONGEST = 120.0

Kill = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """A line of a trace."""

    at: float
    """Seconds, by the clock of the machine."""
    thread: int
    entered: bool
    step: str
    told: str


@dataclass
class Span:
    """A call of a step: when it began and ended, and when its thread came to something else."""

    start: float
    end: float
    next: float


@dataclass(frozen=True)
class Ran:
    """A run that ended, however it ended."""

    code: int
    out: str
    events: tuple[Event, ...]

    @property
    def killed(self) -> bool:
        return self.code == -9

    @property
    def acknowledged(self) -> set[str]:
        """The ids of the articles whose commit was reported."""
        told = [json.loads(e.told) for e in self.events if e.step == ACKNOWLEDGES and e.told]
        pairs = [pair for each in told for pair in (each if isinstance(each[0], list) else [each])]
        return {id for outcome, id in pairs if outcome in {"added", "updated", "unchanged"}}

    @property
    def where(self) -> str:
        """The steps it was in at the end, of each thread the innermost; else what came last."""
        inside: defaultdict[int, list[str]] = defaultdict(list)
        for each in self.events:
            if each.entered:
                inside[each.thread].append(each.step)
            else:
                inside[each.thread].pop()
        steps = sorted({steps[-1] for steps in inside.values() if steps})
        return f"in {' + '.join(steps)}" if steps else f"after {self.events[-1].step}"

    @cached_property
    def spans(self) -> dict[str, list[Span]]:
        """Every call by its step, in the order in which they were entered."""
        open_ones: defaultdict[int, list[Span]] = defaultdict(list)
        last: dict[int, Span] = {}
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for each in self.events:
            if each.thread in last:
                last.pop(each.thread).next = each.at
            if each.entered:
                span = Span(each.at, each.at, each.at)
                open_ones[each.thread].append(span)
                found[each.step].append(span)
            else:
                span = last[each.thread] = open_ones[each.thread].pop()
                span.end = span.next = each.at
        return dict(found)

    @property
    def seconds(self) -> float:
        """From its start to the last step's end."""
        return self.events[-1].at - self.events[0].at


@dataclass
class Command:
    """``python -m rag`` with a folder for what it leaves lying about."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    def run(self, index: Path, *words: str, kill: Kill | None = None) -> Ran:
        """Runs it to its end. ``kill`` is as the killer wants it."""
        scratch = self.folder / f"run{next(self.numbers)}"
        scratch.mkdir(parents=True)
        trace = scratch / "trace"
        told = {
            "steps": dict(STEPS),
            "trace": str(trace),
            "tells": [ACKNOWLEDGES],
            "values": dict(VALUES),
            "kill": kill,
        }
        extra = {
            "KILLER": json.dumps(told),
            "PYTHONPATH": str(KILLER),
            "TMPDIR": str(scratch),
            "RAG_FETCH_LOCAL": "true",
            "RAG_FETCH_PAUSE": "0",
        }
        ended = subprocess.run(
            [sys.executable, "-m", "rag", words[0], *words[1:], "--index", str(index)],
            env=environment(extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        ran = Ran(ended.returncode, ended.stdout, tuple(_events(trace)))
        trace.unlink(missing_ok=True)
        return ran

    def left(self) -> list[str]:
        """What runs lie about in their folders for what passes, and which still run."""
        files = [str(path) for path in self.folder.glob("*/*")]
        return files + [f"process {pid}" for pid in _running(str(self.folder))]


def _events(trace: Path) -> Iterator[Event]:
    if not trace.is_file():
        return
    for line in trace.read_text().splitlines():
        at, thread, sign, rest = line.split(" ", 3)
        step, _, told = rest.partition("\t")
        yield Event(int(at) / 1e9, int(thread), sign == ">", step, told)


def _running(marked: str) -> list[int]:
    """Processes that were started with a word in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if marked.encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return [pid for pid in found if pid != os.getpid()]
