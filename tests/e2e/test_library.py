"""The library in a browser: look through it, find, open; what is known, and what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from e2e.conftest import Visiting
from e2e.serving import Served
from e2e.visiting import Visit
from rag import Rag

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
STORY = """---
title: {title}
source: {source}
published: {published}
---

The tide gauge at Hale failed on Monday, and the county reads the water by hand every two hours.

A new gauge comes {when}, said Ingrid Solheim, who keeps the harbour book, and costs 4,100 crowns.

Until then the ferries to the outer islands leave only in daylight, as they did before the war.
"""


def write(papers: Path, name: str, title: str, source: str, day: str, when: str) -> None:
    text = STORY.format(title=title, source=source, published=f"2023-05-{day}", when=when)
    (papers / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def tides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A story that was corrected, its near copy, 120 short ones, and two files that are none."""
    folder = tmp_path_factory.mktemp("tides")
    papers = folder / "papers"
    papers.mkdir()
    write(papers, "one.md", "Gauge fails", "Inland Post", "04", "in June")
    write(papers, "two.md", "No gauge at Hale", "Coast Daily", "05", "in early June")
    for n in range(120):
        (papers / f"log-{n:03}.txt").write_text(f"Log {n}. The water stood at {n} centimetres.")
    (papers / "blank.md").write_text("")
    (papers / "broken.jsonl").write_text('{"id": "a", "title":\n')
    with Rag.open(folder / "index") as rag:
        rag.ingest(papers)
        write(papers, "one.md", "Gauge at Hale fails", "Inland Post", "04", "in July")
        rag.ingest(papers)
        with Served(rag) as page:
            yield page


@pytest.fixture
def visit(visiting: Visiting, tides: Served) -> Visit:
    return visiting(tides)


def pane(visit: Visit) -> Locator:
    return visit.page.locator("#reader-body")


def opened_library(visit: Visit) -> Locator:
    visit.page.get_by_role("link", name="Library").click()
    expect(pane(visit).get_by_role("heading", name="Library")).to_be_focused()
    return pane(visit)


def find(visit: Visit, query: str) -> None:
    field = visit.page.get_by_label("Find by title or outlet")
    field.fill(query)
    field.press("Enter")
    expect(visit.page.locator("#found")).to_contain_text(f"“{query}”")


def test_the_library_opens_beside_the_conversation_a_hundred_at_a_time(visit: Visit) -> None:
    shown = opened_library(visit)
    expect(shown.locator(".shelf li")).to_have_count(100)
    expect(shown.locator("#found")).to_contain_text("122 articles, newest first")
    shown.get_by_role("link", name="Older").click()
    expect(shown.locator(".shelf li")).to_have_count(22)
    expect(shown).to_contain_text("Page 2 of 2")
    expect(shown.get_by_role("heading", name="Library")).to_be_focused()
    expect(visit.page.get_by_role("button", name="Back")).to_be_hidden()


def test_what_is_found_opens_and_back_leads_to_the_same_list(visit: Visit) -> None:
    shown = opened_library(visit)
    find(visit, "hale")
    expect(visit.page.get_by_label("Find by title or outlet")).to_be_focused()
    expect(shown.locator(".shelf li")).to_have_count(2)
    shown.get_by_role("link", name="Gauge at Hale fails").click()
    expect(shown.locator(".text")).to_contain_text("comes in July")
    visit.page.get_by_role("button", name="Back").click()
    expect(shown.get_by_role("link", name="Gauge at Hale fails")).to_be_focused()
    expect(shown.locator(".shelf li")).to_have_count(2)


def test_what_is_typed_while_the_list_comes_is_kept(visit: Visit) -> None:
    shown = opened_library(visit)
    field = visit.page.get_by_label("Find by title or outlet")
    waiting: list[Route] = []
    visit.page.route("**/library?*", lambda route: waiting.append(route))
    field.fill("hale")
    field.press("Enter")
    visit.wait_until(lambda: bool(waiting))
    field.press_sequentially(" gauge")
    waiting.pop().fallback()
    expect(shown.locator("#found")).to_contain_text("“hale”")
    expect(field).to_have_value("hale gauge")
    expect(field).to_be_focused()


