"""Inside a child: one document after another until the parent closes the pipe or goes away."""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any

from rag.intake.apart import frames, serial
from rag.intake.apart.confined import Confined
from rag.intake.apart.frames import Message
from rag.intake.apart.parsers import Parse, Parser
from rag.intake.draft import Draft, Hints, Limits, Unreadable

_STACK = 256 * 1024


def main() -> None:
    """``sys.argv[1]`` holds the limits and the table of parsers as JSON."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given = json.loads(sys.argv[1])
    limits = Limits(**given["limits"])
    parsers = {name: Parser(**parser) for name, parser in given["parsers"].items()}
    asks, answers, silence = os.dup(0), os.dup(1), os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(2, 1)  # what a library prints must not reach the parent as an answer
    asked = _asked(asks)
    desk = _Desk(limits, parsers, Confined(limits))
    frames.write(answers, Message({"ready": True}))
    for number in (1, 2):
        os.dup2(silence, number)
    while True:
        message = asked.get()
        frames.write(answers, Message({"begun": True}))
        frames.write(answers, desk.answer(message))


def _asked(handle: int) -> queue.SimpleQueue[Message]:
    """What the parent asks. A thread reads it, which also sees the parent go in mid-parsing."""
    asked: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.stack_size(_STACK)
    threading.Thread(target=_listen, args=(handle, asked), daemon=True).start()
    return asked


def _listen(handle: int, asked: queue.SimpleQueue[Message]) -> None:
    try:
        while True:
            asked.put(frames.read(handle))
    finally:  # also when reading failed: a child that hears nobody is no use
        os._exit(0)


class _Desk:
    def __init__(self, limits: Limits, parsers: Mapping[str, Parser], confined: Confined) -> None:
        self._limits, self._parsers, self._confined = limits, parsers, confined
        self._loaded: dict[str, Parse] = {}

    def answer(self, message: Message) -> Message:
        if "load" in message.head:
            return self._load(message.head["load"])
        return self._parsed(message.head, message.body)

    def _load(self, name: str) -> Message:
        with self._confined.loading():
            try:
                self._loaded[name] = self._parsers[name].loaded(self._limits)
            except (ImportError, AttributeError, KeyError, Unreadable) as error:
                return Message({"reason": f"no parser for {name}: {error}"})
        return Message({"loaded": name})

    def _parsed(self, head: dict[str, Any], data: bytes) -> Message:
        self._confined.start()
        try:
            made = self._loaded[head["parser"]](data, Hints(**head["hints"]), self._limits)
            body = json.dumps(self._plain(made), ensure_ascii=False).encode()
        except Unreadable as error:
            return self._last({"reason": error.reason, "line": error.line})
        except MemoryError:
            return Message({"memory": True, "last": True})
        except UnicodeEncodeError:
            return self._last({"reason": "holds half a character (a lone surrogate)"})
        except Exception as error:  # noqa: BLE001 # parsers of foreign bytes raise anything
            return self._last({"failed": f"{type(error).__name__}: {error}"[:200]})
        return self._last({}, body)

    def _plain(self, made: Draft | dict[str, Any]) -> dict[str, Any]:
        if not isinstance(made, Draft):
            return made
        if len(made.text) > self._limits.article:
            raise Unreadable(f"over {self._limits.article} characters; split it into its articles")
        return serial.to_dict(made)

    def _last(self, head: dict[str, Any], body: bytes = b"") -> Message:
        return Message({**head, "last": self._confined.spent()}, body)
