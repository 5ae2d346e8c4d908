"""Parsers that misbehave in every way a parser can."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rag.intake.draft import Draft, Hints, Limits, Unreadable


def words(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """The good one; the process it ran in is told too."""
    return Draft(data.decode(), title=hints.name, found={"process": str(os.getpid())})


def slow(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """Takes a moment, so that one child alone cannot do everything."""
    until = time.monotonic() + 0.02
    while time.monotonic() < until:
        pass
    return words(data, hints, limits)


def refuses(data: bytes, hints: Hints, limits: Limits) -> Draft:
    raise Unreadable("no article in it", 7)


def fails(data: bytes, hints: Hints, limits: Limits) -> Draft:
    raise ValueError("this was not foreseen")


def recurses(data: bytes, hints: Hints, limits: Limits) -> Draft:
    return recurses(data, hints, limits)


def loops(data: bytes, hints: Hints, limits: Limits) -> Draft:
    while True:
        pass


def hogs(data: bytes, hints: Hints, limits: Limits) -> Draft:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def grows(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """Keeps what it took, document after document."""
    _KEPT.append(bytearray(30_000_000))
    return words(data, hints, limits)


_KEPT: list[bytearray] = []


def crashes(data: bytes, hints: Hints, limits: Limits) -> Draft:
    ctypes.string_at(0)
    return Draft("")


def leaves(data: bytes, hints: Hints, limits: Limits) -> Draft:
    os._exit(3)


def interrupted(data: bytes, hints: Hints, limits: Limits) -> Draft:
    signal.raise_signal(signal.SIGINT)
    return words(data, hints, limits)


def chatters(data: bytes, hints: Hints, limits: Limits) -> Draft:
    print("noise " * 50_000)
    print("noise " * 50_000, file=sys.stderr, flush=True)
    sys.stdout.flush()
    os.write(1, b"\0\0\0\1\0\0\0\1{}")
    if sys.stdin.read() or os.read(0, 1):
        raise ValueError("there was something to read")
    return words(data, hints, limits)


def surrogates(data: bytes, hints: Hints, limits: Limits) -> Draft:
    return Draft("half a character: \ud800")


def nests(data: bytes, hints: Hints, limits: Limits) -> dict[str, Any]:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    return {"deep": deep}


def long(data: bytes, hints: Hints, limits: Limits) -> Draft:
    return Draft("a" * (limits.article + 1))


def garbles(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """Writes wherever it can, as code that took over the process might."""
    for handle in range(32):
        with contextlib.suppress(OSError):
            os.write(handle, b"\xff" * 64)
    return Draft("")


def floods(data: bytes, hints: Hints, limits: Limits) -> dict[str, Any]:
    return {"text": "a" * 20_000_000}


def connects(data: bytes, hints: Hints, limits: Limits) -> Draft:
    with socket.create_connection(("127.0.0.1", int(data))) as peer:
        peer.sendall(b"x")
    return Draft("connected")


def writes(data: bytes, hints: Hints, limits: Limits) -> Draft:
    Path(os.fsdecode(data)).write_text("x")
    return Draft("written")


def runs(data: bytes, hints: Hints, limits: Limits) -> Draft:
    return Draft(subprocess.run(["true"], check=False).args[0])


def environment(data: bytes, hints: Hints, limits: Limits) -> Draft:
    return Draft(" ".join(os.environ))