def test_what_is_known_of_an_article_unfolds_and_its_older_text_opens(visit: Visit) -> None:
    shown = opened_library(visit)
    find(visit, "inland")
    shown.get_by_role("link", name="Gauge at Hale fails").click()
    expect(shown.locator(".about dl")).to_be_hidden()
    shown.get_by_text("About this article").click()
    expect(shown.locator(".about dl")).to_contain_text("Inland Post (front matter)")
    expect(shown.locator(".about dl")).to_contain_text("one.md")
    expect(shown.locator(".about")).to_contain_text("other title and text: “Gauge fails”")
    shown.locator(".others a", has_text="Revision").click()
    expect(shown.get_by_role("note")).to_contain_text("older text of this article")
    expect(shown.locator(".text")).to_contain_text("comes in June")
    shown.get_by_role("link", name="Open the current text").click()
    expect(shown.locator(".text")).to_contain_text("comes in July")
    expect(shown.get_by_role("note")).to_have_count(0)


def test_a_near_copy_opens_from_the_article_that_it_resembles(visit: Visit) -> None:
    shown = opened_library(visit)
    find(visit, "inland")
    shown.get_by_role("link", name="Gauge at Hale fails").click()
    shown.get_by_text("About this article: 1 near copy").click()
    shown.get_by_role("link", name="No gauge at Hale").click()
    expect(shown.locator(".origin")).to_contain_text("Coast Daily")


def test_what_was_not_read_is_there_with_its_reason(visit: Visit, tides: Served) -> None:
    shown = opened_library(visit)
    refused = tides.rag.rejected()
    assert len(refused) == 2
    shown.get_by_role("link", name="Not read (2)").click()
    expect(shown.locator(".shelf li")).to_have_count(2)
    for each in refused:
        expect(shown).to_contain_text(Path(each.location).name)
        expect(shown).to_contain_text(each.reason)
    expect(shown).not_to_contain_text(str(Path(refused[0].location).parent))


def test_a_cited_article_tells_what_is_known_of_it(visit: Visit) -> None:
    visit.ask("What does the new tide gauge at Hale cost?")
    visit.chips().first.click()
    assert visit.marked()
    pane(visit).get_by_text("About this article").click()
    expect(pane(visit).locator(".about dl")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Back")).to_be_hidden()


def test_all_of_it_can_be_done_with_the_keyboard_alone(visit: Visit) -> None:
    keyboard = visit.page.keyboard
    visit.field().focus()
    link = visit.page.get_by_role("link", name="Library")
    tab_to(visit, link, "Shift+Tab")
    keyboard.press("Enter")
    expect(pane(visit).get_by_role("heading", name="Library")).to_be_focused()
    tab_to(visit, visit.page.get_by_label("Find by title or outlet"))
    keyboard.type("inland")
    keyboard.press("Enter")
    expect(visit.page.locator("#found")).to_contain_text("1 article with")
    tab_to(visit, pane(visit).get_by_role("link", name="Gauge at Hale fails"))
    keyboard.press("Enter")
    expect(pane(visit).get_by_role("heading", name="Gauge at Hale fails")).to_be_focused()
    tab_to(visit, pane(visit).locator(".about summary"))
    keyboard.press("Enter")
    tab_to(visit, pane(visit).locator(".others a", has_text="Revision"))
    keyboard.press("Enter")
    expect(pane(visit).get_by_role("note")).to_be_visible()
    tab_to(visit, visit.page.get_by_role("button", name="Back"), "Shift+Tab")
    keyboard.press("Enter")
    expect(pane(visit).locator(".text")).to_contain_text("comes in July")
    keyboard.press("Escape")
    expect(visit.page.locator("#reader-pane.open")).to_have_count(0)
    expect(link).to_be_focused()


def tab_to(visit: Visit, aim: Locator, key: str = "Tab", most: int = 20) -> None:
    """Presses a key until the focus is there."""
    for _ in range(most):
        visit.page.keyboard.press(key)
        if aim.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"not reached with {key}: {aim}")


