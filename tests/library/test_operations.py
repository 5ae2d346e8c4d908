"""What docs/operations.md shows for several machines works as it stands there."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from project.children import RAG, run
from project.modules import ROOT
from server_kit import Chroma, Postgres

from rag import Settings
from rag.library.sqlite import LEDGER

TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^(<!-- not run here: .+? -->\n)?```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_commands_shown_run(postgres: Postgres, chroma: Chroma, tmp_path: Path) -> None:
    code = "".join(found[2] for found in BLOCK.finditer(TEXT) if not found[1])
    for shown, here in (
        ("postgresql+psycopg://byline@127.0.0.1/news", postgres.schema("operations")),
        ("http://127.0.0.1:8000", chroma.address),
    ):
        assert shown in code
        code = code.replace(shown, here)
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    result = run("bash", "-euo", "pipefail", "-c", code, cwd=tmp_path, extra=path)
    assert result.returncode == 0, result.stderr
    assert "52 articles" in result.stdout
    assert "sound: every span" in result.stdout
    assert "byline:****@127.0.0.1" in result.stdout
    assert "secret" not in result.stdout + result.stderr
    # Each machine has its own keyword index; the ledger and Chroma are elsewhere.
    for name in ("machine-a", "machine-b"):
        assert (tmp_path / name / "keywords").is_dir()
        assert not (tmp_path / name / "chroma").exists()
        assert not list((tmp_path / name).glob("ledger*"))
    # What was exported from there is a library in one folder.
    assert (tmp_path / "one-machine" / LEDGER).is_file()
    assert "one-machine: 52 articles" in result.stdout


def test_every_setting_and_command_shown_is_one() -> None:
    assert {each.lower() for each in re.findall(r"\bRAG_([A-Z_]+)", TEXT)} <= set(Settings.names())
    known = run(RAG, "--help").stdout
    shown = set(re.findall(r"(?:^|`)rag ([a-z]+)", TEXT, re.MULTILINE))
    assert {"status", "verify"} <= shown
    assert [name for name in shown if f" {name} " not in known] == []


@pytest.mark.parametrize("name", ["RAG_LEDGER", "RAG_CHROMA", "RAG_CHROMA_TOKEN"])
def test_every_setting_for_servers_is_told(name: str) -> None:
    assert name in TEXT
