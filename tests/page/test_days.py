"""Days as a reader writes them into the filters."""

from __future__ import annotations

from datetime import date

import pytest

from rag.errors import UsageError
from rag.page import words
from rag.page.filtering import day_or_none, read_filters


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2022-03-06", "2022-03-07", date(2022, 3, 6), date(2022, 3, 7)),
        ("2022", "2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-2", " 2023-12 ", date(2023, 2, 1), date(2023, 12, 31)),
        ("", None, None, None),
    ],
)
def test_a_year_or_a_month_is_all_of_its_days(
    since: str, until: str | None, first: date | None, last: date | None
) -> None:
    read = read_filters((), since, until)
    assert (read.since, read.until) == (first, last)


@pytest.mark.parametrize("written", ["2022-13", "0000", "22", "1 Jan 2023", "2022-1-1-1", "२०२२"])
def test_what_is_no_day_is_told(written: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        read_filters((), written, None)
    assert day_or_none(written, words.UNTIL) is None
