"""Dates as people and machines write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.intake import dates
from rag.types import Moment

DAY = date(2022, 3, 6)


def at(offset: float, hour: int = 15, minute: int = 45) -> datetime:
    return datetime(2022, 3, 6, hour, minute, tzinfo=timezone(timedelta(hours=offset)))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2022-03-06", DAY),
        ("2022/03/06", DAY),
        ("2022.3.6", DAY),
        ("20220306", DAY),
        ("2022-03-06T15:45:00+09:00", at(9)),
        ("2022-03-06T15:45Z", at(0)),
        ("20220306T154500+0900", at(9)),
        ("2022-03-06 15:45:00 UTC", at(0)),
        ("2022-03-06T15:45:00", DAY),
        ("2022/03/06 15:45 JST", at(9)),
        ("Sun, 06 Mar 2022 15:45:00 +0900", at(9)),
        ("Sun, 06 Mar 2022 15:45:00 GMT", at(0)),
        ("06 Mar 2022 15:45 -0000", at(0)),
        ("15:45 JST, March 6, 2022", at(9)),
        ("March 6, 2022, 3:45 p.m. EST", at(-5)),
        ("March 6, 2022 3:45 PM ET", at(-5)),
        ("6 March 2022 at 15.45 CET", at(1)),
        ("March 6th, 2022", DAY),
        ("Sunday, March 6, 2022 15:45", DAY),
        ("Mar. 6, 2022 | 15:45 GMT+9", at(9)),
        ("Published: 6 March 2022, 15:45 CST", DAY),
        ("Published 6 March 2022 | Updated 9 March 2022", DAY),
        ("6 de marzo de 2022", DAY),
        ("6. März 2022", DAY),
        ("le 6 mars 2022 à 15h45", DAY),
        ("6 марта 2022", DAY),
        ("2022年3月6日", DAY),
        ("06.03.2022", DAY),
        ("13/03/2022", date(2022, 3, 13)),
        ("12:05 am GMT, March 6, 2022", at(0, 0, 5)),
        ("Feb. 29, 2024", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_in_its_many_forms(written: str, moment: Moment) -> None:
    found = dates.parse(written)
    assert found == moment
    assert type(found) is type(moment)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2022",
        "March 2022",
        "03/06/2022",
        "2022-13-45",
        "2022-02-30",
        "February 29, 2023",
        "March 6",
        "1646549100",
        "The vote of March 6, 2022 was close",
        "Updated March 6, 2022",
        "25:99 JST",
        "0001-01-01",
        "9999-12-31",
        "2022-03",
        "yesterday",
        "x" * 5000,
        "1" * 5000,
    ],
)
def test_what_is_no_date_or_could_be_two_is_none(written: str) -> None:
    assert dates.parse(written) is None


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_iso_dates_come_back_as_they_went(moment: datetime) -> None:
    assert dates.parse(moment.isoformat()) == moment
    assert dates.parse(moment.date().isoformat()) == moment.date()


@settings(max_examples=300)
@given(st.text(st.sampled_from("0123456789:/-., TZapmMarchJSTGMT+年月日()|"), max_size=40))
def test_nothing_that_looks_like_a_date_crashes(text: str) -> None:
    found = dates.parse(text)
    assert found is None or not isinstance(found, datetime) or found.tzinfo is not None
