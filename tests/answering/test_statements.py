"""Every sentence in which somebody speaks: all of them, exact, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Rag
from rag.errors import UsageError


def told(rag: Rag, speaker: str, **given: object) -> list[str]:
    return [each.quote for each in rag.statements(speaker, **given).citations]  # type: ignore[arg-type]  # options


def test_all_that_somebody_says_is_listed_by_name_and_by_pronoun(bay: Rag) -> None:
    found = bay.statements("Rosa Lindqvist")
    assert [each.quote for each in found.citations] == [
        "Rosa Lindqvist thanked the passengers for their patience.",
        "Captain Rosa Lindqvist, who speaks for the crews, said that the company had broken its "
        "word.",
        "She added that nobody would sail before the old hours were restored.",
    ]
    assert (found.articles, found.read, found.after) == (2, 2, None)
    for each in found.citations:
        article = bay.article(each.article_id, each.revision)
        assert article.text[each.start : each.end] == each.quote
    assert [each.n for each in found.citations] == [1, 2, 3]


def test_the_newest_article_comes_first(bay: Rag) -> None:
    days = [each.published for each in bay.statements("Peter Holm").citations]
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]  # bare dates


@pytest.mark.parametrize(
    "speaker",
    [
        "Lindqvist",
        "Captain Rosa Lindqvist, who speaks",
        "the captain, Rosa Lindqvist",
    ],
)
def test_the_person_is_found_in_what_an_article_calls_them(bay: Rag, speaker: str) -> None:
    assert told(bay, speaker) == told(bay, "Rosa Lindqvist")


def test_a_country_speaks_through_its_offices(bay: Rag) -> None:
    quotes = " ".join(told(bay, "Norway"))
    assert "rejected Denmark's plan" in quotes
    assert "Sweden's government welcomed" not in quotes
    assert "Nobody asked us" in quotes


def test_other_spellings_are_looked_for_too(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Muammar Gaddafi said that the port stays open.")
    (tmp_path / "two.txt").write_text("Moammar Qaddafi said that the port is closed.")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path)
        assert len(told(rag, "Gaddafi")) == 2


def test_pages_join_to_the_whole_and_each_says_how_far_it_is(bay: Rag) -> None:
    whole = told(bay, "Norway")
    pages, after = list[str](), 0
    while True:
        page = bay.statements("Norway", after=after, most=1)
        pages += [each.quote for each in page.citations]
        assert page.read > after
        if page.after is None:
            break
        after = page.after
    assert pages == whole


def test_filters_hold(bay: Rag) -> None:
    assert told(bay, "Peter Holm", until="2023-05-05") == [
        "The company's director, Peter Holm, rejected the demand.",
        "He called the walkout unlawful and warned that the autumn timetable was in danger.",
    ]


def test_who_stands_in_no_article_says_nothing(bay: Rag) -> None:
    found = bay.statements("Sergei Lavrov")
    assert (found.citations, found.articles, found.after) == ((), 0, None)


@pytest.mark.parametrize(("speaker", "after"), [("  ", 0), ("Norway", -1), ("Norway", True)])
def test_nonsense_is_refused_in_words(bay: Rag, speaker: str, after: int) -> None:
    with pytest.raises(UsageError):
        bay.statements(speaker, after=after)
