"""The manual page, made of the commands' own help: ``python -m rag.cli.manual > docs/rag.1``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import typer

_HEAD = """\
.\\" Made by make man of the commands' own help; what is changed here is lost.
.TH RAG 1 "" "byline {version}" "User Commands"
.SH NAME
rag \\- answers about news in the articles' own words, each with its source
.SH SYNOPSIS
.B rag
[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]
.SH DESCRIPTION
Articles are read into a library, which is a folder. Questions are answered from them alone: every
sentence of an answer carries the exact words it rests on, who published them and when. Results are
printed on the standard output, logs and progress on the standard error; with \\fB\\-\\-json\\fR the
output is one JSON object and nothing else."""

_SPECIAL = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "…": "..."})

_TAIL = """\
.SH ENVIRONMENT
.TP
.B RAG_INDEX
The folder of the library, where \\fB\\-\\-index\\fR names none.
.TP
.BR RAG_LLM ", " RAG_EMBEDDING " and others"
Every setting of \\fBrag settings\\fR, in capitals behind RAG_.
.TP
.B NO_COLOR
Where it is set, neither colours nor links are written.
.TP
.B FORCE_COLOR
Where it is set, and is not 0 or false, they are written into pipes and files too.
.TP
.B TERM
Nothing but text is written where it is dumb.
.SH FILES
.TP
.I index/
The library, in the folder where rag is run.
.TP
.I rag.toml
Settings of that folder.
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Failed, or damage was found.
.TP
.B 2
Wrong use.
.TP
.B 3
Some inputs were rejected, the rest is stored.
.TP
.B 4
Not found: no such article, or the articles do not answer.
.TP
.B 5
Another process holds the library.
.TP
.B 130
Interrupted."""


def page(command: Any, version: str) -> str:
    """The whole page in the language of man(7), for a command with commands."""
    lines = [_HEAD.format(version=_text(version)), ".SH OPTIONS", *_options(command)]
    lines += [".SH COMMANDS", *_commands(command, "rag"), _TAIL]
    return "\n".join(lines) + "\n"


def _commands(group: Any, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        whole = f"{path} {name}"
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from _commands(command, whole)
            continue
        wanted = _text(" ".join(command.collect_usage_pieces(_context(command))))
        yield f".SS {_text(whole)} \\fR{wanted}"
        yield from _prose(command.help)
        yield from _options(command)
        if command.epilog:
            yield ".PP"
            yield from _prose(command.epilog)


def _options(command: Any) -> Iterator[str]:
    context = _context(command)
    for record in (each.get_help_record(context) for each in command.get_params(context)):
        if record is not None:
            yield f".TP\n.B {_text(record[0])}"
            yield from _prose(record[1])


def _context(command: Any) -> Any:
    return command.context_class(command, info_name="rag", help_option_names=["-h", "--help"])


def _prose(text: str | None) -> Iterator[str]:
    """Paragraphs, as lines that no request of roff begins."""
    for n, paragraph in enumerate(re.split(r"\n\s*\n", (text or "").strip())):
        if n:
            yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Text that roff takes as it stands."""
    plain = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    )
    return f"\\&{plain}" if plain[:1] == "." else plain


def main() -> None:
    """Print the page."""
    from rag import __version__
    from rag.cli import app

    sys.stdout.write(page(typer.main.get_command(app), __version__))


if __name__ == "__main__":
    main()
