"""Asking and reading: every number opens the exact words, now and later."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visiting
from e2e.serving import Served
from e2e.visiting import FIRST_QUESTION, Visit

pytestmark = pytest.mark.browser


def test_every_number_of_the_first_answer_opens_its_exact_words(
    visit: Visit, served: Served
) -> None:
    answer = served.rag.ask(FIRST_QUESTION)
    assert answer.citations
    visit.ask(FIRST_QUESTION)
    expect(visit.chips()).to_have_count(sum(len(s.citations) for s in answer.sentences))
    for citation in answer.citations:
        visit.page.locator(f"#live a.n[aria-label^='Source {citation.n}:']").first.click()
        expect(visit.page.locator("#reader-body mark.cited")).to_have_attribute(
            "data-n", str(citation.n)
        )
        assert visit.marked() == citation.quote


def test_the_page_gives_the_same_answer_as_python(visit: Visit, served: Served) -> None:
    answer = served.rag.ask(FIRST_QUESTION)
    turn = visit.ask(FIRST_QUESTION)
    quotes = [
        quote.evaluate("e => e.firstChild.textContent")
        for quote in turn.locator("blockquote").all()
    ]
    assert sorted(quotes) == sorted(sentence.words for sentence in answer.sentences)
    if answer.lead:
        expect(turn.locator(".lead")).to_have_text(answer.lead)


def test_the_words_are_scrolled_into_view_and_focused(visit: Visit) -> None:
    visit.ask(FIRST_QUESTION)
    visit.chips().last.click()
    mark = visit.page.locator("#reader-body mark.cited").first
    expect(mark).to_be_in_viewport()
    expect(mark).to_be_focused()


def test_the_whole_article_is_in_the_reader(visit: Visit, served: Served) -> None:
    citation = served.rag.ask(FIRST_QUESTION).citations[0]
    article = served.rag.article(citation.article_id, citation.revision)
    visit.ask(FIRST_QUESTION)
    visit.chips().first.click()
    visit.marked()
    whole = visit.page.evaluate(
        "() => { const text = document.querySelector('#reader-body .text').cloneNode(true);"
        " text.querySelectorAll('sup').forEach((n) => n.remove()); return text.textContent; }"
    )
    assert whole == article.text


def test_an_older_answer_keeps_opening_its_own_sources(visit: Visit, served: Served) -> None:
    first = served.rag.ask(FIRST_QUESTION)
    visit.ask(FIRST_QUESTION)
    visit.ask("How many Tomahawk missiles is Japan buying?")
    visit.chips("#past").first.click()
    assert visit.marked() == first.citations[0].quote
    visit.chips("#live").first.click()
    expect(visit.page.locator("#reader-body mark.cited")).not_to_have_text(first.citations[0].quote)


def test_a_number_opens_a_page_of_its_own_in_a_new_tab(visit: Visit, served: Served) -> None:
    quote = served.rag.ask(FIRST_QUESTION).citations[0].quote
    visit.ask(FIRST_QUESTION)
    with visit.page.context.expect_page() as opened:
        visit.chips().first.click(modifiers=["Control"])
    expect(opened.value.locator("mark.cited")).to_have_text(quote)


def test_what_is_not_in_the_articles_is_said_calmly(visit: Visit) -> None:
    turn = visit.ask("What is the capital of Mongolia?")
    expect(turn.locator(".state")).to_contain_text("Not in these articles")
    expect(turn.locator(".note").first).to_contain_text("Searched: 52 articles")
    nearest = turn.locator(".nearest .open")
    if nearest.count():
        nearest.first.click()
        assert visit.marked()


def test_an_example_is_asked_at_a_click(visit: Visit) -> None:
    example = visit.page.locator(".welcome [data-ask]").first
    question = example.get_attribute("data-ask")
    example.click()
    turn = visit.answered()
    expect(turn.locator(".q")).to_have_text(question or "")
    expect(turn.locator(".state")).to_contain_text("Answered")


def test_asking_again_replaces_the_answer(visit: Visit) -> None:
    visit.ask(FIRST_QUESTION)
    with visit.page.expect_response("**/queue/join*"):
        visit.page.get_by_role("button", name="Ask again").click()
    visit.answered()
    expect(visit.page.locator(".turn")).to_have_count(1)
    expect(visit.chips().first).to_be_visible()


def test_a_fresh_page_has_its_first_words_without_any_foreign_request(
    visiting: Visiting, served: Served
) -> None:
    visit = visiting(served)
    assert visit.page.title() == "Byline"
    assert all(url.startswith(served.address) for url in visit.responses)
    expect(visit.page.locator(".held")).to_contain_text("52 articles")


def test_where_two_may_be_meant_a_click_on_one_reading_asks_it(visit: Visit) -> None:
    visit.ask("How did Russia and China react to Japan's strategy?")
    back = visit.ask("What did it say about Japan's strategy?")
    expect(back.locator(".lead")).to_have_text("Do you mean Russia or China?")
    readings = back.locator("[data-ask]")
    expect(readings).to_have_count(2)
    readings.nth(1).click()
    asked = visit.page.locator("#live h2.q")
    expect(asked).to_have_text("What did China say about Japan's strategy?")
    expect(visit.page.locator("#live blockquote").first).to_be_visible()
