"""Follow-ups made to stand on their own, and questions that join two: by tables."""

from __future__ import annotations

import pytest

from rag.retrieval.followups import resolve
from rag.retrieval.parts import parts
from rag.types import Turn

REACTION = "How did Norway react to Denmark's plan?"
HOLM = "What did Peter Holm say about the strike?"
PORT = "What happened in Port Ambleton?"

RESOLVED = [
    (REACTION, "And Sweden?", "How did Sweden react to Denmark's plan?"),
    (REACTION, "What about Sweden?", "How did Sweden react to Denmark's plan?"),
    (REACTION, "How about Sweden?", "How did Sweden react to Denmark's plan?"),
    (REACTION, "And the Swedish government?", "How did the Swedish government react to"),
    (REACTION, "And what happened to its boats?", "What happened to Norway's boats?"),
    (REACTION, "What did it say?", "What did Norway say?"),
    (REACTION, "What did they demand?", "What did Norway demand?"),
    (REACTION, "Did it accept the plan?", "Did Norway accept the plan?"),
    (REACTION, "What did Sweden say?", "What did Sweden say about Denmark's plan?"),
    (REACTION, "How did Sweden respond?", "How did Sweden respond to Denmark's plan?"),
    (REACTION, "Why?", REACTION),
    (REACTION, "Why not?", REACTION),
    (REACTION, "When?", REACTION),
    (REACTION, "When exactly?", REACTION),
    (REACTION, "And why did Denmark make the plan?", "Why did Denmark make the plan?"),
    ("Who is Rosa Lindqvist?", "What does she want?", "What does Rosa Lindqvist want?"),
    ("Who is Rosa Lindqvist?", "Where was she born?", "Where was Rosa Lindqvist born?"),
    ("Who is Peter Holm?", "What is his job?", "What is Peter Holm's job?"),
    (
        "Who is Peter Holm?",
        "And what does he say about the strike?",
        "What does Peter Holm say about the strike?",
    ),
    (HOLM, "And Rosa Lindqvist?", "What did Rosa Lindqvist say about the strike?"),
    ("What was the price in 2021?", "And in 2022?", "What was the price in 2022?"),
    ("What did Norway say about the quota?", "Who agreed with that?", "Who agreed with the quota?"),
    (PORT, "Who lives there?", "Who lives in Port Ambleton?"),
    ("Where did the ministers meet?", "What did they decide?", "What did the ministers decide?"),
]

UNCHANGED = [
    (REACTION, "What is the Quad?"),
    (REACTION, "How much did the bridge over the Tarrow cost?"),
    (REACTION, "Who opened the bridge?"),
    (PORT, "Is it true that fares rose?"),
    (HOLM, "How many nests does Noor Haddad count?"),
    (PORT, "?"),
]

JOINED = [
    (
        "Who opened the bridge and when was it built?",
        ["Who opened the bridge?", "When was"],
    ),
    (
        "What did Norway say, and how did Sweden react?",
        ["What did Norway say?", "How did Sweden react?"],
    ),
    (
        "Who is Peter Holm and what does he say?",
        ["Who is Peter Holm?", "What does Peter Holm say?"],
    ),
]


def asked(*questions: str) -> tuple[Turn, ...]:
    """A conversation of these questions, each answered with something."""
    turns: list[Turn] = []
    for question in questions:
        turns += [Turn("user", question, question), Turn("assistant", "So it is told. [1]")]
    return tuple(turns)


@pytest.mark.parametrize(("before", "question", "full"), RESOLVED)
def test_a_follow_up_is_filled_in_from_the_question_before(
    before: str, question: str, full: str
) -> None:
    assert full in resolve(question, asked(before)).text


@pytest.mark.parametrize(("before", "question"), UNCHANGED)
def test_a_question_that_stands_alone_stays_as_it_is(before: str, question: str) -> None:
    assert resolve(question, asked(before)).text == question


@pytest.mark.parametrize("question", ["And Sweden?", "What did it say?", "Why?", "And in 2022?"])
def test_without_a_history_nothing_is_filled_in(question: str) -> None:
    assert resolve(question, ()).text == question


def test_she_is_the_person_whom_the_last_answer_named() -> None:
    history = (
        Turn("user", "Who opened the bridge?", "Who opened the bridge?"),
        Turn("assistant", "Mayor Ada Brandt opened the bridge. [1]"),
    )
    assert resolve("What did she say?", history).text == "What did Ada Brandt say?"


def test_a_thread_is_followed_by_what_was_understood_not_by_what_was_typed() -> None:
    history = (
        Turn("user", REACTION, REACTION),
        Turn("assistant", "It said no. [1]"),
        Turn("user", "And Sweden?", "How did Sweden react to Denmark's plan?"),
        Turn("assistant", "It said yes. [1]"),
    )
    assert resolve("And Finland?", history).text == "How did Finland react to Denmark's plan?"


def test_turns_without_an_understanding_are_read_as_they_were_typed() -> None:
    history = (Turn("user", "What was the price in 2021?"),)
    assert resolve("And in 2020?", history).text == "What was the price in 2020?"


def test_a_history_of_answers_alone_changes_nothing() -> None:
    history = (Turn("assistant", "Norway said no. [1]"),)
    assert resolve("What did it say?", history).text == "What did it say?"


@pytest.mark.parametrize(("question", "pieces"), JOINED)
def test_two_questions_in_one_are_taken_apart(question: str, pieces: list[str]) -> None:
    found = parts(question)
    assert len(found) == len(pieces)
    assert all(part.startswith(piece) for part, piece in zip(found, pieces, strict=True))


@pytest.mark.parametrize(
    "question",
    [
        "What did Norway and Sweden say?",
        "How and why did it fail?",
        "What is sand and gravel?",
        "Who owns Maren & Sons?",
        "and",
    ],
)
def test_an_and_within_one_question_does_not_part_it(question: str) -> None:
    assert parts(question) == (question,)
