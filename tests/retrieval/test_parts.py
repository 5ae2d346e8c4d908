"""Questions that ask for several things, taken apart, and the sides of comparisons: by tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.retrieval.parts import MOST_PARTS, for_each_side, parts
from rag.retrieval.question import analyse

JOINED = [
    ("Who opened the bridge and when was it built?", ["Who opened the bridge?", "When was"]),
    (
        "What did Norway say, and how did Sweden react?",
        ["What did Norway say?", "How did Sweden react?"],
    ),
    (
        "What did Norway do after losing the contract, and what reason did its minister give?",
        ["What did Norway do after losing the contract?", "Norway do after losing the contract. "],
    ),
    (
        "Who is Peter Holm and what does he say?",
        ["Who is Peter Holm?", "What does Peter Holm say?"],
    ),
    (
        "Where did Holm go? And what did he promise?",
        ["Where did Holm go?", "What did Holm promise?"],
    ),
    (
        "Who opened the bridge and was it closed again?",
        ["Who opened the bridge?", "Was the bridge closed again?"],
    ),
    ("How many died, and why?", ["How many died?", "Why: How many died?"]),
    ("Is the bridge open and who owns it?", ["Is the bridge open?", "Who owns the bridge?"]),
    (
        "What did Brandt and Holm say and when did they meet?",
        ["What did Brandt and Holm say?", "When did Brandt and Holm meet?"],
    ),
    (
        "When was it built; who opened it; how long is it?",
        ["When was it built?", "Who opened it?", "How long is it?"],
    ),
]

ONE = [
    "What did Norway and Sweden say?",
    "How and why did it fail?",
    "What is sand and gravel?",
    "Who owns Maren & Sons?",
    "Who wrote and directed it?",
    "Who said that he knew where and when it happened?",
    "Did Holm say when he left and what he promised?",
    "Who is the captain of the ferry, and is also the owner of the bridge?",
    "Which mayor opened the bridge and has spoken in both towns of the bay?",
    "Who led the strike, and was accused by Holm of breaking his word?",
    "and",
    "?",
]

SIDES = [
    (
        "What did Norway and Sweden each say?",
        ("What did Norway say?", "What did Sweden say?"),
    ),
    (
        "Compare the plans of Norway and the United States",
        ("Compare the plans of Norway", "Compare the plans of the United States"),
    ),
    (
        "How do the strategies of 2013 and 2022 differ?",
        ("How do the strategies of 2013 differ?", "How do the strategies of 2022 differ?"),
    ),
    ("Which is longer, the Tarrow or the Maren?", None),
    ("What did Norway say?", ()),
    ("Who owns the bridge?", ()),
]


@pytest.mark.parametrize(("question", "pieces"), JOINED)
def test_several_questions_in_one_are_taken_apart(question: str, pieces: list[str]) -> None:
    found = parts(question)
    assert len(found) == len(pieces)
    assert all(part.startswith(piece) for part, piece in zip(found, pieces, strict=True))


@pytest.mark.parametrize("question", ONE)
def test_an_and_within_one_question_does_not_part_it(question: str) -> None:
    assert parts(question) == (question,)


def test_those_named_before_a_colon_are_each_asked_about() -> None:
    (whole,) = parts("Norway, Sweden and Denmark: what did each say about herring?")
    assert whole == "What did Norway, Sweden and Denmark each say about herring?"
    assert for_each_side(analyse(whole)) == (
        "What did Norway say about herring?",
        "What did Sweden say about herring?",
        "What did Denmark say about herring?",
    )


@pytest.mark.parametrize(("question", "sides"), [row for row in SIDES if row[1] is not None])
def test_a_comparison_is_asked_about_each_of_its_sides(
    question: str, sides: tuple[str, ...]
) -> None:
    assert for_each_side(analyse(question)) == sides


def test_a_list_of_questions_without_end_is_searched_as_one() -> None:
    question = " ".join(["Who owns it?"] * (MOST_PARTS + 1))
    assert parts(question) == (question,)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="who what and ? , ; when did it Holm", max_size=80))
def test_whatever_is_typed_there_is_at_least_one_part(question: str) -> None:
    assert 1 <= len(parts(question)) <= MOST_PARTS
