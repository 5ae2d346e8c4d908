"""One child process, seen from the parent: asked, waited for, and ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.intake.apart.frames import Garbled, Gone, Late, Message, Pipe
from rag.intake.apart.parsers import Parser
from rag.intake.draft import Hints, Limits, Unreadable

# With -I neither the folder it is started in nor PYTHON* variables decide what is imported; the
# parent's own path does, however it found this package.
_STARTS = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
    "from rag.intake.apart.child import main; main()"
)
STOPPED = "stopped before it was read"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "LANG", "LC_ALL")
_STARTING = 60.0  # seconds, on a busy machine, for starting and for importing a parser
_ENDING = 2.0
_LAST_RESORT = "the parsers could not be started; run `rag --version` to see whether Byline works"


class Lost(Exception):
    """The child went before it began on a document, which cannot be the reason."""


class Worker:
    """A child that parses one document at a time. One thread at a time may ask it."""

    def __init__(self, limits: Limits, parsers: Mapping[str, Parser]) -> None:
        """Starts it. Raises Unreadable when it does not come up."""
        self._limits = limits
        self._loaded: set[str] = set()
        self._process = _started(limits, parsers)
        self._pipe = _pipe(self._process, longest=8 * max(limits.article, limits.file))
        self._stopped = False
        self.usable = True
        """Whether it may be asked again; False once it failed or has had enough."""
        try:
            self._expect("ready", _LAST_RESORT)
        except Unreadable:
            self.end()
            raise

    def parsed(self, parser: str, data: bytes, hints: Hints) -> dict[str, Any]:
        """What the parser made of the bytes. Raises Unreadable; Lost, after which another child
        may be asked."""
        if parser not in self._loaded:
            self._begin(Message({"load": parser}))
            self._expect("loaded", f"the parser for {parser} could not be loaded")
            self._loaded.add(parser)
        self._begin(Message({"parser": parser, "hints": asdict(hints)}, data))
        answer = self._heard(time.monotonic() + self._limits.seconds)
        self.usable = answer.head.get("last") is False
        return self._values(answer)

    def alive(self) -> bool:
        return self.usable and self._process.poll() is None

    def stop(self) -> None:
        """At once; whoever waits for its answer sees it go. May be called from any thread."""
        self._stopped, self.usable = True, False
        self._process.kill()

    def end(self) -> None:
        """Ends it and gives its pipes back; only for the one who holds it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        try:
            self._process.wait(_ENDING if self.usable else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.usable = False

    def _expect(self, key: str, otherwise: str) -> None:
        try:
            answer = self._heard(time.monotonic() + _STARTING)
        except Unreadable as error:
            raise error if self._stopped else Unreadable(otherwise) from None
        if key not in answer.head:
            self.usable = False
            raise Unreadable(str(answer.head.get("reason", otherwise)))

    def _begin(self, message: Message) -> None:
        deadline = time.monotonic() + _STARTING
        try:
            self._pipe.send(message, deadline)
            begun = self._pipe.receive(deadline)
        except (Late, Gone, Garbled) as error:
            if self._stopped:
                raise self._failed(error) from None
            self.usable = False
            raise Lost from None
        if "begun" not in begun.head:
            raise self._failed(Garbled())

    def _heard(self, deadline: float) -> Message:
        try:
            return self._pipe.receive(deadline)
        except (Late, Gone, Garbled) as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> Unreadable:
        code = self._code() if isinstance(error, Gone) else None
        self._process.kill()
        self.usable = False
        if self._stopped:
            return Unreadable(STOPPED)
        if isinstance(error, Late) or code == -getattr(signal, "SIGXCPU", 0):
            return Unreadable(f"took over {self._limits.seconds:g} s to parse")
        if code is None:
            return Unreadable("the parser crashed on it (its answer was garbled)")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Unreadable(f"the parser crashed on it ({how})")

    def _code(self) -> int | None:
        """What it ended with: it closed its pipe, so it is ending."""
        try:
            return self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            return None

    def _values(self, answer: Message) -> dict[str, Any]:
        head = answer.head
        if "memory" in head:
            raise Unreadable(f"needs over {self._limits.memory / 1_000_000:g} MB to parse")
        if "failed" in head:
            raise Unreadable(f"the parser failed on it: {head['failed']}")
        if "reason" in head:
            line = head.get("line")
            raise Unreadable(str(head["reason"]), line if isinstance(line, int) else None)
        try:
            values = json.loads(answer.body)
        except (ValueError, RecursionError):
            raise self._failed(Garbled()) from None
        if not isinstance(values, dict):
            raise self._failed(Garbled())
        return values


def _started(limits: Limits, parsers: Mapping[str, Parser]) -> subprocess.Popen[bytes]:
    given = {"limits": asdict(limits), "parsers": {n: asdict(p) for n, p in parsers.items()}}
    path = [str(Path(entry).absolute()) for entry in sys.path]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603 # this interpreter, and nothing a document says
            [sys.executable, "-I", "-c", _STARTS, json.dumps(given), json.dumps(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # One heap for all threads: each further one reserves address space that counts.
            env={**environment, "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,  # the terminal's Ctrl+C is for the parent, who ends it
        )
    except OSError as error:
        raise Unreadable(f"{_LAST_RESORT}: {error.strerror}") from error


def _pipe(process: subprocess.Popen[bytes], longest: int) -> Pipe:
    if process.stdin is None or process.stdout is None:
        raise Unreadable(_LAST_RESORT)
    return Pipe(process.stdout.fileno(), process.stdin.fileno(), longest)
