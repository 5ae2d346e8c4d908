"""Several things searched apart and put into one list in which each has its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.apart import absent_phrases, asks_only_for, interleaved, retrieve_each
from rag.retrieval.question import analyse
from rag.retrieval.retriever import Retrieved
from rag.retrieval.wanted import Asking
from rag.types import Passage, Score

BOTH = "How did Norway and Sweden each react to the plan?"


def passage(name: str, score: float | None) -> Passage:
    fields = {"title": None, "label": name, "source": None, "published": None, "url": None}
    rest = {"credits": (), "authors": (), "language": "en", "location": "", "revision": 1}
    where = {"text": name, "start": 0, "end": len(name)}
    return Passage(name, name, score=Score(final=score), **fields, **rest, **where)  # type: ignore[arg-type]  # all fields are there


def names(passages: tuple[Passage, ...]) -> list[str]:
    return [each.chunk_id for each in passages]


def found(
    library: Library, text: str, k: int = 8, without: frozenset[str] = frozenset()
) -> Retrieved:
    asking = Asking(date(2024, 1, 1), without)
    return retrieve_each(library, [analyse(text)], Filter(), k, asking)[0]


def test_the_best_of_each_list_comes_before_the_second_of_any() -> None:
    first = [passage("a1", 0.9), passage("a2", 0.89)]
    second = [passage("b1", 0.5), passage("b2", 0.1)]
    assert names(interleaved([first, second])) == ["a1", "b1", "a2", "b2"]
    assert names(interleaved([second, first])) == ["b1", "a1", "a2", "b2"]


def test_a_passage_of_two_lists_stands_once() -> None:
    shared = passage("s", 0.9)
    assert names(interleaved([[shared], [shared, passage("b", 0.8)], []])) == ["s", "b"]


def test_what_was_not_scored_comes_last() -> None:
    assert names(interleaved([[passage("a", 0.9), passage("x", None), passage("b", 0.1)]])) == [
        "a",
        "b",
        "x",
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.integers(0, 20), max_size=6, unique=True), max_size=4))
def test_nothing_is_lost_nothing_doubled_and_each_list_is_covered(lists: list[list[int]]) -> None:
    ranked = [[passage(str(n), 1 / (at + 1)) for at, n in enumerate(each)] for each in lists]
    merged = names(interleaved(ranked))
    assert sorted(merged) == sorted({str(n) for each in lists for n in each})
    firsts = {str(each[0]) for each in lists if each}
    assert set(merged[: len(firsts)]) == firsts


def test_both_sides_of_a_comparison_are_among_the_first(bay_library: Library) -> None:
    passages = found(bay_library, BOTH).passages
    text = " ".join(each.text for each in passages[:2])
    assert "Norway" in text
    assert "Sweden" in text


def test_sides_are_searched_as_one_when_parts_are_left_out(bay_library: Library) -> None:
    together = found(bay_library, BOTH, without=frozenset({"parts"})).passages
    scores = [each.score.final or 0.0 for each in together]
    assert scores == sorted(scores, reverse=True)


def test_passages_with_the_quoted_words_come_first(bay_library: Library) -> None:
    (first, *_) = found(bay_library, "What is said of herring?").passages
    phrase = " ".join(first.text.split()[4:8]).strip(".,")
    quoted = found(bay_library, f'What did "{phrase}" have to do with the bridge over the Tarrow?')
    assert phrase in " ".join(quoted.passages[0].text.split())
    assert f"“{phrase}”: these exact words" in quoted.read
    assert absent_phrases(quoted.question.text, quoted.passages) == ()


def test_words_that_stand_nowhere_are_told(bay_library: Library) -> None:
    question = 'Who said "purple rain over Tarrow"?'
    result = found(bay_library, question)
    assert result.passages
    assert absent_phrases(question, result.passages) == ("purple rain over Tarrow",)


@pytest.mark.parametrize(
    ("question", "alone"),
    [('Who said "never again"?', True), ('Who said "never again" of herring?', False)],
)
def test_a_question_asks_for_quoted_words_alone_or_for_more(question: str, alone: bool) -> None:
    assert asks_only_for(question, ["never again"]) is alone


def test_without_phrases_nothing_is_asked_for_alone() -> None:
    assert not asks_only_for("Who said so?", [])
