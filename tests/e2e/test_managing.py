"""The library is added to, looked through, narrowed and asked over, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from e2e.conftest import Visiting
from e2e.serving import Served
from e2e.visiting import Visit
from rag import Rag

pytestmark = pytest.mark.browser

FIXTURE = Path(__file__).parents[1] / "fixtures" / "bay"
PHONE = {"width": 390, "height": 844}
GOOD = b"# Ferry stops\n\nThe ferry to Hale stopped on Monday, said Ingrid Solheim.\n"
ARABIC = """---
title: الميناء مغلق
source: صحيفة الساحل
language: ar
---

أغلق ميناء هيل يوم الاثنين بعد العاصفة. قالت إنغريد سولهايم إن السفن تنتظر.
"""
QUESTION = "Who rejected the herring quota?"
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def bay_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Seven articles of two outlets and of none, one of them undated, and one in Arabic."""
    folder = tmp_path_factory.mktemp("managing")
    (folder / "arabic.md").write_text(ARABIC, encoding="utf-8")
    with Rag.open(folder / "index") as rag:
        rag.ingest(FIXTURE, folder / "arabic.md")
        with Served(rag) as page:
            yield page


@pytest.fixture
def visit(visiting: Visiting, bay_page: Served) -> Visit:
    return visiting(bay_page)


def pane(visit: Visit) -> Locator:
    return visit.page.locator("#reader-body")


def tab(visit: Visit, name: str) -> Locator:
    """A view of the library, once it is there."""
    if not pane(visit).locator(".tabs").is_visible():
        visit.page.get_by_role("link", name="Library").click()
    link = pane(visit).locator(".tabs a", has_text=name)
    link.click()
    expect(pane(visit).locator(".tabs a[aria-current]")).to_contain_text(name)
    # The view that is open already is asked for anew: what is opened before it comes would close.
    expect(visit.page.locator(".pane.busy")).to_have_count(0)
    return pane(visit)


