"""Line after line: what is typed at a terminal, or read from a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
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
    live = sys.stdin.isatty() and sys.stdout.isatty()
    commands = Commands(talk, lambda told: print(f"{told}\n"))
    if live:
        counted = f"{articles:,} article{'s' if articles != 1 else ''}"
        say(f"{counted}; ask a question, /help tells what else can be typed")
    with Asking() as asking:
        shown = Shown(talk, asking, live=live)
        sound = _each(_typed() if live else _piped(), commands, shown.ask, say, live=live)
    return 0 if sound or live else 1


def as_json(talk: Talk) -> int:
    """An object a question, each on its line; what commands tell goes where logs go."""
    from rag.types import SCHEMA

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

    return 0 if _each(_piped(), Commands(talk, say), ask, say, live=False) else 1


def _each(
    lines: Iterator[str],
    commands: Commands,
    ask: Callable[[str], None],
    tell: Callable[[str], None],
    *,
    live: bool,
) -> bool:
    """Whether every line could be done; what could not is told, and the talk goes on."""
    sound = True
    for line in lines:
        try:
            if not line.startswith("/"):
                ask(line)
            elif not commands.do(line):
                break
        except (BylineError, OSError) as error:
            sound = False
            tell(f"rag: {error}")
        except KeyboardInterrupt:  # in a command; an answer that is stopped tells it itself
            if not live:
                raise
        sys.stdout.flush()
    return sound


def _piped() -> Iterator[str]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _typed() -> Iterator[str]:
    """Lines as they are typed, until Ctrl+D. Ctrl+C gives a new line."""
    prompt = _STYLED_PROMPT if _editing() and dressed() else _PROMPT
    while True:
        try:
            line = input(prompt).strip()
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print()
            continue
        if line:
            yield line


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
