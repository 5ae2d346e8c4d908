"""What a question only says in passing binds less than what it asks."""

from __future__ import annotations

import pytest

from rag.grammar import parse_question
from rag.retrieval.asks import Asks
from rag.retrieval.passing import aside
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


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "The envoy of Norway visited which island this week, angering a nearby power?",
            "angering a nearby power?",
        ),
        ("Which island did the envoy of Norway visit this week?", ""),
        ("Who left, angering Norway?", ""),
    ],
)
def test_a_participle_at_the_end_is_said_in_passing(question: str, told: str) -> None:
    assert aside(parse_question(question)) == told


def test_what_is_said_in_passing_and_the_kind_asked_for_bind_less() -> None:
    asked = analyse("The envoy of Norway visited which island, angering a nearby power?")
    assert asked.emphasis["power"] < asked.emphasis["envoy"]
    assert asked.emphasis["island"] < asked.emphasis["envoy"]
