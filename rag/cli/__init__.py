"""The command line: a face over Rag. JSON alone on stdout, logs and progress on stderr.

Exit codes: 0 done; 1 failure or damage; 2 usage; 3 some inputs rejected, the rest stored;
4 not found; 5 library busy; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from itertools import islice
from typing import Annotated, Any

import typer

from rag.cli import (
    articles,
    chatting,
    chronicle,
    collections,
    coverage,
    evaluating,
    keys,
    library,
    programs,
    questions,
    users,
)
from rag.cli.terminal import Color, choose, printable_lines
from rag.errors import BylineError
from rag.lean_numpy import on_one_thread

# typer carries its own copy of click, whose base of usage errors it does not export.
_WrongUse: Any = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")

_INTERRUPTED, _KEPT = 130, "interrupted; what was stored so far is kept"

app = typer.Typer(
    name="rag",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Answers about news in the articles' own words, each with its source.",
    epilog='Example: rag ingest corpus/articles && rag ask "How did Russia react?"',
)


@app.callback(invoke_without_command=True)
def _common(
    context: typer.Context,
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
    color: Annotated[
        Color, typer.Option("--color", help="Colours and links: auto is on a terminal alone.")
    ] = Color.AUTO,
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    context.obj = {"debug": debug}
    choose(color)
    if version:
        from rag import __version__

        print(__version__)
        raise typer.Exit


for module in (
    articles,
    questions,
    chatting,
    chronicle,
    collections,
    coverage,
    library,
    users,
    keys,
    programs,
    evaluating,
):
    module.register(app)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    on_one_thread()
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack a sign that an article has
    code = _run(arguments, debug="--debug" in arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # what is left goes nowhere, and Python does not complain of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _run(arguments: list[str], *, debug: bool) -> int:
    try:
        result: Any = app(args=_common_first(arguments), prog_name="rag", standalone_mode=False)
    except BylineError as error:
        if debug:
            raise
        return _failed(str(error), error.exit_code)
    except _WrongUse as error:
        error.show()
        return int(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _failed(_KEPT, _INTERRUPTED)
    except BrokenPipeError:
        return 0  # the reader of a pipe left, as `| head` does
    except OSError as error:
        if debug:
            raise
        return _failed(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), 1)
    if result == _INTERRUPTED:  # as typer returns it when it met the signal itself
        return _failed(_KEPT, _INTERRUPTED)
    return result if isinstance(result, int) else 0


def _common_first(arguments: list[str]) -> list[str]:
    """What is common to all commands is understood anywhere: --debug is typed after something went
    wrong, --color where one thinks of it."""
    common: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--debug" or word.startswith("--color="):
            common.append(word)
        elif word == "--color":
            common += [word, *islice(words, 1)]
        else:
            rest.append(word)
    return [*common, *rest]


def _failed(message: str, code: int) -> int:
    print(f"rag: {printable_lines(message)}", file=sys.stderr)
    return code