def test_everything_in_the_pane_that_can_be_pressed_has_a_name(visit: Visit) -> None:
    opened_library(visit)
    nameless = visit.page.evaluate(
        "() => [...document.querySelectorAll('#reader :is(button, a, input:not([type=hidden]))')]"
        ".filter((e) => !e.getAttribute('aria-label') && !e.textContent.trim())"
        ".filter((e) => !e.labels?.length).map((e) => e.outerHTML)"
    )
    assert nameless == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 900])
def test_nothing_is_wider_than_the_screen(
    visiting: Visiting, tides: Served, scheme: str, width: int
) -> None:
    visit = visiting(tides, viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown = opened_library(visit)
    assert not too_wide(visit)
    shown.get_by_role("link", name="Not read").click()
    expect(shown.locator(".shelf li")).to_have_count(2)
    assert not too_wide(visit)
    shown.get_by_role("link", name="Articles (").click()
    find(visit, "inland")
    shown.get_by_role("link", name="Gauge at Hale fails").click()
    shown.get_by_text("About this article").click()
    assert not too_wide(visit)


def too_wide(visit: Visit) -> bool:
    inside = visit.page.evaluate(
        "() => { const pane = document.getElementById('reader-pane');"
        " const bar = document.querySelector('.bar');"
        " return pane.scrollWidth > pane.clientWidth || bar.scrollWidth > bar.clientWidth; }"
    )
    return bool(inside) or visit.wider_than_the_screen()


def test_on_a_phone_the_library_covers_the_page_until_it_is_closed(
    visiting: Visiting, tides: Served
) -> None:
    visit = visiting(tides, viewport=PHONE)
    link = visit.page.get_by_role("link", name="Library")
    expect(link).to_have_text("Library", use_inner_text=True)
    opened_library(visit)
    assert visit.page.locator("#talk").evaluate("e => e.inert")
    visit.page.get_by_role("button", name="Close this pane").click()
    expect(pane(visit)).to_be_hidden()
    expect(link).to_be_focused()


def test_the_library_is_a_page_of_its_own_too_and_needs_no_script_there(
    visiting: Visiting, tides: Served
) -> None:
    visit = visiting(tides)
    with visit.page.context.expect_page() as other:
        visit.page.get_by_role("link", name="Library").click(modifiers=["Control"])
    alone = other.value
    alone.get_by_label("Find by title or outlet").fill("coast")
    alone.get_by_role("button", name="Find").click()
    expect(alone.locator(".shelf li")).to_have_count(1)
    alone.get_by_role("link", name="No gauge at Hale").click()
    expect(alone.locator(".text")).to_contain_text("in early June")
    alone.get_by_text("About this article").click()
    expect(alone.locator(".about dl")).to_be_visible()
    assert alone.locator("script").count() == 0


@pytest.fixture
def emptied(tmp_path: Path) -> Iterator[Served]:
    """A library to which only a blank file was given."""
    (tmp_path / "blank.txt").write_text("")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "blank.txt")
        with Served(rag) as page:
            yield page


def test_an_empty_library_leads_to_what_was_refused(emptied: Served, visiting: Visiting) -> None:
    visit = visiting(emptied)
    visit.page.get_by_role("link", name="1 input was not read").click()
    expect(pane(visit)).to_contain_text("blank.txt")
    pane(visit).get_by_role("link", name="Articles (0)").click()
    expect(pane(visit)).to_contain_text("There are no articles here yet.")
    expect(pane(visit)).to_contain_text("rag ingest YOUR_FOLDER_OR_ADDRESS")
