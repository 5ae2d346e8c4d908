"""Kinds of things asked for: conditions, places, whoever holds a role; names by their last word."""

from __future__ import annotations

import pytest

from rag.answering.accounts import Act, line
from rag.answering.kinds import holds_kind
from rag.answering.speakers import is_by
from rag.grammar import parse
from rag.retrieval.asks import Asks
from rag.retrieval.question import analyse
from rag.types import Article


def holds(question: str, sentence: str) -> bool:
    article = Article(id="a", title=None, text=sentence, location="a.md", sha256="0")
    return holds_kind(analyse(question), parse(sentence), line(article, 0))


@pytest.mark.parametrize(
    ("question", "sentence", "held"),
    [
        ("On what condition did Norway agree?", "Norway agreed only if the quota is cut.", True),
        ("On what condition did Norway agree?", "Norway agreed on Tuesday in Bergen.", False),
        ("From where did it sail?", "It sailed from Kourou in French Guiana on Monday.", True),
        ("From where did it sail?", "It sailed with letters from Anna Lund on Monday.", False),
        ("Which minister resigned?", "Prime Minister Anna Lund resigned on Monday.", True),
        ("Which minister resigned?", "The fisheries minister resigned on Monday.", True),
        ("Which minister resigned?", "A minister resigned on Monday.", False),
    ],
)
def test_a_sentence_holds_what_is_asked_for(question: str, sentence: str, held: bool) -> None:
    assert holds(question, sentence) is held


def test_conditions_are_asked_for_and_are_no_matter_of_their_own() -> None:
    asked = analyse("Under which conditions may the harbour be closed?")
    assert asked.asks is Asks.CONDITION
    assert "condit" not in asked.terms
    assert "close" in asked.terms


@pytest.mark.parametrize(
    ("subject", "same"),
    [
        ("Kishida", True),
        ("Prime Minister Kishida", True),
        ("Kishida, who was travelling in Europe", True),
        ("Yuko Kishida", False),
        ("Hayashi", False),
    ],
)
def test_a_person_is_known_by_the_last_name(subject: str, same: bool) -> None:
    act = Act(subject=subject, of=(), verb="call", reports=True, actual=True)
    assert is_by(act, "Fumio Kishida") is same


def test_the_same_way_compares_two_sides() -> None:
    asked = analyse("Did Norway and Denmark see the quota the same way?")
    assert asked.sides == ("Norway", "Denmark")
