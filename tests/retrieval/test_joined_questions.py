"""The second of two joined questions keeps what it leaves to the first."""

from __future__ import annotations

import pytest

from rag.retrieval.asks import Asks
from rag.retrieval.parts import parts
from rag.retrieval.question import analyse


def test_one_that_names_nothing_stands_behind_what_the_first_tells() -> None:
    _, second = parts("Where did the ministers of Norway meet in May, and who was the host?")
    assert second == "The ministers of Norway meet in May. Who was the host?"
    assert [name.text for name in analyse(second).names] == ["Norway"]


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("What happened to the Aster and why did it happen?", "Why: What happened to the Aster?"),
        ("Who opened the Tarrow bridge, and when did that take place?", "When: Who opened"),
    ],
)
def test_what_happened_is_the_event_and_no_thing(question: str, second: str) -> None:
    assert parts(question)[1].startswith(second)


def test_what_somebody_did_after_something_is_a_reaction() -> None:
    asked = analyse("What did Norway do after losing the contract?")
    assert asked.asks is Asks.REACTION
    assert asked.actor == "Norway"


def test_what_belongs_to_somebody_is_asked_for_and_not_its_owner() -> None:
    assert analyse("Abuse was found within which women's professional sport?").focus == "sport"
    assert analyse("Which women's team won the cup?").focus == "team"
