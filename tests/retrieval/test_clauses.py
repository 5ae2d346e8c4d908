"""A word for the last days binds the question, or only the clause it stands in."""

from __future__ import annotations

from datetime import date

import pytest

from rag.library.filters import EVERYTHING
from rag.library.library import Library
from rag.retrieval.question import analyse
from rag.retrieval.wanted import Asking, Wanted, wanted

ASKED = date(2024, 5, 20)
MANY = (
    "Which captain, known for leading the ferry crews of the bay in their long quarrel over hours "
    "of rest and over pay, recently returned to work and is expected to speak at the opening of "
    "the new bridge?"
)
SEVERAL = (
    "The price of herring recently hit a record in all ports of the bay. How much did a crate of "
    "it cost there on average, counting the small ports too?"
)


def read(library: Library, question: str) -> Wanted:
    return wanted(analyse(question), library, EVERYTHING, Asking(ASKED))


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        (MANY, False),
        (SEVERAL, True),
        ("Who recently returned to work?", True),
        (f"{SEVERAL} Why?", True),
    ],
)
def test_recently_asks_for_news_only_where_its_sentence_is_short(
    bay_library: Library, question: str, asks: bool
) -> None:
    found = read(bay_library, question)
    assert found.suggested is asks
    assert (found.fresh is not None) is asks


def test_what_binds_a_clause_only_stays_among_the_words_that_are_looked_for(
    bay_library: Library,
) -> None:
    assert "recently" in read(bay_library, MANY).question.text
    assert "recently" not in read(bay_library, SEVERAL).question.text


def test_a_clause_that_says_recently_is_not_told_as_read(bay_library: Library) -> None:
    assert read(bay_library, MANY).explained() == ()
    assert read(bay_library, SEVERAL).explained() != ()
