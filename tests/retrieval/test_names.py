"""Names that stand for one actor."""

from __future__ import annotations

import pytest

from rag.retrieval.names import actors_in, aliases, country_of, people_of
from rag.retrieval.question import analyse


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


def test_an_article_on_another_of_its_kind_mentions_a_code_in_passing() -> None:
    (name,) = analyse("Who holds shares in Nordlys-2?").names
    assert name.has_twin_in("Oslo moves Nordlys-1 to a new company")
    assert not name.has_twin_in("Oslo moves Nordlys-1 and Nordlys-2 to a new company")
    assert not name.has_twin_in("Oslo moves Nordlys to a new company")
