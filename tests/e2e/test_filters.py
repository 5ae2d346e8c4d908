"""Filters show what is set, keep to it, and say when nothing matches."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from e2e.serving import Served
from e2e.visiting import FIRST_QUESTION, Visit

pytestmark = pytest.mark.browser


def set_dates(visit: Visit, since: str = "", until: str = "") -> None:
    visit.page.locator("#dates-pill").click()
    visit.page.get_by_label("From").fill(since)
    visit.page.get_by_label("To", exact=True).fill(until)
    visit.page.keyboard.press("Escape")


def test_dates_are_kept_to_and_shown(visit: Visit, served: Served) -> None:
    set_dates(visit, "2022-01-01", "2022-12-31")
    pill = visit.page.locator("#dates-pill")
    expect(pill).to_have_text("1 Jan 2022 to 31 Dec 2022, undated left out")
    turn = visit.ask(FIRST_QUESTION)
    expect(turn.locator(".set")).to_have_text("1 Jan 2022 to 31 Dec 2022, undated left out")
    answer = served.rag.ask(FIRST_QUESTION, since="2022-01-01", until="2022-12-31")
    expect(visit.chips()).to_have_count(sum(len(s.citations) for s in answer.sentences))


def test_an_outlet_is_kept_to_and_shown(visit: Visit) -> None:
    pill = visit.page.locator("#outlets-pill")
    pill.click()
    visit.page.get_by_label("TASS (1)").check()
    expect(pill).to_have_text("TASS")
    expect(pill).to_have_class(re.compile("is-set"))
    expect(pill).to_have_attribute("aria-expanded", "true")
    visit.page.keyboard.press("Escape")
    turn = visit.ask(FIRST_QUESTION)
    expect(turn.locator(".set")).to_have_text("TASS")


def test_a_filter_without_a_match_says_so(visit: Visit) -> None:
    set_dates(visit, "1980-01-01", "1980-12-31")
    turn = visit.ask(FIRST_QUESTION)
    expect(turn.locator("a.n")).to_have_count(0)
    expect(turn.locator(".state")).not_to_contain_text("✓")
    expect(turn).to_contain_text("2013")


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [("last week", "", "is not a day"), ("2023-01-01", "2022-01-01", "in reverse")],
)
def test_a_date_that_cannot_be_read_is_said_in_place(
    visit: Visit, since: str, until: str, said: str
) -> None:
    set_dates(visit, since, until)
    turn = visit.ask(FIRST_QUESTION)
    expect(turn.get_by_role("alert")).to_contain_text(said)
    expect(visit.field()).to_have_value(FIRST_QUESTION)
