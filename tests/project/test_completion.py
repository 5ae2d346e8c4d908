"""Tab: commands, options, ids of articles and outlets, without the weight of a library."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.children import RAG, python, run
from project.test_startup import HEAVY
from rag.library import glance

SCRIPTS = {"bash": "complete -o default -F", "zsh": "compdef", "fish": "complete --command rag"}


def completed(words: str, index: Path, shell: str = "fish") -> list[str]:
    """What a shell is given for what stands before the cursor."""
    extra = {"RAG_INDEX": str(index), "_RAG_COMPLETE": f"complete_{shell}"}
    if shell == "bash":
        extra |= {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    else:
        extra |= {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    result = run(RAG, extra=extra)
    assert result.stderr == ""
    return [line.split("\t")[0] for line in result.stdout.splitlines() if line]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_each_shell_gets_a_script_that_asks_rag(shell: str) -> None:
    script = run(RAG, extra={"_RAG_COMPLETE": f"source_{shell}"}).stdout
    assert SCRIPTS[shell] in script
    assert f"_RAG_COMPLETE=complete_{shell}" in script


def test_commands_ids_and_outlets_are_completed(index: Path) -> None:
    assert completed("rag ch", index) == ["chat"]
    assert completed("rag eval r", index) == ["run", "report", "robust"]
    assert completed("rag --color a", index) == ["auto", "always"]
    assert completed("rag show bay/quota-e", index) == ["bay/quota-echo.md"]
    assert completed("rag ask --source Co", index) == ["Coast Daily"]
    assert completed("rag ask --source Co", index, "bash") == ["Coast\\ Daily"]
    assert completed(f"rag show --index {index} bay/w", Path("none")) == ["bay/walkout.md"]


def test_without_a_library_nothing_is_completed_and_nothing_said(tmp_path: Path) -> None:
    (tmp_path / glance.LEDGER).write_text("no database")
    assert completed("rag show b", tmp_path) == []
    assert completed("rag ask --source C", tmp_path / "none") == []


def test_completing_loads_nothing_heavy_and_is_quick(index: Path) -> None:
    code = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from types import SimpleNamespace\n"
        "from rag.cli.completing import article_ids, outlets\n"
        "at = SimpleNamespace(params={'index': sys.argv[1]})\n"
        "print(len(article_ids(at, '')), len(outlets(at, '')))\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    counts, loaded = python(code, index).stdout.splitlines()
    assert counts == "7 3"
    assert [name for name in HEAVY if f"'{name}'" in loaded] == []


def test_a_removed_article_is_not_offered(tmp_path: Path, index: Path) -> None:
    import shutil

    from rag import Rag

    own = Path(shutil.copytree(index, tmp_path / "own"))
    with Rag.open(own) as rag:
        rag.remove("bay/walkout.md")
    assert "bay/walkout.md" not in glance.ids(own, "")
    assert len(glance.ids(own, "", most=2)) == 2
    assert glance.ids(own, "bay/quota-")[0] == "bay/quota-denmark.md"
    assert glance.outlets(own, "north") == []
