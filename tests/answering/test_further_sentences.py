"""What stands behind the three sentences that are read first must come nearly as near."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.accounts import line
from rag.answering.matching import Match
from rag.answering.quoting import choose
from rag.answering.weighing import Evidence
from rag.retrieval.question import analyse
from rag.types import Article

TEXT = (
    "Boats from Lindvik carried herring to Bergen in spring. "
    "Traders in Bergen bought salted cod from the islands. "
    "The harbour master counted forty sails on one morning. "
    "A baker opened a shop beside the old customs house. "
    "Snow kept the northern road closed until April."
)


def evidence(scores: Sequence[float]) -> list[Evidence]:
    """One a sentence of the text, with these scores."""
    article = Article("a", "Lindvik", TEXT, "a", "0", locations=("a",))
    met = Match(1.0, None)
    return [
        Evidence(article, at, line(article, at), met, 0.5, True, score, score)
        for at, score in enumerate(scores)
    ]


def test_a_fourth_sentence_comes_nearly_as_near_as_the_first() -> None:
    asked = analyse("What happened in Lindvik?")
    assert len(choose(asked, evidence([0.9, 0.6, 0.58, 0.56, 0.55]))) == 3
    assert len(choose(asked, evidence([0.9, 0.8, 0.8, 0.8, 0.8]))) == 5


def test_sides_that_are_compared_have_room() -> None:
    asked = analyse("How do Norway and Denmark differ on herring?")
    assert asked.sides
    assert len(choose(asked, evidence([0.9, 0.6, 0.58, 0.56, 0.55]))) == 5
