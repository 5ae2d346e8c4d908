"""Everything can be done without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.visiting import FIRST_QUESTION, Visit

pytestmark = pytest.mark.browser


def test_enter_sends_and_shift_enter_starts_a_line(visit: Visit) -> None:
    visit.field().press_sequentially("How did Russia react")
    visit.field().press("Shift+Enter")
    visit.field().press_sequentially("to Japan's strategy?")
    expect(visit.page.locator(".turn")).to_have_count(0)
    assert visit.field().input_value() == "How did Russia react\nto Japan's strategy?"
    visit.field().press("Enter")
    visit.answered()
    expect(visit.field()).to_have_value("")


def test_enter_on_a_number_opens_it_and_escape_leads_back(visit: Visit) -> None:
    visit.ask(FIRST_QUESTION)
    chip = visit.chips().first
    chip.focus()
    visit.page.keyboard.press("Enter")
    assert visit.marked()
    expect(chip).to_have_class("n on")
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#reader-pane")).not_to_have_class("pane open")
    expect(chip).to_be_focused()
    expect(chip).to_have_class("n")


def test_escape_closes_what_is_open_one_at_a_time(visit: Visit) -> None:
    visit.ask(FIRST_QUESTION)
    visit.chips().first.click()
    visit.marked()
    pill = visit.page.get_by_role("button", name="All sources")
    pill.click()
    expect(pill).to_have_attribute("aria-expanded", "true")
    visit.page.keyboard.press("Escape")
    expect(pill).to_have_attribute("aria-expanded", "false")
    expect(visit.page.locator("#reader-pane.open")).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#reader-pane.open")).to_have_count(0)


def test_the_mode_is_explained_in_plain_words(visit: Visit) -> None:
    pill = visit.page.get_by_role("button", name="Quotes, no model")
    pill.focus()
    visit.page.keyboard.press("Enter")
    note = visit.page.locator("#mode-panel")
    expect(note).to_be_visible()
    expect(note).to_contain_text("quoted as they stand")
    expect(note).to_contain_text("Nothing you ask leaves this machine")
    visit.page.mouse.click(400, 500)
    expect(note).to_be_hidden()


def test_everything_that_can_be_pressed_has_a_name(visit: Visit) -> None:
    visit.ask(FIRST_QUESTION)
    visit.chips().first.click()
    visit.marked()
    nameless = visit.page.evaluate(
        "() => [...document.querySelectorAll('button, a[href], input, textarea')]"
        ".filter((e) => e.checkVisibility({ checkVisibilityCSS: true }))"
        ".filter((e) => !e.getAttribute('aria-label') && !e.textContent.trim())"
        ".filter((e) => !e.labels?.length)"
        ".map((e) => e.outerHTML)"
    )
    assert nameless == []
