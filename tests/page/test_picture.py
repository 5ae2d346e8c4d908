"""The picture of articles in time, and the table that says the same."""

from __future__ import annotations

import re
from datetime import date, timedelta

from page.doubles import answered, article, cited
from page.seeing import Seen
from rag.answering.citations import CitationList
from rag.page import coverage
from rag.page.coverage import BARS
from rag.types import Answer, Coverage, Covered

READ = (
    article("Ovechko said one.", id="a", title="First", credits=("TASS",)),
    article("He said two.", id="b", title="Second", source="Jiji", published=date(2022, 3, 6)),
    article("They said three.", id="c", title="Third", source="Jiji", published=date(2024, 2, 3)),
)


def answer() -> Answer:
    cites = CitationList()
    cited(cites, READ[0], "Ovechko said one.")
    cited(cites, READ[1], "He said two.")
    return answered("Who?", cites, READ)


def shown(of: Answer) -> Seen:
    markup = coverage.of_answer(of)
    assert markup is not None
    return Seen(markup)


def marks(seen: Seen) -> dict[str, dict[str, str]]:
    drawn = ("filled", "hollow", "bar")
    return {
        held["aria-label"]: held
        for name, held in seen.elements
        if name == "a" and held.get("class") in drawn
    }


def test_every_article_read_is_a_mark_that_opens_it_and_the_cited_are_filled() -> None:
    seen = shown(answer())
    assert "3 articles read, 2 of them cited; 1 undated" in seen.text
    held = marks(seen)
    first = held["First · credits TASS, publisher unknown · undated · cited"]
    assert first["class"] == "filled"
    assert first["href"] == "/read?article=a&revision=1&mark=1%3A0-17"
    third = held["Third · Jiji · 3 Feb 2024 · read, not cited"]
    assert third["class"] == "hollow"
    assert third["href"] == "/read?article=c&revision=1&mark=0-16"


def test_the_table_says_the_same_in_words() -> None:
    markup = coverage.of_answer(answer()) or ""
    cells = re.findall(r"<td[^>]*>(.*?)</td>", markup)
    rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("6 Mar 2022", "Jiji", "yes"),
        ("3 Feb 2024", "Jiji", "no"),
        ("undated", "credits TASS, publisher unknown", "yes"),
    ]


def test_a_single_article_needs_no_picture() -> None:
    cites = CitationList()
    cited(cites, READ[0], "Ovechko said one.")
    assert coverage.of_answer(answered("Who?", cites, READ[:1])) is None


def test_a_later_day_stands_further_right_and_the_undated_behind_all() -> None:
    markup = coverage.of_answer(answer()) or ""
    places = [float(each) for each in re.findall(r'<svg x="([\d.]+)%"', markup)]
    earlier, later, undated = sorted(places)
    assert earlier < later < undated < 100
    assert markup.index(f'x="{earlier:.2f}%"') < markup.index(f'x="{later:.2f}%"')


def day_by_day(n: int, outlet: str = "Jiji") -> list[Covered]:
    start = date(2022, 1, 1)
    return [
        Covered(day, day, outlet, article_ids=(f"{outlet}-{each}",))
        for each in range(n)
        if (day := start + timedelta(days=each))
    ]


def test_a_librarys_bars_have_room_and_lead_to_their_lists() -> None:
    held = Coverage.of([*day_by_day(300), Covered(None, None, None, articles=4)])
    markup = coverage.of_library(held)
    bars = list(marks(Seen(markup)).values())
    assert len(bars) <= BARS + 1
    assert sum(int(each["aria-label"].split()[0]) for each in bars) == 304
    assert bars[0]["href"] == "/library?outlet=Jiji&since=2022-01-01&until=2022-01-08&page=1"
    assert bars[-1]["href"] == "/library?outlet=-&undated=only&page=1"
    assert "300 articles from 1 Jan 2022 to 27 Oct 2022; 4 more undated" in markup


def test_too_many_days_are_said_to_stand_together() -> None:
    held = Coverage.of([*day_by_day(900)])
    assert "Shown by months: there are too many days." in coverage.of_library(held)


def test_an_empty_library_has_no_picture() -> None:
    assert "<svg" not in coverage.of_library(Coverage(()))
