"""Names that stand for one actor, and days of publication that a question names."""

from __future__ import annotations

from datetime import date

import pytest

from rag.retrieval.dates import Days, published_days
from rag.retrieval.names import actors_in, aliases, country_of, people_of

DAYS = [
    ("articles from March 2022", date(2022, 3, 1), date(2022, 3, 31)),
    ("articles from February 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ("reports published after 2020", date(2021, 1, 1), None),
    ("news before 6 March 2022", None, date(2022, 3, 5)),
    ("coverage since May 2021", date(2021, 5, 1), None),
    ("What was published on 4 May 2023 about ferries?", date(2023, 5, 4), date(2023, 5, 4)),
    ("stories by 2019", None, date(2019, 12, 31)),
    ("articles from 2022-02-10", date(2022, 2, 10), date(2022, 2, 10)),
    ("reports of March 6, 2022", date(2022, 3, 6), date(2022, 3, 6)),
    ("an article until Jan. 2020", None, date(2020, 1, 31)),
    ("What did articles in 2022 say?", date(2022, 1, 1), date(2022, 12, 31)),
]

NO_DAYS = [
    "What was decided in December 2013?",
    "Who left in 2021?",
    "articles from 30 February 2022",
    "What happened on 4 May 2023?",
    "Who published the article?",
    "",
]


@pytest.mark.parametrize(("question", "since", "until"), DAYS)
def test_words_of_publishing_set_inclusive_days(
    question: str, since: date | None, until: date | None
) -> None:
    assert published_days(question) == Days(since, until)


@pytest.mark.parametrize("question", NO_DAYS)
def test_the_day_of_an_event_and_days_that_never_were_set_none(question: str) -> None:
    assert published_days(question) == Days()


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Moscow", "Russia"),
        ("Kremlin", "Russia"),
        ("UK", "Britain"),
        ("Türkiye", "Turkey"),
        ("Washington", "United States"),
        ("Seoul", "South Korea"),
        ("Atlantis", None),
        ("NATO", None),
    ],
)
def test_a_capital_or_a_people_stands_for_its_country(name: str, country: str | None) -> None:
    assert country_of(name) == country


def test_a_name_comes_first_among_its_own_stand_ins() -> None:
    assert aliases("Moscow")[0] == "Moscow"
    assert "Russia" in aliases("the Kremlin")
    assert aliases("Norway's") == aliases("Norway")
    assert aliases("Atlantis") == ("Atlantis",)


def test_the_adjective_of_a_country_is_known() -> None:
    assert people_of("Russia") == "Russian"
    assert people_of("Oslo") == "Norwegian"
    assert people_of("NATO") is None


def test_countries_are_found_by_whole_words_and_letter_case() -> None:
    assert actors_in("The turkey was cold in Ankara, the Dutch left, and so did Moscow.") == (
        "Turkey",
        "Netherlands",
        "Russia",
    )
    assert actors_in("Jordanes, Chileans, UKIP, a swedish table") == ()
    assert actors_in("South Korean and North Korean troops") == ("South Korea", "North Korea")
