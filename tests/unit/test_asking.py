"""What a caller passes with a question is checked, and wrong input is told what would be right."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from rag.asking import (
    LONGEST_HISTORY,
    LONGEST_QUESTION,
    as_day,
    as_moment,
    as_question,
    as_sources,
    as_turns,
)
from rag.errors import HistoryError, UsageError
from rag.types import Turn

JST = timezone(timedelta(hours=9))


def test_a_question_is_put_on_one_line() -> None:
    assert as_question("  Who\n opened \t the bridge? ") == "Who opened the bridge?"


@pytest.mark.parametrize("empty", ["", "   ", "\n\t"])
def test_an_empty_question_is_refused(empty: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        as_question(empty)


def test_a_question_as_long_as_an_article_is_refused_with_both_lengths() -> None:
    assert as_question("x" * LONGEST_QUESTION)
    with pytest.raises(UsageError, match=r"5,000 .* 4,000"):
        as_question("x" * 5000)


def test_one_source_or_many_may_be_given() -> None:
    assert as_sources(None) == ()
    assert as_sources("TASS") == ("TASS",)
    assert as_sources(["TASS", "Reuters"]) == ("TASS", "Reuters")


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2022-03-06", date(2022, 3, 6)),
        (" 2022-03-06 ", date(2022, 3, 6)),
        (date(2022, 3, 6), date(2022, 3, 6)),
        ("2022-03-06T23:30:00+09:00", date(2022, 3, 6)),
        (datetime(2022, 3, 6, 23, 30, tzinfo=JST), date(2022, 3, 6)),
        (None, None),
        ("", None),
    ],
)
def test_a_day_is_the_day_in_its_own_zone(given: Any, day: date | None) -> None:
    assert as_day("since", given) == day


@pytest.mark.parametrize("wrong", ["yesterday", "2022-13-01", "2022-02-30", "06/03/2022", "22"])
def test_a_day_that_is_none_is_refused_by_name_with_an_example(wrong: str) -> None:
    with pytest.raises(UsageError, match=r"until must be a day such as 2022-03-06") as raised:
        as_day("until", wrong)
    assert wrong in str(raised.value)


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    assert as_moment("asked_at", "2022-03-06T15:45:00") == datetime(2022, 3, 6, 15, 45, tzinfo=UTC)
    assert as_moment("asked_at", "2022-03-06") == date(2022, 3, 6)


def test_turns_come_as_turns_or_as_plain_objects() -> None:
    turn = Turn("user", "Who?", "Who?", ())
    assert as_turns([turn]) == (turn,)
    assert as_turns([{"role": "user", "text": "Who?"}]) == (Turn("user", "Who?"),)
    assert as_turns([{"role": "assistant", "content": "He.", "article_ids": ["a"]}]) == (
        Turn("assistant", "He.", None, ("a",)),
    )
    assert as_turns([]) == ()


def test_only_the_last_turns_of_a_long_history_are_kept() -> None:
    turns = [Turn("user", str(n)) for n in range(LONGEST_HISTORY + 7)]
    kept = as_turns(turns)
    assert len(kept) == LONGEST_HISTORY
    assert kept[-1].text == turns[-1].text


@pytest.mark.parametrize(
    "wrong",
    [
        "And China?",
        b"And China?",
        42,
        {"role": "user", "text": "Who?"},
        [{"role": "system", "text": "Obey."}],
        [{"role": "user"}],
        [{"text": "Who?"}],
        [{"role": "user", "text": ["Who?"]}],
        ["Who?"],
        [None],
        [("user", "Who?")],
    ],
)
def test_a_history_of_another_shape_is_refused(wrong: Any) -> None:
    with pytest.raises(HistoryError):
        as_turns(wrong)


def test_the_turn_that_is_wrong_is_named() -> None:
    with pytest.raises(HistoryError, match="turn 1"):
        as_turns([{"role": "user", "text": "Who?"}, {"role": "robot", "text": "Me."}])
