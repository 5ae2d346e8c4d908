"""A question of several sentences asks for what its last one asks for."""

from __future__ import annotations

import pytest

from rag.retrieval.asks import Asks
from rag.retrieval.question import analyse


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("The ferry Corvo sank near the coast this week. Where did it sink?", Asks.PLACE),
        ("The mayor of Askel resigned on Monday. Who succeeds her?", Asks.PERSON),
        ("A bridge was closed. How many cars had crossed it each day?", Asks.NUMBER),
        ("Where did the ferry sink?", Asks.PLACE),
    ],
)
def test_the_sentence_that_asks_says_what_kind(text: str, asks: Asks) -> None:
    assert analyse(text).asks is asks


def test_what_the_other_sentences_are_about_is_still_looked_for() -> None:
    question = analyse("The ferry Corvo sank this week. Where did it happen?")
    assert any(name.text.endswith("Corvo") for name in question.names)
    assert "sank" in question.words.values()
