"""What is found stays found: an article on other matters takes no place among the first ten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import article

from rag.library.embedding import open_embedder
from rag.library.filters import EVERYTHING
from rag.library.library import Library
from rag.retrieval.question import analyse
from rag.retrieval.search import find
from rag.retrieval.wanted import Asking

TOWNS = "Askel Brunn Corvo Drava Elmet Farrow Gaunt Holm Irwell Jarrow".split()
QUESTIONS = (
    "How much will the ferry terminal of Corvo cost?",
    "What did the council say about the harbour?",
    "Who repairs the quay in Holm?",
    "Which town closed its pier?",
)
OTHER = (
    "opera violin soprano ballet orchestra novel painter sonnet glacier volcano beetle orchid "
    "telescope comet enzyme protein cricket marathon goalkeeper oven saffron dumpling"
).split()
ASKED = date(2024, 5, 20)
NUMBER = count()


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Thirty reports on harbours: more than ten of them fit each question."""
    things = ("crane", "quay", "ferry terminal", "pier", "lock")
    reports = [
        article(
            f"report-{n}",
            f"The council of {TOWNS[n % 10]} spoke about the harbour. Its {things[n % 5]} "
            f"{('will be repaired', 'was closed', 'is to be sold')[n % 3]} for {n + 3} million "
            f"crowns.{' The mayor was content.' * (n % 4)}",
            title=f"{TOWNS[n % 10]} and its {things[n % 5]}",
            source=f"Outlet {n}",
            published=date(2024, 4, 1) + timedelta(days=n),
        )
        for n in range(30)
    ]
    folder = tmp_path_factory.mktemp("towns") / "index"
    with Library.open(folder, lambda: open_embedder("minilm"), create=True) as library:
        library.store(reports)
        yield library


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    question=st.sampled_from(QUESTIONS),
    words=st.lists(st.sampled_from(OTHER), min_size=4, max_size=30),
    day=st.none() | st.integers(0, 60),
    fresh=st.booleans(),
)
def test_an_article_on_other_matters_removes_nothing_from_the_first_ten(
    towns: Library, question: str, words: list[str], day: int | None, fresh: bool
) -> None:
    asked = Asking(ASKED).day if fresh else None
    before = [p.article_id for p in find(towns, analyse(question), EVERYTHING, 10, fresh=asked)]
    assert len(before) == 10
    name = f"other-{next(NUMBER)}"
    published = None if day is None else date(2024, 4, 1) + timedelta(days=day)
    text = f"At the house they gave {' '.join(words)} for an evening."
    towns.store([article(name, text, title="Evening", source="Stage", published=published)])
    try:
        after = [p.article_id for p in find(towns, analyse(question), EVERYTHING, 10, fresh=asked)]
    finally:
        towns.remove(name)
    assert set(after) == set(before)


def test_an_article_on_the_matter_itself_does_take_a_place(towns: Library) -> None:
    """The property above can fail: here it does not hold, and should not."""
    question = analyse(QUESTIONS[0])
    before = {p.article_id for p in find(towns, question, EVERYTHING, 10)}
    text = "The ferry terminal of Corvo will cost 48 million crowns, the council said."
    towns.store([article("related", text, title="Corvo's ferry terminal", source="Wave")])
    try:
        after = {p.article_id for p in find(towns, question, EVERYTHING, 10)}
    finally:
        towns.remove("related")
    assert "related" in after
    assert before - after
