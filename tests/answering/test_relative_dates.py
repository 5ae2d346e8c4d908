"""Relative dates are read from the day of their article."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rag.answering.dated import day_of, spelled_out
from rag.answering.verify import judge
from rag.types import Verdict

WEDNESDAY = date(2022, 3, 16)


@pytest.mark.parametrize(
    ("sentence", "span", "held"),
    [
        ("The ferry was closed on March 15, 2022.", "The ferry was closed yesterday.", True),
        ("The ferry was closed on 15 March.", "The ferry was closed yesterday.", True),
        ("The ferry was closed on Tuesday.", "The ferry was closed yesterday.", True),
        ("The ferry was closed on March 14, 2022.", "The ferry was closed yesterday.", False),
        ("The ferry was closed on Monday.", "The ferry was closed yesterday.", False),
        ("The ferry was closed on March 15, 2022.", "The ferry was closed on Tuesday.", True),
        ("The ferry was closed on March 8, 2022.", "The ferry was closed on Tuesday.", False),
        ("Exports fell in February 2022.", "Exports fell last month.", True),
        ("Exports fell in March 2022.", "Exports fell last month.", False),
        ("Exports fell in 2021.", "Exports fell last year.", True),
        ("Exports fell in 2020.", "Exports fell last year.", False),
        ("The ferry was closed on March 13, 2022.", "Three days ago the ferry was closed.", True),
        ("The ferry was closed on 4 May 2022.", "The ferry was closed on 4 May.", True),
        ("The ferry was closed on 4 May 2021.", "The ferry was closed on 4 May.", False),
    ],
)
def test_a_day_holds_when_the_article_means_it(sentence: str, span: str, held: bool) -> None:
    assert judge(sentence, [span], published=[WEDNESDAY]).holds is held


@pytest.mark.parametrize(
    "sentence", ["The ferry was closed on March 15, 2022.", "The ferry was closed on Tuesday."]
)
def test_without_a_date_of_publication_yesterday_is_no_day(sentence: str) -> None:
    span = "The ferry was closed yesterday."
    assert not judge(sentence, [span]).holds
    assert not judge(sentence, [span], published=[None]).holds


def test_each_span_counts_from_the_day_of_its_own_article() -> None:
    spans = ["The ferry was closed yesterday.", "Buses ran on Monday."]
    days = [WEDNESDAY, date(2022, 4, 6)]
    assert judge("The ferry was closed on March 15, 2022.", spans, published=days).holds
    assert not judge("The ferry was closed on April 5, 2022.", spans, published=days).holds


def test_yesterday_taken_over_from_an_article_is_marked_with_its_day() -> None:
    span = "The ferry was closed yesterday, and buses ran instead of it."
    judged = judge("Buses ran after the ferry was closed yesterday.", [span], published=[WEDNESDAY])
    assert judged.verdict is Verdict.WEAK
    assert "March 16, 2022" in (judged.reason or "")


def test_a_relative_date_out_of_nothing_is_unsupported() -> None:
    judged = judge("The ferry was closed last week.", ["The ferry was closed."])
    assert judged.verdict is Verdict.UNSUPPORTED
    assert "last week" in (judged.reason or "")


def test_the_day_of_an_article_is_not_the_day_of_what_it_tells() -> None:
    span = "The ferry was closed, an official said."
    known = ["March 16, 2022"]
    assert not judge("The ferry was closed on March 16, 2022.", [span], known=known).holds


def test_days_are_spelled_out_in_the_zone_of_the_article() -> None:
    assert day_of(datetime(2022, 3, 16, 23, 30, tzinfo=UTC)) == WEDNESDAY
    assert day_of(None) is None
    assert spelled_out(["It was closed yesterday."], [WEDNESDAY]) == ["March 15, 2022, Tuesday"]
    assert spelled_out(["It was closed yesterday."], [None]) == []
    assert spelled_out(["Nothing happened."], [WEDNESDAY]) == []
