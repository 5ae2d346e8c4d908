"""The pane shows the whole article, and marks exactly the words that were cited."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from page.doubles import article, cited, dossier, passage
from page.seeing import Seen
from rag.answering.citations import CitationList
from rag.page import links, reading
from rag.page.links import Mark, is_web, marks, of_citation, of_passage
from rag.page.reader import article_pane
from rag.types import Article, Citation

TEXTS = (
    "Plain words. The cited ones. More words.",
    "👩‍👩‍👧‍👦 and 🇯🇵 come first. The cited ones. Then 🗾.",
    "First paragraph 😀.\nSecond has & and <b>. The cited ones. End.",
    "𝕬𝖓 old hand.\n\nThe cited ones. \n\nمرحبا بالعالم.",
    "The cited ones. From the very start.",
    "To the very end. The cited ones.",
)


def opened(link: str, *, held: Article) -> Seen:
    """What a browser shows for a link, as the server answers it."""
    from urllib.parse import parse_qs, urlsplit

    query = parse_qs(urlsplit(link).query)
    assert query["article"] == [held.id]
    assert query["revision"] == [str(held.revision)]
    return Seen(reading.shown(dossier(held), query["mark"][0], query.get("also", []), pane=True))


def citation(of: Article, quote: str) -> Citation:
    return cited(CitationList(), of, quote)


@pytest.mark.parametrize("text", TEXTS)
def test_the_marked_words_are_the_citations_quote(text: str) -> None:
    held = article(text)
    one = citation(held, "The cited ones.")
    assert opened(of_citation(one), held=held).marked == {"cited": one.quote}


def test_a_quote_over_two_paragraphs_is_marked_whole() -> None:
    held = article("One 😀.\n\nTwo.\nThree. Four.")
    one = citation(held, "😀.\n\nTwo.\nThree.")
    assert opened(of_citation(one), held=held).marked == {"cited": one.quote}


def test_other_cited_words_are_marked_faintly_and_never_cut_the_opened_ones() -> None:
    held = article("Alpha beta gamma delta. Epsilon zeta.")
    cites = CitationList()
    one = cited(cites, held, "beta gamma delta.")
    cited(cites, held, "Alpha beta")
    cited(cites, held, "gamma")
    cited(cites, held, "Epsilon zeta.")
    seen = opened(of_citation(one, cites.all()), held=held)
    assert seen.marked == {"cited": "beta gamma delta.", "also": "Alpha Epsilon zeta."}
    assert [name for name, _ in seen.elements].count("sup") == 4


def test_the_whole_article_is_there_in_paragraphs() -> None:
    text = "One & two.\n\nThree <four>.\nFive."
    pane = article_pane(dossier(article(text)), Mark(0, 3, 1))
    assert pane.count('<p dir="auto">') == 3
    shown = Seen(
        pane[pane.index('<div class="text"') :].replace("<sup", "<!--").replace("</sup>", "-->")
    )
    assert shown.text == text


@pytest.mark.parametrize(
    "mark", ["", "x", "5-3", "0-9999", "-1-4", "1:1:2-3", "3-3", "٣-٤", "1" * 30 + "-2", "0-1;2-3"]
)
def test_a_mark_that_does_not_fit_is_left_out(mark: str) -> None:
    assert (
        Seen(reading.shown(dossier(article("Short text.")), mark, [mark], pane=True)).marked == {}
    )


def test_a_link_carries_only_a_bounded_number_of_marks() -> None:
    assert len(marks(["0-1"] * 5000)) == links.MOST_MARKS


def test_a_passage_that_was_found_opens_at_its_words() -> None:
    held = article("Zero. One two. Three.", id="ünï/cödé?&#.md")
    assert opened(of_passage(passage(held, 6, 14)), held=held).marked == {"cited": "One two."}


def head_of(**given: object) -> str:
    seen = Seen(article_pane(dossier(article("Text.", **given)), None))
    return seen.text.removesuffix("Text.")


def test_a_credited_agency_is_not_called_the_publisher() -> None:
    assert "credits TASS, publisher unknown · undated · no author named" in head_of(
        credits=("TASS",)
    )


def test_an_unknown_outlet_and_date_are_said_to_be_unknown() -> None:
    head = head_of()
    assert "publisher unknown · undated" in head
    assert "original link unknown" in head


def test_a_dated_article_says_how_its_date_was_found() -> None:
    when = datetime(2022, 3, 6, 15, 45, tzinfo=timezone(timedelta(hours=9)))
    head = head_of(
        source="Jiji", authors=("Jane Zhou",), published=when, found={"published": "dateline"}
    )
    assert "Jiji · 6 Mar 2022, 15:45 (UTC+09:00) · by Jane Zhou" in head
    assert "date from dateline" in head


def test_an_undated_article_claims_no_way_of_dating() -> None:
    assert "date from" not in head_of(found={"published": "a guess"})


def test_an_article_without_a_title_says_that_its_name_is_the_files() -> None:
    assert "x.txt" in head_of(title=None, location="folder/x.txt")
    assert "no title of its own" in head_of(title=None)
    assert "no title of its own" not in head_of()


@pytest.mark.parametrize("url", ["https://example.org/a?b=1", "http://example.org"])
def test_a_known_original_is_linked_safely(url: str) -> None:
    seen = Seen(article_pane(dossier(article("Text.", url=url)), None))
    link = next(attributes for name, attributes in seen.elements if name == "a")
    assert link == {"href": url, "target": "_blank", "rel": "noopener noreferrer"}
    assert "at example.org" in seen.text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/a",
        "https:///nohost",
        "https://user:secret@example.org/",
        "http://[bad",
        "ftp://example.org/a",
        "",
    ],
)
def test_no_other_kind_of_link_is_offered(url: str) -> None:
    assert not is_web(url)
    assert Seen(article_pane(dossier(article("Text.", url=url)), None)).links() == []


def test_an_articles_own_page_stands_alone() -> None:
    page = reading.shown(
        dossier(article("Text.", published=date(2022, 3, 6))), "1:0-5", [], pane=False
    )
    assert page.startswith("<!doctype html>")
    assert "<title>A title · Byline</title>" in page
    assert Seen(page).marked == {"cited": "Text."}


def test_a_date_with_utc_is_named_so() -> None:
    assert "15:45 (UTC)" in head_of(published=datetime(2022, 3, 6, 15, 45, tzinfo=UTC))
