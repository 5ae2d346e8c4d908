"""docs/rag.1 is made of the commands' help as it is now, and man can show it."""

from __future__ import annotations

import re
import shutil

import typer

from project.children import run
from project.modules import ROOT
from rag import __version__
from rag.cli import app, manual

PAGE = ROOT / "docs" / "rag.1"
TEXT = PAGE.read_text("utf-8")


def test_the_page_is_current() -> None:
    made = manual.page(typer.main.get_command(app), __version__)
    assert made == TEXT, "run make man"


def test_every_command_is_in_it_with_its_options() -> None:
    told = {
        m.replace("\\-", "-")
        for m in re.findall(r"^\.SS (rag [^\[{\\]+(?:\\-\w+)*)", TEXT, re.MULTILINE)
    }
    names = {name.strip() for name in told}
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    for name, command in group.commands.items():
        inner = getattr(command, "commands", {"": command})
        for each in inner:
            assert f"rag {name} {each}".strip() in names
    assert TEXT.count("\\-\\-json") > 20


def test_it_is_sound_roff_and_shows_what_it_says() -> None:
    requests = {line.split()[0] for line in TEXT.splitlines() if line.startswith((".", "'"))}
    assert requests == {'.\\"', ".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".BR", ".I"}
    man = shutil.which("man")
    if man is None:
        return
    shown = run(man, "-l", "--warnings", PAGE, extra={"MANWIDTH": "100", "LC_ALL": "C.UTF-8"})
    assert shown.stderr == ""
    flat = " ".join(shown.stdout.split())
    assert "Ask one question after the other; each may point back" in flat
    assert "RAG_INDEX The folder of the library" in flat
