"""The page beside the other faces: an ingest while it answers, and the same answers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import CORPUS, Visiting
from e2e.serving import Served
from e2e.visiting import FIRST_QUESTION
from rag import Rag

pytestmark = pytest.mark.browser

QUESTION = "What did the harbour master of Vessby forbid?"
NEW = """---
title: Vessby closes its harbour
source: Inland Post
published: 2023-05-04
---

The harbour master of Vessby forbade all sailing boats on Thursday. The ban lasts until Sunday.
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(CORPUS / "articles")
        with Served(rag) as page:
            yield page


def command_line(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rag", *words], capture_output=True, text=True, timeout=120
    )


def test_the_page_finds_an_article_within_two_seconds_of_its_ingest_by_another_process(
    own: Served, visiting: Visiting, tmp_path: Path
) -> None:
    visit = visiting(own)
    assert "forbade" not in visit.ask(QUESTION).inner_text()
    (tmp_path / "vessby.md").write_text(NEW, encoding="utf-8")
    index = own.rag.settings.index
    done = command_line("ingest", str(tmp_path / "vessby.md"), "--index", index, "--json")
    stored = time.monotonic()
    assert done.returncode == 0, done.stderr
    while "forbade" not in (shown := visit.ask(QUESTION).inner_text()):
        assert time.monotonic() - stored < 2, shown


def test_the_page_and_the_command_line_give_the_same_answer(
    own: Served, visiting: Visiting
) -> None:
    index = own.rag.settings.index
    answer = json.loads(command_line("ask", FIRST_QUESTION, "--index", index, "--json").stdout)
    visit = visiting(own)
    turn = visit.ask(FIRST_QUESTION)
    assert answer["lead"] in turn.inner_text()
    quotes = [" ".join(text.split()) for text in turn.locator("blockquote").all_inner_texts()]
    assert len(quotes) == len(answer["sentences"])
    for shown, citation in zip(quotes, answer["citations"], strict=True):
        assert " ".join(citation["quote"].split()) in shown
