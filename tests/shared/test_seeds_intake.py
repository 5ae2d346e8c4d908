"""The five scraped articles beside the project become the articles that a reader would see."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from rag.intake import read
from rag.types import Article

from .conftest import SHARED

pytestmark = pytest.mark.shared

FURNITURE = (
    "No time to read?",
    "Get a summary",
    "Previous Article",
    "Next Article",
    "POPULAR ARTICLE",
    "RANKING",
    "Write a Comment",
    "Leave a Comment",
    "Related Posts",
    "Scroll Top",
    "Photo: Reuters",
    "By Jane Zhou",
    "(TASS)",
    "Source attribution",
    "Scallop",
    "Nordwind",
    "Suica",
    "Prigozhin",
    "Kostomarov",
    "Alicante",
    "Brain Drain",
    "State Asset Sales",
)
TITLES = {
    "000": "Japan’s Security Strategy: Peace Treaty Path, Defense Posture, "
    "and Regional Implications",
    "001": "Russia Questions Japan’s Security Shift as Alliances Reframe Asia",
    "002": "Japan’s Security Posture and North American Alliances: Regional Implications",
    "003": None,
    "004": "Japan’s Defense Policy and Its Asian Allies",
}
CREDITS = {"000": ("TASS",), "001": ("TASS",), "002": ("DEA News",), "003": (), "004": ()}
SPANS = {
    "000": (5, "Japan’s course toward", "security landscape."),
    "001": (5, "Russia’s Charge d’Affaires", "North America and beyond."),
    "002": (6, "Officials in Moscow", "peaceful regional dynamics."),
    "003": (9, "Japan is considering", "a “threat” as well."),
    "004": (2, "Japan’s defense policy", "generations to come."),
}


@pytest.fixture(scope="module")
def seeds() -> dict[str, Article]:
    found = list(read([SHARED / "seeds"]))
    assert all(isinstance(article, Article) for article in found)
    return {article.id[6:9]: article for article in found if isinstance(article, Article)}


def test_each_seed_is_one_article_known_by_its_path(seeds: dict[str, Article]) -> None:
    assert sorted(seeds) == ["000", "001", "002", "003", "004"]
    assert seeds["000"].id == "seeds/000_12cc4fa80fc0e09a.txt"
    assert all(article.locations == (article.location,) for article in seeds.values())


@pytest.mark.parametrize("name", TITLES)
def test_titles_and_credits_are_the_pages_own(seeds: dict[str, Article], name: str) -> None:
    article = seeds[name]
    assert (article.title, article.credits) == (TITLES[name], CREDITS[name])
    assert "title" in article.found
    assert not article.credits or "credits" in article.found


@pytest.mark.parametrize("name", SPANS)
def test_texts_begin_and_end_where_the_article_does(seeds: dict[str, Article], name: str) -> None:
    count, first, last = SPANS[name]
    text = seeds[name].text
    assert text.count("\n\n") + 1 == count
    assert text.startswith(first)
    assert text.endswith(last)


@pytest.mark.parametrize("name", TITLES)
def test_no_furniture_is_text(seeds: dict[str, Article], name: str) -> None:
    assert [words for words in FURNITURE if words in seeds[name].text] == []


def test_the_publisher_is_never_guessed(seeds: dict[str, Article]) -> None:
    assert {article.source for article in seeds.values()} == {None}
    assert {article.url for article in seeds.values()} == {None}


def test_only_a_dateline_dates_an_article(seeds: dict[str, Article]) -> None:
    tokyo = timezone(timedelta(hours=9))
    dated = {name: article.published for name, article in seeds.items() if article.published}
    assert dated == {"003": datetime(2022, 3, 6, 15, 45, tzinfo=tokyo)}
    assert "15:45 JST, March 6, 2022" in seeds["003"].found["published"]


def test_the_byline_names_the_author_and_the_photo_credit_names_nobody(
    seeds: dict[str, Article],
) -> None:
    assert seeds["004"].authors == ("Jane Zhou",)
    assert "By Jane Zhou" in seeds["004"].found["authors"]
    assert all(not article.authors for name, article in seeds.items() if name != "004")
    assert seeds["004"].credits == ()


@pytest.mark.parametrize("name", TITLES)
def test_a_seed_read_alone_is_the_article_it_is_among_the_others(
    seeds: dict[str, Article], name: str
) -> None:
    (alone,) = read([seeds[name].location])
    assert isinstance(alone, Article)
    assert (alone.text, alone.title, alone.sha256) == (
        seeds[name].text,
        seeds[name].title,
        seeds[name].sha256,
    )
