"""One small library for all tests of the project as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag import Rag

ARTICLES = Path(__file__).parents[1] / "fixtures" / "bay"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of seven articles, held by nobody. Read only."""
    folder = tmp_path_factory.mktemp("project") / "index"
    with Rag.open(folder) as rag:
        rag.ingest(ARTICLES)
    return folder


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment nor a rag.toml nearby changes what these tests see."""
    for name in os.environ:
        if name.startswith("RAG_") or name == "OPENAI_API_KEY":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
