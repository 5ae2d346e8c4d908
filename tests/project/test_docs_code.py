"""Every block of code in the documentation runs as it stands, or says why it does not."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from project.children import RAG, python, run
from project.modules import ROOT
from rag import Rag

_BLOCK = re.compile(
    r"^(?:<!-- not run here: (?P<reason>.+?) -->\n)?"
    r"```(?P<language>bash|python)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
OWN = {
    "README.md": "project/test_readme.py",
    "docs/command-line.md": "project/test_command_line_page.py",
    "docs/llamaindex.md": "project/test_llamaindex_page.py",
    "docs/mcp.md": "project/test_mcp_page.py",
    "docs/evaluation.md": "project/test_evaluation_page.py",
    "docs/openai-compatible.md": "rest/test_rest_docs.py",
    "docs/operations.md": "library/test_operations.py",
    "docs/rest.md": "rest/test_rest_docs.py",
    "docs/rerankers.md": "project/test_rerankers_page.py",
}
"""Pages whose code needs something beside it, a server or fewer questions; a test of their own
runs it."""
TELLS = {
    "docs/models.md": (
        "llm_context",
        "model: none, answers are quotations",
        "caps: 20,000 tokens an answer",
    ),
    "docs/page.md": ("Checked against these articles", "\nada\n", "Sergei Lavrov"),
    "docs/observability.md": ("Gennady Ovechko", "'byline.rank', 'byline.search'"),
}
"""What the code of a page prints, in part."""


@dataclass(frozen=True)
class Block:
    language: str
    code: str
    reason: str | None
    """Why it is not run; None when it is."""


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text("utf-8")
    return [Block(m["language"], m["code"], m["reason"]) for m in _BLOCK.finditer(text)]


PAGES = [
    name
    for name in ("README.md", *sorted(f"docs/{each.name}" for each in ROOT.glob("docs/*.md")))
    if blocks(name)
]
RUN = [name for name in PAGES if name not in OWN and any(b.reason is None for b in blocks(name))]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample collection and a library of it, as a reader has them who began with the README."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    with Rag.open(folder / "index") as rag:
        rag.ingest(folder / "corpus" / "articles")
    return folder


@pytest.mark.parametrize("page", RUN)
def test_the_code_of_a_page_runs_as_it_stands(page: str, sample: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    shutil.copytree(sample, place)
    own = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    shown = ""
    for block in (each for each in blocks(page) if each.reason is None):
        if block.language == "python":
            result = python(block.code, cwd=place, extra=own)
        else:
            result = run("bash", "-euo", "pipefail", "-c", block.code, cwd=place, extra=own)
        assert result.returncode == 0, f"{block.code}\n{result.stdout}\n{result.stderr}"
        shown += result.stdout
    assert [each for each in TELLS.get(page, ()) if each not in shown] == []


@pytest.mark.parametrize("page", OWN)
def test_a_page_that_is_run_elsewhere_is(page: str) -> None:
    test = (ROOT / "tests" / OWN[page]).read_text("utf-8")
    assert Path(page).name in test
    languages = {each.language for each in blocks(page) if each.reason is None}
    assert [each for each in languages if each not in test] == []


def test_every_block_is_of_a_language_that_is_run_or_is_only_read() -> None:
    read = {"text", "json", "toml", "yaml", "powershell", "lua", "sql", "jsonc", "diff"}
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    opened = {
        language
        for page in pages
        for language in re.findall(r"^```(\w+)$", page.read_text("utf-8"), re.MULTILINE)
    }
    assert opened - read == {"bash", "python"}


def test_what_is_not_run_says_why() -> None:
    reasons = [each.reason for page in PAGES for each in blocks(page) if each.reason]
    assert len(reasons) > 5
    assert [each for each in reasons if len(each.split()) < 3] == []
    marks = sum((ROOT / page).read_text("utf-8").count("<!-- not run here") for page in PAGES)
    assert marks == len(reasons), "a mark that stands before no block of bash or python"
