"""What a question only says in passing binds less than what it asks."""

from __future__ import annotations

import pytest

from rag.retrieval.asks import Asks
from rag.retrieval.question import analyse

RECORD = (
    "Aaron Judge, a slugger, hit his 62nd home run for the New York Yankees this week. "
    "Who holds the major league record with 73 home runs?"
)


@pytest.mark.parametrize(
    ("question", "binding", "passing"),
    [
        (RECORD, [], ["Aaron Judge", "New York Yankees"]),
        ("The graves were found in which English county?", [], ["English"]),
        ("In which US city does Norway keep its menorah?", ["Norway"], ["US"]),
        ("Which European country froze Russia's assets?", ["Russia"], ["European"]),
        # Here the one who is meant stands in the sentence before.
        ("Nichelle Nichols has died. Which role did she bring to life?", ["Nichelle Nichols"], []),
        ("Norway held a vote. Who won?", ["Norway"], []),
        ("What did Japan say about Russia?", ["Japan", "Russia"], []),
    ],
)
def test_names_bind_where_an_answer_must_hold_them(
    question: str, binding: list[str], passing: list[str]
) -> None:
    found = analyse(question)
    assert sorted(name.text for name in found.binding) == sorted(binding)
    assert sorted(name.text for name in found.passing) == sorted(passing)


def test_words_of_the_sentences_before_count_half() -> None:
    found = analyse(RECORD)
    assert found.emphasis["leagu"] == 1.0
    assert found.emphasis["slugger"] < found.emphasis["leagu"]


@pytest.mark.parametrize(
    ("question", "asks", "focus"),
    [
        ("The graves were found in which English county?", Asks.PLACE, "county"),
        ("In which US city is the menorah located?", Asks.PLACE, "city"),
        ("Queen Elizabeth II died, and so did Mary II. Who is next in line?", Asks.PERSON, None),
        ("What is her name?", Asks.PERSON, None),
        ("The law raises the wage to which hourly amount?", Asks.NUMBER, "amount"),
        ("What happened in Port Ambleton?", Asks.ANYTHING, None),
    ],
)
def test_the_kind_is_read_from_the_sentence_that_asks(
    question: str, asks: Asks, focus: str | None
) -> None:
    found = analyse(question)
    assert (found.asks, found.focus) == (asks, focus)
