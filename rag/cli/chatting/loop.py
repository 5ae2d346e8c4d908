"""Line after line: what is typed at a terminal, or read from a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.cli.chatting.asking import Asking
from rag.cli.chatting.commands import NAMES, Commands
from rag.cli.chatting.showing import Shown
from rag.cli.common import print_json, say
from rag.cli.terminal import dressed
from rag.errors import BylineError

if TYPE_CHECKING:
    from rag.cli.chatting.talk import Talk

_PROMPT = "> "
_STYLED_PROMPT = "\001\033[1m\002> \001\033[0m\002"
"""As readline takes it: what has no width stands between \\001 and \\002."""


def talked(talk: Talk, articles: int) -> int:
    """A talk for a person; 1 where a line of a pipe failed."""
    _lenient()
    live = sys.stdin.isatty() and sys.stdout.isatty()
    commands = Commands(talk, lambda told: print(f"{told}\n"))
    if live:
        counted = f"{articles:,} article{'s' if articles != 1 else ''}"
        say(f"{counted}; ask a question, /help tells what else can be typed")
    with Asking() as asking:
        shown = Shown(talk, asking, live=live)
        sound = _each(_typist() if live else _piped, commands, shown.ask, live=live)
    return 0 if sound or live else 1


def as_json(talk: Talk) -> int:
    """An object a question, each on its line; what commands tell goes where logs go."""
    from rag.types import SCHEMA

    _lenient()

    def ask(line: str) -> None:
        question = talk.meant(line)
        try:
            answer = talk.whole(question)
        except BylineError as error:
            print_json(
                {"schema": SCHEMA, "question": question, "error": str(error)}, indented=False
            )
            raise
        print_json(answer.to_dict(), indented=False)

    return 0 if _each(_piped, Commands(talk, say), ask, live=False) else 1


def _each(
    read: Callable[[], str | None],
    commands: Commands,
    ask: Callable[[str], None],
    *,
    live: bool,
) -> bool:
    """Whether every line could be done, until there is none; what could not is told, and the talk
    goes on. Ctrl+C ends a talk in a pipe alone."""
    sound = True
    while True:
        try:
            line = read()
            if line is None or (line.startswith("/") and not commands.do(line)):
                return sound
            if line and not line.startswith("/"):
                ask(line)
            sys.stdout.flush()
        except BrokenPipeError:
            raise  # whoever read the answers has left
        except (BylineError, OSError) as error:
            sound = False
            say(f"rag: {error}")
        except KeyboardInterrupt:
            if not live:
                raise
            print()


def _lenient() -> None:
    """What is no text in the input's encoding is read with a mark in its place."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def _piped() -> str | None:
    line = sys.stdin.readline()
    return line.strip() if line else None


def _typist() -> Callable[[], str | None]:
    """Reads lines as they are typed, until Ctrl+D."""
    prompt = _STYLED_PROMPT if _editing() and dressed() else _PROMPT

    def typed() -> str | None:
        try:
            return input(prompt).strip()
        except EOFError:
            print()
            return None

    return typed


def _editing() -> bool:
    """Arrow keys, history and Tab for commands, where Python has readline."""
    try:
        import readline
    except ImportError:
        return False

    def complete(text: str, state: int) -> str | None:
        fitting = [f"{name} " for name in NAMES if text and name.startswith(text)]
        return fitting[state] if state < len(fitting) else None

    readline.set_completer_delims(" ")
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
    return True
