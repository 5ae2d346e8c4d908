"""Messages over a pipe: two lengths, a head in JSON, a body of raw bytes. Nothing is unpickled."""

from __future__ import annotations

import json
import os
import select
import struct
import time
from dataclasses import dataclass
from typing import Any

_LENGTHS = struct.Struct("!II")
_BLOCK = 1 << 16
_LONGEST_HEAD = 1 << 20


class Late(Exception):
    """The other side took longer than it may."""


class Gone(Exception):
    """The other side closed its end."""


class Garbled(Exception):
    """What came is no message."""


@dataclass(frozen=True, slots=True)
class Message:
    head: dict[str, Any]
    body: bytes = b""

    def packed(self) -> bytes:
        head = json.dumps(self.head).encode()
        return _LENGTHS.pack(len(head), len(self.body)) + head + self.body


class Pipe:
    """The parent's two ends of a child's pipes. Nothing here waits longer than its deadline."""

    def __init__(self, reads: int, writes: int, longest: int) -> None:
        """``longest`` is the most bytes that a body may have."""
        self._reads, self._writes, self._longest = reads, writes, longest
        os.set_blocking(reads, False)
        os.set_blocking(writes, False)

    def send(self, message: Message, deadline: float) -> None:
        """Raises Late, or Gone when the child closed its end."""
        rest = memoryview(message.packed())
        while rest:
            _wait(self._writes, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self._writes, rest[:_BLOCK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise Gone from None

    def receive(self, deadline: float) -> Message:
        """Raises Late, Gone or Garbled."""
        head, body = _LENGTHS.unpack(self._exactly(_LENGTHS.size, deadline))
        if head > _LONGEST_HEAD or body > self._longest:
            raise Garbled
        return _message(self._exactly(head, deadline), self._exactly(body, deadline))

    def _exactly(self, count: int, deadline: float) -> bytes:
        parts, missing = [], count
        while missing:
            _wait(self._reads, select.POLLIN, deadline)
            try:
                part = os.read(self._reads, min(missing, _BLOCK))
            except BlockingIOError:
                continue
            if not part:
                raise Gone
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def _wait(handle: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(handle, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise Late


def _message(head: bytes, body: bytes) -> Message:
    try:
        value = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise Garbled from error
    if not isinstance(value, dict):
        raise Garbled
    return Message(value, body)


def read(handle: int) -> Message:
    """The next message, waited for without end: the child's side. Raises Gone or Garbled."""
    head, body = _LENGTHS.unpack(_read(handle, _LENGTHS.size))
    return _message(_read(handle, head), _read(handle, body))


def _read(handle: int, count: int) -> bytes:
    parts, missing = [], count
    while missing:
        part = os.read(handle, min(missing, _BLOCK))
        if not part:
            raise Gone
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def write(handle: int, message: Message) -> None:
    """The whole message, however long the other side takes: the child's side."""
    rest = memoryview(message.packed())
    while rest:
        rest = rest[os.write(handle, rest) :]
