"""What docs/mcp.md shows works: its configuration is accepted, its Python is run."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from project.children import RAG, python, run
from project.modules import ROOT
from rag import Rag, Settings
from rag.cli.programs import PORT
from rag.mcp_server import paging
from rag.mcp_server.tools import CONVERSATIONS, DEEPEST

PAGE = (ROOT / "docs" / "mcp.md").read_text("utf-8")
(CODE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(CONFIGURATION,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_python_shown_runs(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(*sorted((ROOT / "corpus" / "articles").glob("*ever-given*")))
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    result = python(CODE, cwd=tmp_path, extra=path)
    assert result.returncode == 0, result.stderr
    assert "[1]" in result.stdout.splitlines()[0]
    assert "Ever Given" in result.stdout.splitlines()[-1]


def test_the_configuration_shown_starts_a_command_that_there_is() -> None:
    (server,) = json.loads(CONFIGURATION)["mcpServers"].values()
    assert server["command"] == RAG.name
    assert server["args"] == ["mcp", "--index", "index"]
    shown = run(RAG, "mcp", "--help").stdout
    assert all(option in shown for option in ("--index", "--http", "--host", "--port"))


def test_the_bounds_told_are_those_that_hold() -> None:
    assert f"about {paging.CHARACTERS:,} characters" in PAGE
    assert f"{paging.PASSAGE}; {paging.QUOTE} characters" in PAGE
    assert f"{paging.ARTICLE:,} where `length` asks" in PAGE
    assert f"| notes | {paging.LINES}, of {paging.LINE} characters" in PAGE
    assert f"of the best {DEEPEST}" in PAGE
    assert f"The last {CONVERSATIONS} answers" in PAGE
    assert f":{PORT}/mcp" in PAGE
    assert {name.lower() for name in re.findall(r"RAG_([A-Z_]+)", PAGE)} <= set(Settings.names())
