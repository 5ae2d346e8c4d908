"""The second of two alike questions leaves out what the first says."""

from __future__ import annotations

import pytest

from rag.retrieval.parts import parts


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        (
            "Which minister adopted the plan of 2013, and which that of 2022?",
            (
                "Which minister adopted the plan of 2013?",
                "Which minister adopted the plan of 2022?",
            ),
        ),
        (
            "Who wrote the report of March and who that of April?",
            ("Who wrote the report of March?", "Who wrote the report of April?"),
        ),
    ],
)
def test_that_of_another_is_asked_in_full(question: str, apart: tuple[str, ...]) -> None:
    assert parts(question) == apart


def test_a_question_with_that_in_it_stays_one() -> None:
    question = "Which report of March says that the port of Narvik is closed?"
    assert parts(question) == (question,)
