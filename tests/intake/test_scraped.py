"""Scraped pages become clean articles; what people wrote by hand survives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.intake import read
from rag.types import Article, plain

from .conftest import Write, article

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "scraped"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
PROSE = (
    "The council voted on Monday to keep the old bridge open for another two years, after an "
    "inspection found that its piers were sounder than feared."
)
MORE = (
    "Engineers will return in the spring to measure the cracks again, and the result decides "
    "whether lorries may use the bridge or must take the long way round."
)


@pytest.fixture(scope="module")
def together() -> dict[str, Article]:
    found = read([FOLDER])
    return {Path(a.location).name: a for a in found if isinstance(a, Article)}


def test_every_page_has_its_expectation(together: dict[str, Article]) -> None:
    assert set(together) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_fields_are_those_the_page_gives(together: dict[str, Article], name: str) -> None:
    page, wanted = together[name], EXPECTED[name]
    fields = ("title", "credits", "authors", "published", "language")
    assert {f: plain(getattr(page, f)) for f in fields} == {f: wanted[f] for f in fields}
    assert page.source is None
    assert {f for f in fields if wanted[f]} <= set(page.found)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_text_is_the_article_and_nothing_else(together: dict[str, Article], name: str) -> None:
    text, wanted = together[name].text, EXPECTED[name]
    assert text.startswith(wanted["first"])
    assert text.endswith(wanted["last"])
    assert text.count("\n\n") + 1 == wanted["paragraphs"]
    assert [words for words in wanted["kept"] if words not in text] == []
    assert [words for words in wanted["absent"] if words in text] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_alone_reads_as_it_does_among_others(
    together: dict[str, Article], name: str
) -> None:
    alone = article(FOLDER / name)
    assert (alone.text, alone.sha256) == (together[name].text, together[name].sha256)


@pytest.mark.parametrize("name", EXPECTED)
def test_offsets_count_code_points_of_the_canonical_text(
    together: dict[str, Article], name: str
) -> None:
    text = together[name].text
    start = text.index(EXPECTED[name]["last"][-12:])
    assert text.encode()[len(text[:start].encode()) :].decode() == text[start:]


@pytest.mark.parametrize(
    "line",
    [
        "No time to read?",
        "» Read more",
        "RELATED: Bridge To Close for Good",
        "Share on Facebook",
        "3 min read",
        "1,204 shares",
        "Photo: Anna Berg / AFP",
        "Sign up for our daily newsletter",
        "© 2024 The Paper. All rights reserved",
        "* * *",
    ],
)
def test_furniture_between_paragraphs_goes(write: Write, line: str) -> None:
    text = article(write("a.txt", f"{PROSE}\n\n{line}\n\n{MORE}\n")).text
    assert text == f"{PROSE}\n\n{MORE}"


@pytest.mark.parametrize(
    "line",
    [
        "“We are relieved,” she said.",
        "A second look",
        "Related posts were painted green by the village school.",
        "Why now?",
        "- 120 lorries a day",
        "They had no comments.",
        "Share prices fell.",
        "By the river, nothing moved.",
        "Home was far away.",
    ],
)
def test_short_lines_between_paragraphs_stay(write: Write, line: str) -> None:
    text = article(write("a.txt", f"{PROSE}\n\n{line}\n\n{MORE}\n")).text
    assert text == f"{PROSE}\n\n{line}\n\n{MORE}"


def test_a_box_of_headlines_inside_the_text_goes(write: Write) -> None:
    page = f"{PROSE}\n\nRelated Stories\n\nA Tram for the Hill\nNo Tram for the Hill\n\n{MORE}\n"
    assert article(write("a.txt", page)).text == f"{PROSE}\n\n{MORE}"


def test_headlines_below_the_text_go_without_a_phrase_to_tell_them(write: Write) -> None:
    page = (
        f"{PROSE}\n{MORE}\nMayor Opens Garden Behind the Station\n"
        "Swimmers Cross Lake for the Tenth Time\nPower Cut Darkens Three Valleys\n"
    )
    assert article(write("a.txt", page)).text == f"{PROSE}\n\n{MORE}"


def test_a_line_that_recurs_across_files_is_furniture(write: Write) -> None:
    for number in range(4):
        story = f"Story {number} tells of bridge number {number} and of nothing else. " * 6
        page = ("The finest paper in town", f"Bridge {number} stays open for now", story,
                "Members read it first", story)  # fmt: skip
        folder = write(f"{number}.txt", "\n\n".join(page)).parent
    found = [a for a in read([folder]) if isinstance(a, Article)]
    assert [a.title for a in found] == [f"Bridge {n} stays open for now" for n in range(4)]
    assert not any("Members" in a.text or "finest" in a.text for a in found)


def test_what_a_whole_folder_says_of_day_author_and_agency_is_read(write: Write) -> None:
    for number in range(4):
        story = f"Story {number} tells of bridge number {number} and of nothing else. " * 6
        page = ("Sunday, 1 May 2022", f"Bridge {number} stays open for now", "By Jane Zhou",
                "March 6, 2022", story, "Source: TASS")  # fmt: skip
        folder = write(f"{number}.txt", "\n\n".join(page)).parent
    found = [a for a in read([folder]) if isinstance(a, Article)]
    assert len(found) == 4
    for each in found:
        # The day at the top of a page may be that of its visit.
        assert (each.published, each.authors) == (date(2022, 3, 6), ("Jane Zhou",))
        assert each.credits == ("TASS",)
        assert "March" not in each.text
        assert "line 7" in each.found["published"]


def test_copies_of_one_story_do_not_make_its_title_furniture(write: Write) -> None:
    for number in range(6):
        page = ("The Bridge Stays Open After All", PROSE, "A second look",
                f"{MORE} Edition {number} went to press on time.")  # fmt: skip
        folder = write(f"{number}.txt", "\n\n".join(page)).parent
    found = [a for a in read([folder]) if isinstance(a, Article)]
    assert [a.title for a in found] == ["The Bridge Stays Open After All"] * 6
    assert all("A second look" in a.text for a in found)


@pytest.mark.parametrize(
    ("byline", "authors", "credits"),
    [
        ("By Jane Zhou", ("Jane Zhou",), ()),
        ("BY JANE ZHOU AND BO LI", ("JANE ZHOU", "BO LI"), ()),
        ("By Jane Zhou, Staff Writer", ("Jane Zhou",), ()),
        ("By Ludwig van der Meer | Reuters", ("Ludwig van der Meer",), ()),
        ("By Reuters", (), ("Reuters",)),
        ("Von Käthe Brühl", ("Käthe Brühl",), ()),
    ],
)
def test_bylines_name_people_and_agencies(
    write: Write, byline: str, authors: tuple[str, ...], credits: tuple[str, ...]
) -> None:
    found = article(write("a.txt", f"The Old Bridge Stays Open\n\n{byline}\n\n{PROSE}\n\n{MORE}\n"))
    assert found.title == "The Old Bridge Stays Open"
    assert found.authors == authors
    assert set(credits) <= set(found.credits)
    assert found.text == f"{PROSE}\n\n{MORE}"


def test_an_updated_line_dates_nothing(write: Write) -> None:
    page = f"The Old Bridge Stays Open\nUpdated March 7, 2022\n\n{PROSE}\n\n{MORE}\n"
    found = article(write("a.txt", page))
    assert found.published is None
    assert "Updated" not in found.text


def test_a_file_is_never_dated_by_its_own_time(write: Write) -> None:
    assert article(write("2022-03-06.txt", PROSE)).published is None


def test_front_matter_wins_over_what_the_page_says(write: Write) -> None:
    page = (
        "---\ntitle: Given\npublished: 2020-01-02\nauthors: Ann Lee\ncredits: [EFE]\n---\n"
        f"The Old Bridge Stays Open\n\nBy Jane Zhou\n\nMarch 6, 2022\n\n{PROSE} (TASS)\n"
    )
    found = article(write("a.txt", page))
    assert (found.title, str(found.published)) == ("Given", "2020-01-02")
    assert (found.authors, found.credits) == (("Ann Lee",), ("EFE",))
    assert found.text == PROSE


def test_a_text_of_furniture_alone_is_rejected(write: Write) -> None:
    (found,) = read([write("a.txt", "Menu\nHome\nShare\nLeave a comment\n")])
    assert not isinstance(found, Article)
    assert "no text" in found.reason


def test_a_numbered_list_that_ends_an_article_stays(write: Write) -> None:
    page = (
        f"{PROSE}\n\n1. Old Bridge Over River\n2. New Bridge Over Canal\n3. Iron Bridge Near Mill\n"
    )
    assert article(write("a.txt", page)).text.endswith("3. Iron Bridge Near Mill")


@pytest.mark.parametrize(
    "title",
    [
        "Will the Old Bridge Hold When the Lorries Come Back?",
        "Why the old bridge may hold, and what comes after the ...",
        "The Old Bridge Stays | The Valley Paper",
        "旧橋の通行、さらに二年間認める方針",
    ],
)
def test_a_line_above_the_text_is_its_title(write: Write, title: str) -> None:
    found = article(write("a.txt", f"{title}\n\n{PROSE}\n\n{MORE}\n"))
    assert (found.title, found.text) == (title, f"{PROSE}\n\n{MORE}")
    assert "line" in found.found["title"]


def test_prose_alone_has_no_title(write: Write) -> None:
    found = article(write("a.txt", f"{PROSE}\n\n{MORE}\n"))
    assert found.title is None
    assert found.label == "a.txt"
