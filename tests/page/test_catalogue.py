"""The library to look through: page by page, searched, and with what was not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from page.doubles import SmallRag, answered, article
from page.seeing import Seen
from rag.answering.citations import CitationList
from rag.errors import LibraryDamaged, LibraryNotFound
from rag.page import reading
from rag.page.links import Sought, of_article, of_library, of_not_read
from rag.page.shelf import ON_A_PAGE, Shelf, found, window
from rag.serve import create_app
from rag.types import Article, Rejected

HELD = (
    article("One.", id="a", title="Harbour shut", source="Inland Post", published=date(2023, 5, 4)),
    article("Two.", id="b", title="Ｈａｒｂｏｕｒ opens", source="Coast Daily"),
    article("Three.", id="c", title=None, location="/srv/papers/straße.txt", credits=("TASS",)),
)
REFUSED = (
    Rejected("/srv/papers/broken.jsonl", "not valid JSON", 2),
    Rejected("https://example.org/gone", "the server says 404"),
)


def small(held: tuple[Article, ...] = HELD, **given: object) -> SmallRag:
    return SmallRag(answered("Who?", CitationList(), ()), held, **given)


def many(n: int) -> tuple[Article, ...]:
    return tuple(article("Words.", id=f"id-{i}", title=f"Title {i}") for i in range(n))


def listed(rag: SmallRag, page: int = 1, query: str = "") -> Seen:
    entries = Shelf(rag).entries()
    return Seen(reading.library(entries, len(rag.rejected()), page, Sought(query), pane=True))


def rows(seen: Seen) -> list[str]:
    return [link for link in seen.links() if link.startswith("/read?")]


def test_every_article_is_listed_with_its_origin_and_opens() -> None:
    seen = listed(small())
    assert rows(seen) == [of_article(each.id) for each in HELD]
    assert "Harbour shutInland Post · 4 May 2023" in seen.text
    assert "straße.txtcredits TASS, publisher unknown · undated" in seen.text
    assert "3 articles, newest first, undated last" in seen.text
    assert "/srv" not in seen.text


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", "abc"),
        ("harbour", "ab"),
        ("HARBOUR", "ab"),
        ("harbour coast", "b"),
        ("post", "a"),
        ("tass", "c"),
        ("STRASSE", "c"),
        ("srv", ""),
        (".*", ""),
        ("%", ""),
        ("   ", "abc"),
    ],
)
def test_a_search_looks_for_each_word_in_title_outlet_and_credits(query: str, ids: str) -> None:
    assert "".join(each.id for each in found(Shelf(small()).entries(), Sought(query))) == ids


def test_a_search_says_how_many_it_found_and_leads_back_to_all() -> None:
    seen = listed(small(), query=" harbour   shut ")
    assert "1 article with “harbour shut” in title or outlet" in seen.text
    assert of_library() in seen.links()[-1:]
    (field,) = [held for name, held in seen.elements if held.get("type") == "search"]
    assert field["value"] == "harbour shut"


def test_a_search_without_a_match_says_so() -> None:
    seen = listed(small(), query="dragons")
    assert "No article has “dragons” in its title or outlet." in seen.text
    assert rows(seen) == []


def test_ten_thousand_articles_come_a_hundred_at_a_time() -> None:
    rag = small(many(10_000))
    first, last = listed(rag), listed(rag, page=100)
    assert len(rows(first)) == len(rows(last)) == ON_A_PAGE
    assert rows(last)[-1] == of_article("id-9999")
    assert "Page 1 of 100" in first.text
    assert of_library(2) in first.links()
    assert of_library(99) in last.links()
    assert not {of_library(0), of_library(101)} & {*first.links(), *last.links()}


def test_pages_keep_to_what_is_sought() -> None:
    seen = listed(small(many(150)), page=2, query="title")
    assert len(rows(seen)) == 50
    back = next(link for link in seen.links() if "q=" in link)
    assert parse_qs(urlsplit(back).query) == {"q": ["title"], "page": ["1"]}


@pytest.mark.parametrize(("items", "number", "shown"), [(0, 1, 1), (0, 9, 1), (101, 9, 2)])
def test_a_page_beyond_the_last_is_the_last(items: int, number: int, shown: int) -> None:
    assert window(range(items), number).number == shown


def test_the_entries_are_made_again_only_when_the_library_changed() -> None:
    rag = small(many(3))
    shelf = Shelf(rag)
    first = shelf.entries()
    assert shelf.entries() is first
    rag.held = many(4)
    assert len(shelf.entries()) == 4


def test_what_was_not_read_is_listed_by_name_and_reason() -> None:
    seen = Seen(reading.not_read(REFUSED, 3, 1, pane=True))
    assert "broken.jsonl, line 2not valid JSON" in seen.text
    assert "example.org/gonethe server says 404" in seen.text
    assert "Articles (3)CoverageWho says whatCollectionsNot read (2)" in seen.text
    assert "/srv" not in seen.text
    assert "rag list --rejected" in seen.text


def test_many_that_were_not_read_come_by_pages_too() -> None:
    refused = [Rejected(f"/p/{n:04}.txt", "empty") for n in range(250)]
    seen = Seen(reading.not_read(refused, 0, 3, pane=True))
    assert seen.text.count("empty") == 50
    assert of_not_read(2) in seen.links()


def test_nothing_refused_and_nothing_there_are_said_in_words() -> None:
    assert "Everything that was given has been read." in reading.not_read((), 3, 1, pane=True)
    empty = Seen(reading.library((), 0, 1, Sought(), pane=True))
    assert "There are no articles here yet." in empty.text
    assert [name for name, _ in empty.elements if name == "form"] == []


def test_both_lists_say_how_to_add_articles() -> None:
    for pane in (reading.library((), 0, 1, Sought(), True), reading.not_read((), 0, 1, True)):
        assert "rag ingest YOUR_FOLDER_OR_ADDRESS" in pane


def test_the_list_that_is_shown_is_marked_for_everyone() -> None:
    for seen, place in (
        (listed(small()), of_library()),
        (Seen(reading.not_read(REFUSED, 3, 1, pane=True)), of_not_read()),
    ):
        current = [held["href"] for _, held in seen.elements if "aria-current" in held]
        assert current == [place]


def test_the_search_field_has_a_label() -> None:
    elements = listed(small()).elements
    (field,) = [held for _, held in elements if held.get("type") == "search"]
    assert field["id"] in [held.get("for") for name, held in elements if name == "label"]


# --- as served ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(small(refused=REFUSED))) as client:
        yield client


def test_the_library_is_served_as_a_pane_and_as_a_page_of_its_own(client: TestClient) -> None:
    pane = client.get("/library", params={"q": "coast", "pane": "true"})
    assert pane.text.startswith("<h2")
    assert rows(Seen(pane.text)) == [of_article("b")]
    page = client.get("/library?q=coast")
    assert page.text.startswith("<!doctype html>")
    assert page.text.endswith("</html>")
    assert pane.text in page.text


def test_what_was_not_read_is_served_too(client: TestClient) -> None:
    page = client.get("/not-read")
    assert "not valid JSON" in page.text
    assert "<title>Not read · Byline</title>" in page.text


@pytest.mark.parametrize(
    "path",
    ["/library?page=0", "/library?page=x", "/library?q=" + "x" * 201, "/not-read?page=-1"],
)
def test_a_page_that_makes_no_sense_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 422


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (LibraryNotFound("index"), 200, "rag ingest YOUR_FOLDER_OR_ADDRESS"),
        (LibraryDamaged("the <b>ledger</b> is damaged"), 503, "&lt;b&gt;ledger"),
    ],
)
def test_a_library_that_cannot_be_opened_is_told_in_words(
    error: Exception, code: int, said: str
) -> None:
    class Broken(SmallRag):
        def _fail(self, *_: object, **__: object) -> None:
            raise error

        status = rejected = articles = dossier = _fail

    broken = Broken(answered("Who?", CitationList(), ()), ())
    with TestClient(create_app(broken)) as client:
        for path in ("/library", "/not-read", "/read?article=a"):
            answer = client.get(path)
            assert answer.status_code == code
            assert said in answer.text
