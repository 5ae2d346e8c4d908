"""A sentence may be quoted for its meaning alone: where it is very near, and of the right kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rag.answering.signs import Nearest, very_near
from rag.answering.weighing import Candidate
from rag.retrieval.question import analyse
from rag.retrieval.rarity import Weights
from rag.types import Answer, Article, Passage, Score, Status

KEEPER = "How do you become keeper of the Skarn light?"
CHOSEN = "The keeper is chosen by the harbour council every ten years."


def found(question: str, sentence: str, near: float = 0.7, passage: float = 0.6) -> bool:
    """Whether a sentence of an article on the Skarn light may be quoted as it is so near."""
    article = Article("a", "The Skarn light", sentence, "a", "0", locations=("a",))
    read = Passage(
        chunk_id="c",
        article_id="a",
        revision=1,
        title=article.title,
        label="T",
        text=sentence,
        start=0,
        end=len(sentence),
        source=None,
        credits=(),
        authors=(),
        published=None,
        url=None,
        language="en",
        location="a",
        score=Score(vector=passage),
    )
    asked = analyse(question)
    weights = Weights(dict.fromkeys(asked.terms, 1.0), frozenset())
    candidate = Candidate(read, article, 0, sentence, "")
    nearest = Nearest((candidate,), np.array([near], np.float32))
    return very_near(asked, nearest, weights) is not None


def test_it_answers_in_other_words_where_sentence_and_passage_are_near() -> None:
    assert found(KEEPER, CHOSEN)
    assert not found(KEEPER, CHOSEN, near=0.5)
    assert not found(KEEPER, CHOSEN, passage=0.4)


def test_its_article_holds_every_name() -> None:
    assert not found("How do you become keeper of the Lindvik light?", CHOSEN)


@pytest.mark.parametrize(
    ("question", "tells", "tells_not"),
    [
        (
            "Who owns the Skarn light?",
            "It passed to Anna Holm when the last keeper died.",
            "It passed from hand to hand.",
        ),
        (
            "Why is the Skarn light red?",
            "Fishermen take a white lamp for a ship.",
            "The Skarn light is red.",
        ),
        (
            "When did the Skarn light get its lamp?",
            "Soon after the fire a new one was put in.",
            "A new one was put in by the council.",
        ),
    ],
)
def test_it_gives_what_is_asked_for(question: str, tells: str, tells_not: str) -> None:
    assert found(question, tells)
    assert not found(question, tells_not)


def test_a_number_and_somebodys_own_words_are_there_or_not() -> None:
    assert not found("How many keepers has the Skarn light?", "It has 12 keepers.")
    assert not found("How did Norway react to the Skarn light?", "Norway has a light at Skarn.")


def test_what_nobody_is_told_to_have_done_is_answered_by_nobody(
    asked: Callable[[str], Answer],
) -> None:
    assert asked("Who opened the bridge over the Tarrow?").short_answer == "Ada Brandt"
    assert asked("Who paid for the bridge over the Tarrow?").status is Status.NOT_FOUND
