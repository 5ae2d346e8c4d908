"""A digest tells of many matters: what it names once, somewhere else, its other sentences are not
about."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Rag
from rag.grammar import parse_question
from rag.retrieval.named import names_in

DIGEST = """# The morning in brief

Good morning: what you should know today.

At least 268 people died in the earthquake on the island of Brava on Monday, rescuers said.

The council of Arne votes on its budget.

In other news, the National Turkey was pardoned, as turkeys are every year.

Snow is likely in the north.
"""


@pytest.fixture
def rag(tmp_path: Path) -> Rag:
    (tmp_path / "digest.md").write_text(DIGEST, encoding="utf-8")
    opened = Rag.open(tmp_path / "index")
    opened.ingest(tmp_path / "digest.md")
    return opened


@pytest.mark.parametrize(
    "question",
    [
        "How many people died in the Turkey earthquake?",
        "How many people died in the earthquake in Arne?",
    ],
)
def test_a_number_is_not_told_of_what_stands_elsewhere(rag: Rag, question: str) -> None:
    with rag:
        assert "268" not in rag.ask(question).text


def test_it_is_told_of_what_stands_beside_it(rag: Rag) -> None:
    with rag:
        assert "268" in rag.ask("How many people died in the earthquake on Brava?").text


def test_turkeys_are_not_turkey() -> None:
    text = "How many people live in Turkey?"
    (turkey,) = names_in(text, parse_question(text))
    assert turkey.occurs_in("Ankara, the capital of Turkey's centre")
    assert turkey.occurs_in("A Turkish ship sank")
    assert not turkey.occurs_in("Two turkeys were pardoned")
