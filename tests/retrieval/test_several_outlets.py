"""Outlets of one clause among several: each has its place, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stories import article

from rag import Rag

BOTH = "Did the TASS report on the harbour of Askel agree with what Kyodo reported on it?"
LONG = (
    "Which mayor had announced in spring that the harbour would be closed for the repair of its "
    "crane, was contradicted by the engineers of the county, and has, according to TASS, resigned?"
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with Rag.open(tmp_path_factory.mktemp("harbour") / "index") as rag:
        rag._open(create=True).store(
            [
                article("one", "The harbour of Askel is closed, says mayor Lind.", source="TASS"),
                article("two", "The harbour of Askel is open, say engineers.", source="Kyodo"),
                article("three", "Askel repairs the crane of its harbour.", source="Courier"),
            ]
        )
        yield rag


def test_the_best_of_each_outlet_comes_first_and_others_stay(harbour: Rag) -> None:
    found = harbour.search(BOTH, k=3)
    assert {each.source for each in found.passages[:2]} == {"TASS", "Kyodo"}
    assert {each.source for each in found.passages} == {"TASS", "Kyodo", "Courier"}
    assert sum("articles from" in each for each in found.understood.read) == 2


def test_an_outlet_of_the_whole_question_leaves_the_others_out(harbour: Rag) -> None:
    found = harbour.search("According to TASS, what is said of the harbour of Askel?", k=3)
    assert {each.source for each in found.passages} == {"TASS"}


def test_an_outlet_of_one_clause_does_not(harbour: Rag) -> None:
    found = harbour.search(LONG, k=3)
    assert "TASS" in {each.source for each in found.passages[:2]}
    assert len(found.passages) == 3


def test_the_step_can_be_left_out(harbour: Rag) -> None:
    found = harbour.search(BOTH, k=3, without="sources")
    assert not any("articles from" in each for each in found.understood.read)