def test_files_are_added_with_reasons_and_another_reader_sees_it(
    visiting: Visiting, bay_page: Served
) -> None:
    visit, other = visiting(bay_page), visiting(bay_page)
    shown = tab(visit, "Add")
    files = [
        {"name": "ferry.md", "mimeType": "text/markdown", "buffer": GOOD},
        {"name": "blank.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    shown.locator(".drop input").set_input_files(files)  # type: ignore[arg-type]  # as Playwright has it
    shown.get_by_role("button", name="Add these files").click()
    expect(shown.locator(".jobs li.is-rejected")).to_contain_text("no text left", timeout=20_000)
    expect(shown.locator(".jobs li.is-read")).to_contain_text("ferry.md")
    expect(shown.locator(".tabs")).to_contain_text("Articles (9)")
    expect(visit.page.locator("#top .held")).to_contain_text("9 articles")
    assert "1 article added, 1 not read." in tab(other, "Add").locator("#work").inner_text()
    shown.get_by_label("Address of a page or a feed").fill("ftp://nowhere.example")
    shown.get_by_role("button", name="Add", exact=True).click()
    expect(shown.get_by_role("alert")).to_contain_text("no address of a page or a feed")
    visit.trouble = [each for each in visit.trouble if "400 (Bad Request)" not in each]
    _removed(visit)


def _removed(visit: Visit) -> None:
    """The article that was added is asked about, then erased by typing the word."""
    turn = visit.ask("When did the ferry to Hale stop?")
    expect(turn.locator("blockquote")).to_contain_text("stopped on Monday")
    visit.chips().first.click()
    shown = pane(visit)
    shown.get_by_text("Remove this article").click()
    shown.get_by_label("Type purge to erase it").fill("please")
    shown.get_by_role("button", name="Erase for good").click()
    expect(shown.get_by_role("alert")).to_contain_text("Nothing was erased")
    visit.trouble = [each for each in visit.trouble if "400 (Bad Request)" not in each]
    shown.get_by_label("Type purge to erase it").fill("purge")
    shown.get_by_role("button", name="Erase for good").click()
    expect(shown.locator(".jobs")).to_contain_text("Erased: its text is in no file")
    expect(shown.locator(".tabs")).to_contain_text("Articles (8)")


def test_ticked_articles_alone_are_asked_until_all_are_again(visit: Visit) -> None:
    shown = tab(visit, "Articles")
    shown.get_by_label("Tick Oslo says no to herring plan").check()
    shown.get_by_label("Tick Herons on the flats").check()
    expect(shown.locator(".ticked")).to_contain_text("2 articles ticked")
    shown.get_by_role("button", name="Ask over these").click()
    pill = visit.page.locator("#chosen-pill")
    expect(pill).to_have_text("Only 2 articles")
    expect(visit.field()).to_be_focused()
    turn = visit.ask(QUESTION)
    expect(turn.locator(".set")).to_have_text("Only 2 articles")
    expect(turn.locator(".voice .from")).to_contain_text("Oslo says no to herring plan")
    expect(turn.locator(".voice")).to_have_count(1)
    pill.click()
    listed = visit.page.locator("#chosen-list")
    expect(listed.get_by_role("link")).to_have_count(2)
    listed.get_by_role("button", name="Ask all articles again").click()
    expect(pill).to_be_hidden()
    expect(visit.ask(QUESTION).locator(".set")).to_have_count(0)


def test_a_question_that_is_narrowed_says_so_and_one_click_asks_all_articles(visit: Visit) -> None:
    shown = tab(visit, "Articles")
    shown.get_by_label("Tick Herons on the flats").check()
    shown.get_by_role("button", name="Ask over these").click()
    only = visit.page.locator("#only")
    expect(only).to_contain_text("Asking only 1 ticked article")
    turn = visit.ask(QUESTION)
    expect(turn.locator(".state")).to_contain_text("Not in these articles")
    turn.get_by_role("button", name="Ask all articles").click()
    expect(visit.page.locator(".turn")).to_have_count(2)
    turn = visit.answered()
    expect(turn.locator(".voice .from").first).to_contain_text("herring")
    expect(turn.locator(".set")).to_have_count(0)
    expect(only).to_be_hidden()
    shown = tab(visit, "Articles")
    ticks = shown.locator("[data-tick]:checked")
    expect(ticks).to_have_count(0)
    visit.page.keyboard.press("Escape")
    visit.page.locator("#outlets-pill").click()
    visit.page.get_by_label("Coast Daily (").check()
    visit.page.keyboard.press("Escape")
    expect(only).to_contain_text("Asking only Coast Daily")
    visit.wait_until(lambda: "source=Coast+Daily" in visit.page.url)
    visit.settled()
    visit.page.reload()
    expect(only).to_contain_text("Asking only Coast Daily", timeout=20_000)
    only.get_by_role("button", name="Ask all articles").click()
    expect(only).to_be_hidden()
    expect(visit.page.locator("#outlets-pill")).to_have_text("All sources")
    visit.wait_until(lambda: "source" not in visit.page.url)


def test_ticked_articles_get_a_name_and_are_asked_over_by_it(visit: Visit) -> None:
    tab(visit, "Articles")
    for title in ("Ferry crews walk out", "North Star line settles"):
        pane(visit).get_by_label(f"Tick {title}").check()
    pane(visit).get_by_placeholder("Name").fill("Ferry strike")
    pane(visit).get_by_role("button", name="Keep under this name").click()
    row = pane(visit).locator(".shelf li", has_text="Ferry strike")
    expect(row).to_contain_text("2 articles")
    row.get_by_role("link", name="Ask over it").click()
    expect(visit.page.locator("#chosen-pill, .pill", has_text="“Ferry strike” (2)")).to_be_visible()
    turn = visit.ask("Why did the ferry crews stop work?")
    expect(turn.locator(".set")).to_contain_text("Only 2 articles")
    expect(visit.page.locator("#only")).to_contain_text("Asking only “Ferry strike”")
    _asked_over_under_the_field(visit)
    shown = tab(visit, "Collections")
    row = shown.locator(".shelf li", has_text="Ferry strike")
    row.locator("summary").click()
    row.get_by_role("textbox", name="Name").fill("The walkout")
    row.get_by_role("button", name="Rename").click()
    row = pane(visit).locator(".shelf li", has_text="The walkout")
    row.locator("summary").click()
    row.get_by_role("button", name="Remove the name").click()
    expect(pane(visit)).to_contain_text("No articles were given a name yet")
    expect(visit.page.locator("#collections-pill")).to_be_hidden()


def _asked_over_under_the_field(visit: Visit) -> None:
    """The same from the list under the field, in the conversation that is open."""
    visit.page.locator("#only").get_by_role("button", name="Ask all articles").click()
    expect(visit.page.locator("#only")).to_be_hidden()
    visit.page.locator("#collections-pill").click()
    named = visit.page.locator("#collections-list")
    expect(named).to_contain_text("2 articles")
    named.get_by_role("link", name="Ferry strike").click()
    expect(visit.page.locator("#only")).to_contain_text("Asking only “Ferry strike”")
    expect(visit.page.locator("#collections-panel")).to_be_hidden()
    expect(visit.page.locator(".turn")).to_have_count(1)


def test_undated_articles_that_days_left_out_are_taken_in_at_a_click(visit: Visit) -> None:
    visit.page.locator("#dates-pill").click()
    visit.page.locator("#dates-panel textarea").first.fill("2023-01-01")
    visit.page.keyboard.press("Escape")
    turn = visit.ask("Where do the herons nest?")
    expect(turn).to_contain_text("2 undated articles were left out")
    turn.get_by_role("button", name="Ask with the 2 undated articles too").click()
    expect(visit.page.locator("#live .set")).to_have_text("From 1 Jan 2023, undated too")
    expect(visit.answered()).to_contain_text("Herons have come back")
    expect(visit.page.locator("#dates-pill")).to_have_text("From 1 Jan 2023, undated too")


def test_a_language_is_kept_to_and_read_in_its_own_direction(visit: Visit) -> None:
    visit.page.locator("#languages-pill").click()
    visit.page.get_by_label("Arabic (1)").check()
    expect(visit.page.locator("#languages-pill")).to_have_text("Arabic")
    visit.page.keyboard.press("Escape")
    turn = visit.ask("متى أغلق ميناء هيل؟")
    expect(turn.locator(".set")).to_have_text("Arabic")
    quoted = turn.locator("a[href^='/read?']").first
    quoted.click()
    text = pane(visit).locator(".text p").first
    expect(text).to_have_css("direction", "rtl")
    expect(pane(visit).locator("h2")).to_have_css("direction", "rtl")
    expect(turn.locator(".q")).to_have_css("direction", "rtl")


def test_coverage_is_looked_at_read_as_a_table_and_opened_by_keyboard(visit: Visit) -> None:
    turn = visit.ask(QUESTION)
    drawn = turn.locator(".coverage")
    cited = drawn.locator("a.filled")
    expect(cited.first).to_be_visible()
    drawn.get_by_text("As a table").click()
    expect(drawn.locator("tbody td:last-child", has_text="yes")).to_have_count(cited.count())
    cited.first.focus()
    visit.page.keyboard.press("Enter")
    assert visit.marked()
    visit.page.keyboard.press("Escape")
    expect(cited.first).to_be_focused()
    shown = tab(visit, "Coverage")
    shown.locator("a.bar[aria-label^='2 articles'], a.bar").first.click()
    expect(shown.locator(".shelf, .text").first).to_be_visible()


def test_all_that_somebody_says_is_listed_and_opens_at_the_words(visit: Visit) -> None:
    turn = visit.ask("What did Rosa Lindqvist say?")
    turn.get_by_role("link", name="Every sentence where").first.click()
    shown = pane(visit)
    expect(shown.locator("#found")).to_contain_text("3 sentences: all that Rosa Lindqvist says")
    quote = shown.locator(".spoken blockquote a").last
    words = quote.inner_text()
    quote.click()
    assert visit.marked() == words
    visit.page.get_by_role("button", name="Back").click()
    expect(shown.locator(".spoken")).to_have_count(2)
    shown.get_by_label("Everything said by").fill("Norway")
    visit.page.keyboard.press("Enter")
    expect(shown.locator("#found")).to_contain_text("all that Norway says")
    turn = visit.ask("Everything Norway says about the herring quota")
    expect(turn.locator(".lead")).to_contain_text("in 2 sentences of 2 articles")
    turn.get_by_role("link", name="All 2 sentences").click()
    expect(shown.locator("#found")).to_contain_text("about “the herring quota”")
    expect(shown.locator(".spoken blockquote")).to_have_count(2)


def test_the_words_behind_a_number_are_previewed(visit: Visit, bay_page: Served) -> None:
    quote = bay_page.rag.ask(QUESTION).citations[0].quote
    visit.ask(QUESTION)
    preview, chip = visit.page.locator("#preview"), visit.chips().first
    chip.hover()
    expect(preview).to_contain_text(" ".join(quote.split()))
    visit.page.locator(".wordmark").hover()
    expect(preview).to_be_hidden()
    visit.field().focus()
    while not chip.evaluate("e => e === document.activeElement"):
        visit.page.keyboard.press("Shift+Tab")
    expect(preview).to_be_visible()
    expect(chip).to_have_attribute("aria-describedby", "preview")
    visit.page.keyboard.press("Escape")
    expect(preview).to_be_hidden()


def test_the_list_is_narrowed_and_put_in_order(visit: Visit) -> None:
    shown = tab(visit, "Articles")
    shown.get_by_text("Filter and sort").click()
    shown.get_by_label("Sources").select_option("Coast Daily")
    shown.get_by_label("Order").select_option("oldest")
    shown.get_by_label("From", exact=True).fill("2022-01-01")
    shown.get_by_role("button", name="Find").click()
    expect(shown.locator("#found")).to_have_text(
        "3 articles, of Coast Daily, from 1 Jan 2022, undated left out"
    )
    titles = shown.locator(".shelf li > a").all_inner_texts()
    assert titles[0] == "Norway turns down the Danish herring plan"
    shown.get_by_label("Sources").select_option("")
    shown.get_by_role("button", name="Find").click()
    expect(shown).to_contain_text("2 undated articles are left out by the days set.")
    shown.get_by_role("link", name="Include them").click()
    expect(shown.locator("#found")).to_contain_text("undated too")


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", {"width": 1360, "height": 940}), ("dark", PHONE)]
)
def test_nothing_keeps_anybody_out_and_nothing_is_too_wide(
    visiting: Visiting, bay_page: Served, scheme: str, size: dict[str, int]
) -> None:
    """axe-core finds nothing serious, on every view."""
    visit = visiting(bay_page, color_scheme=scheme, viewport=size, reduced_motion="reduce")
    looked_at(visit)
    visit.ask(QUESTION)
    looked_at(visit)
    visit.chips().first.click()
    assert visit.marked()
    visit.page.get_by_text("Remove this article").click()
    looked_at(visit)
    visit.page.get_by_role("button", name="Close this pane").click()
    visit.ask("What is the capital of Mongolia?")
    looked_at(visit)
    for name in ("Articles", "Coverage", "Who says what", "Not read", "Add"):
        tab(visit, name)
        looked_at(visit)


def looked_at(visit: Visit) -> None:
    expect(visit.page.locator(".pane.busy")).to_have_count(0)
    found = Axe().run(visit.page, options={"preload": False}).response
    grave = [
        (each["id"], each["nodes"][0]["html"][:200])
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]
    assert grave == []
    assert not visit.wider_than_the_screen()
    inside = "() => { const p = document.getElementById('reader-pane');"
    assert not visit.page.evaluate(f"{inside} return p.scrollWidth > p.clientWidth; }}")
