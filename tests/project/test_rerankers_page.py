"""What docs/rerankers.md shows works: its commands and its Python are run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from project.children import RAG, python, run
from project.modules import ROOT
from rag.settings import Settings

PAGE = (ROOT / "docs" / "rerankers.md").read_text("utf-8")
(SHELL,) = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(CODE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of some of the sample's articles."""
    folder = tmp_path_factory.mktemp("rerankers")
    some = sorted((ROOT / "corpus" / "articles").glob("*ever-given*"))
    others = sorted((ROOT / "corpus" / "articles").glob("webb-*"))
    result = run(RAG, "ingest", *some, *others, cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder


def test_the_commands_shown_run_and_keep_what_the_words_are_in(place: Path) -> None:
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    result = run("bash", "-euo", "pipefail", "-c", SHELL, cwd=place, extra=path)
    assert result.returncode == 0, result.stderr
    settings, _, found = result.stdout.rpartition("\n1. ")
    assert "KeywordNodePostprocessor" in settings
    passages = re.split(r"\n\d+\. ", found)
    assert all("Berdowski" in each for each in passages)
    assert "put into order by KeywordNodePostprocessor" in result.stderr


def test_the_python_shown_runs(place: Path) -> None:
    result = python(CODE, cwd=place)
    assert result.returncode == 0, result.stderr
    *rows, read = result.stdout.splitlines()
    assert rows
    assert all(float(row.split()[0]) >= 0.4 for row in rows)
    assert "passages put into order by SimilarityPostprocessor" in read


def test_the_settings_it_names_are_there_with_the_default_told() -> None:
    names = {name.lower() for name in re.findall(r"RAG_([A-Z_]+)", PAGE)}
    told = {"reranker", "reranker_arguments", "reranker_timeout"}
    assert names == told <= set(Settings.names())
    assert f"({Settings().reranker_timeout:g} seconds)" in PAGE
