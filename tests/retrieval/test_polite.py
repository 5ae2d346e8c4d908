"""What is said out of politeness is no part of what is asked."""

from __future__ import annotations

import pytest

from rag.retrieval.courtesies import without_courtesies
from rag.retrieval.parts import parts
from rag.retrieval.question import analyse

ASKED = "How many herons nest in Narvik?"


@pytest.mark.parametrize(
    "said",
    [
        "Hello! How many herons nest in Narvik? Thank you very much.",
        "Good morning, how many herons nest in Narvik?",
        "Can you tell me: how many herons nest in Narvik?",
        "Hi, could you please tell me how many herons nest in Narvik? Thanks!",
    ],
)
def test_politeness_changes_nothing(said: str) -> None:
    plain, polite = analyse(ASKED), analyse(said)
    assert (polite.asks, polite.terms, polite.names) == (plain.asks, plain.terms, plain.names)


def test_names_and_thanks_that_are_asked_about_stay() -> None:
    assert "hello" in analyse("Who designed Hello Kitty?").terms
    assert "thank" in analyse("Whom did Norway send thanks?").terms


def test_courtesies_make_no_second_question() -> None:
    with_thanks = "Hello! Who opened the port of Narvik? Thank you."
    assert without_courtesies(with_thanks) == "Who opened the port of Narvik?"
    assert parts(without_courtesies(with_thanks)) == ("Who opened the port of Narvik?",)
