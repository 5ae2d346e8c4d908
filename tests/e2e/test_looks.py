"""Light and dark, wide and narrow, and nothing that jumps."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visiting
from e2e.serving import Served
from e2e.visiting import FIRST_QUESTION, Visit

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SHIFTS = (
    "() => { window.shifted = 0; new PerformanceObserver((list) => list.getEntries().forEach("
    "(entry) => { if (!entry.hadRecentInput) window.shifted += entry.value; }))"
    ".observe({ type: 'layout-shift', buffered: false }); }"
)


def paper(visit: Visit) -> str:
    return str(visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor"))


def test_dark_follows_the_system_and_the_readers_choice_outlives_a_reload(
    visiting: Visiting, served: Served
) -> None:
    light, dark = "rgb(251, 250, 247)", "rgb(22, 21, 19)"
    assert paper(visiting(served, color_scheme="light")) == light
    visit = visiting(served, color_scheme="dark")
    assert paper(visit) == dark
    visit.page.get_by_role("button", name="Switch between light and dark").click()
    assert paper(visit) == light
    # A reload in the middle of the first look would break it off, which the browser complains of.
    expect(visit.page.locator(".welcome [data-ask]").first).to_be_visible(timeout=30_000)
    visit.opened()
    assert paper(visit) == light


def test_a_phone_never_scrolls_sideways(visiting: Visiting, served: Served) -> None:
    visit = visiting(served, viewport=PHONE)
    assert not visit.wider_than_the_screen()
    visit.ask(FIRST_QUESTION)
    assert not visit.wider_than_the_screen()
    for pill in ("#outlets-pill", "#dates-pill", "#mode-pill"):
        visit.page.locator(pill).click()
        assert not visit.wider_than_the_screen()
        visit.page.keyboard.press("Escape")
    visit.chips().first.click()
    visit.marked()
    assert not visit.wider_than_the_screen()


def test_on_a_phone_the_reader_covers_the_page_until_it_is_closed(
    visiting: Visiting, served: Served
) -> None:
    visit = visiting(served, viewport=PHONE)
    visit.ask(FIRST_QUESTION)
    chip = visit.chips().first
    chip.click()
    visit.marked()
    expect(visit.page.locator("#reader-body mark.cited").first).to_be_in_viewport()
    assert visit.page.locator("#talk").evaluate("e => e.inert")
    visit.page.get_by_role("button", name="Close this pane").click()
    expect(visit.page.locator("#reader-body")).to_be_hidden()
    expect(chip).to_be_focused()
    visit.ask("How many Tomahawk missiles is Japan buying?")


def test_nothing_jumps_while_an_answer_comes(visit: Visit) -> None:
    visit.ask(FIRST_QUESTION)
    visit.page.evaluate(SHIFTS)
    visit.ask("How many Tomahawk missiles is Japan buying?")
    assert visit.page.evaluate("() => window.shifted") < 0.1


def test_a_new_question_stands_on_top(visit: Visit) -> None:
    visit.ask(FIRST_QUESTION)
    visit.ask("How many Tomahawk missiles is Japan buying?")
    question = visit.page.locator("#live .q")
    expect(question).to_be_in_viewport()
    box = question.bounding_box()
    assert box is not None
    assert box["y"] < 200
