"""Conversations in a real browser: followed up, reloaded, restarted, saved, judged, removed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from model_server.scripted import ScriptedServer
from playwright.sync_api import expect

from e2e.conftest import Visiting
from e2e.serving import Served
from e2e.visiting import Visit
from rag import Rag
from rag.users import Users

pytestmark = pytest.mark.browser
BRIDGE = "Who opened the new bridge over the Tarrow?"
LENGTH = "How long is it?"
HERONS = "How many nests does Noor Haddad count?"
WRITTEN = "sessionStorage.getItem('byline-written')"


@pytest.fixture(scope="module")
def index(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(bay.settings.index, tmp_path_factory.mktemp("talks") / "index"))


@pytest.fixture(scope="module")
def rag(index: Path) -> Iterator[Rag]:
    with Rag.open(index) as opened:
        yield opened


@pytest.fixture(scope="module")
def bay_page(rag: Rag) -> Iterator[Served]:
    with Served(rag) as page:
        yield page


@pytest.fixture
def visit(visiting: Visiting, bay_page: Served) -> Visit:
    return visiting(bay_page)


def opened_again(visit: Visit, turns: int) -> None:
    """The page as it is after a reload, its conversation with it."""
    visit.page.goto(f"{visit.address}/?{visit.page.url.partition('?')[2]}")
    expect(visit.page.locator(".turn")).to_have_count(turns, timeout=20_000)


def drawer(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Conversations", exact=True).click()
    expect(visit.page.locator("#drawer-body h2")).to_be_focused()


def test_an_older_answer_opens_its_own_sources_after_a_reload_and_a_restart(
    index: Path, visiting: Visiting
) -> None:
    with Rag.open(index) as rag, Served(rag) as first:
        visit = visiting(first)
        visit.ask(BRIDGE)
        turn = visit.ask(LENGTH)
        expect(turn.locator(".understood")).to_contain_text("Understood as")
        visit.settled()
        quotes = visit.page.locator(".turn blockquote").all_inner_texts()
        opened_again(visit, 2)
        assert visit.page.locator(".turn blockquote").all_inner_texts() == quotes
        visit.settled()
        visit.page.goto("about:blank")
    with Rag.open(index) as rag, Served(rag) as second:
        held = rag.conversations(_reader(visit)).listed()
        visit.address = second.address
        visit.page.goto(f"{second.address}/?talk={held[0].id}")
        expect(visit.page.locator(".turn")).to_have_count(2, timeout=20_000)
        visit.chips("#past").first.click()
        assert visit.marked() in quotes[0]
        turn = visit.ask("Who built it?")
        expect(turn).to_contain_text("Maren")
        visit.settled()
        visit.page.close()


def _reader(visit: Visit) -> str:
    from rag.page.readers import COOKIE, browser_named

    cookies = visit.page.context.cookies()
    return browser_named(next(each["value"] for each in cookies if each["name"] == COOKIE))


def test_conversations_are_listed_found_named_opened_and_removed(
    visit: Visit, visiting: Visiting, bay_page: Served
) -> None:
    visit.ask(BRIDGE)
    drawer(visit)
    visit.page.get_by_role("link", name="New conversation").click()
    expect(visit.page.locator(".turn")).to_have_count(0)
    expect(visit.page.locator(".welcome")).to_be_visible()
    visit.wait_until(lambda: visit.page.url.endswith("/"))
    visit.ask(HERONS)
    drawer(visit)
    rows = visit.page.locator("#drawer .talks li")
    expect(rows).to_have_count(2)
    search = visit.page.get_by_label("Find a conversation")
    search.fill("ada BRANDT")
    search.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows.locator(".found mark")).to_have_text("Ada Brandt")
    rows.locator("summary").first.click()
    rows.get_by_label("Name").fill("On the bridge")
    rows.get_by_role("button", name="Rename").click()
    expect(rows).to_have_count(2)
    visit.page.locator("#drawer").get_by_text("On the bridge").click()
    expect(visit.page.locator("#live .q")).to_have_text(BRIDGE)
    drawer(visit)
    first = rows.filter(has_text="On the bridge")
    first.locator("summary").first.click()
    first.get_by_text("Remove", exact=True).click()
    first.get_by_role("button", name="Remove for good").click()
    expect(rows).to_have_count(1)
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#drawer")).not_to_have_class(re.compile("open"))
    stranger = visiting(bay_page)
    drawer(stranger)
    expect(stranger.page.locator("#drawer-body")).to_contain_text("Nothing is kept yet")


def test_an_answer_is_saved_copied_and_judged_where_it_stands(visit: Visit, tmp_path: Path) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = visit.ask(BRIDGE)
    turn.locator(".export summary").click()
    with visit.page.expect_download() as waiting:
        turn.get_by_role("link", name="Word").click()
    assert waiting.value.suggested_filename == "Who opened the new bridge over the Tarrow.docx"
    waiting.value.save_as(tmp_path / "saved.docx")
    told = "\n".join(each.text for each in docx.Document(str(tmp_path / "saved.docx")).paragraphs)
    assert "Ada Brandt" in told
    turn.locator("blockquote").first.hover()
    turn.locator("blockquote .copy").first.click()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert "The exact words: " in copied
    assert f"{visit.address}/read?article=" in copied
    turn.get_by_role("button", name="Link", exact=True).click()
    assert "/?q=Who+opened" in visit.page.evaluate("navigator.clipboard.readText()")
    turn.get_by_role("button", name="Wrong source").click()
    note = turn.get_by_label("A few words, if you like")
    note.fill("an older article")
    note.press("Enter")
    expect(turn.locator(".kept")).to_contain_text("with your words")
    visit.settled()
    opened_again(visit, 1)
    pressed = visit.page.locator(".opinion [aria-pressed=true]")
    expect(pressed).to_contain_text("Wrong source")
    pressed = visit.page.get_by_role("button", name="Right")
    pressed.click()
    expect(visit.page.locator(".opinion [aria-pressed=true]")).to_contain_text("Right")


def test_what_was_opened_stays_open_when_the_turn_is_drawn_anew(visit: Visit) -> None:
    turn = visit.ask(BRIDGE)
    listed, link = turn.locator(".export summary"), turn.get_by_role("link", name="Word")

    def drawn_anew() -> None:
        visit.page.evaluate(
            "const turn = document.querySelector('#live .turn'), next = turn.cloneNode(true);"
            "next.querySelectorAll('details').forEach((each) => each.open = false);"
            "turn.replaceWith(next);"
        )

    listed.click()
    expect(link).to_be_visible()
    drawn_anew()
    expect(link).to_be_visible()
    listed.click()
    expect(link).to_be_hidden()
    drawn_anew()
    expect(link).to_be_hidden()


def test_a_question_is_edited_and_a_link_brings_one_with_its_filters(visit: Visit) -> None:
    visit.ask("Who opened the new brigde?")
    visit.page.get_by_role("button", name="Edit", exact=True).click()
    expect(visit.field()).to_be_focused()
    expect(visit.page.locator("#editing")).to_be_visible()
    visit.field().fill(BRIDGE)
    visit.field().press("Enter")
    expect(visit.page.locator("#live .q")).to_have_text(BRIDGE)
    expect(visit.answered()).to_contain_text("Ada Brandt")
    expect(visit.page.locator(".turn")).to_have_count(1)
    expect(visit.page.locator("#editing")).to_be_hidden()
    visit.settled()
    visit.page.goto(f"{visit.address}/?q=How+long+is+it%3F&source=Inland+Post&since=2021-01-01")
    expect(visit.field()).to_have_value(LENGTH)
    expect(visit.page.locator("#outlets-pill")).to_have_text("Inland Post")
    expect(visit.page.locator("#dates-pill")).to_contain_text("From 1 Jan 2021")
    expect(visit.page.locator(".turn")).to_have_count(0)


def test_everything_is_done_from_the_keyboard(visit: Visit) -> None:
    keyboard = visit.page.keyboard
    visit.page.locator("body").click(position={"x": 700, "y": 500})
    keyboard.press("?")
    expect(visit.page.locator("#keys")).to_be_visible()
    expect(visit.page.locator("#keys dt")).to_have_count(12)
    keyboard.press("Escape")
    expect(visit.page.locator("#keys")).to_be_hidden()
    keyboard.press("/")
    keyboard.type(f"{BRIDGE}?/nce")
    expect(visit.field()).to_have_value(f"{BRIDGE}?/nce")
    visit.field().fill(BRIDGE)
    keyboard.press("Enter")
    visit.answered()
    visit.field().blur()
    keyboard.press("e")
    expect(visit.field()).to_have_value(BRIDGE)
    keyboard.press("Escape")
    expect(visit.page.locator("#editing")).to_be_hidden()
    visit.field().blur()
    keyboard.press("c")
    expect(visit.page.locator("#drawer .talks li")).to_have_count(1)
    keyboard.press("Escape")
    keyboard.press("l")
    expect(visit.page.locator("#reader-body")).to_contain_text("7 articles")
    keyboard.press("Escape")
    keyboard.press("n")
    expect(visit.page.locator(".turn")).to_have_count(0)


def test_on_a_phone_all_of_it_fits(visiting: Visiting, bay_page: Served) -> None:
    visit = visiting(bay_page, viewport={"width": 390, "height": 844}, has_touch=True)
    visit.ask(BRIDGE)
    visit.settled()
    visit.page.locator("#live .export summary").click()
    assert not visit.wider_than_the_screen()
    drawer(visit)
    box = visit.page.locator("#drawer").bounding_box()
    assert box is not None
    assert box["width"] <= 390
    assert not visit.wider_than_the_screen()


def test_a_model_is_set_up_from_its_label(visit: Visit, rag: Rag) -> None:
    with ScriptedServer(["ready"]) as model:
        visit.page.locator("#mode-pill").click()
        visit.page.get_by_text("Set up a model").click()
        visit.page.get_by_label("Endpoint").fill(model.base_url)
        visit.page.get_by_label("Model", exact=True).fill("small-model")
        visit.page.locator("#set-up").get_by_label("Key").fill("sk-canary-5Y2")
        visit.page.get_by_role("button", name="Try it").click()
        expect(visit.page.locator("#set-up .told")).to_contain_text("small-model answered in")
        visit.page.get_by_role("button", name="Use it").click()
        expect(visit.page.locator("#mode-pill")).to_have_text("Model: small-model", timeout=20_000)
        assert "sk-canary-5Y2" not in visit.page.content()
    rag.use_model(None)


def test_two_readers_sign_in_and_do_not_see_each_others_talks(
    index: Path, tmp_path: Path, visiting: Visiting
) -> None:
    shutil.copytree(index, tmp_path / "index")
    users = Users(tmp_path / "index")
    for name in ("Ada", "Ben"):
        users.add(name, f"password of {name}")
    with Rag.open(tmp_path / "index", auth="password") as rag, Served(rag) as page:
        seen, visits = {}, []
        for name in ("Ada", "Ben"):
            visit = _signed_in(visiting, page, name)
            drawer(visit)
            seen[name] = visit.page.locator("#drawer-body").inner_text()
            visit.page.keyboard.press("Escape")
            visit.ask(BRIDGE)
            visit.settled()
            visits.append(visit)
        visit.field().press_sequentially("half a quest")
        assert "half a quest" in visit.page.evaluate(WRITTEN)
        drawer(visit)
        assert "Signed in as Ben" in seen["Ben"]
        assert "Nothing is kept yet" in seen["Ben"]
        visit.page.get_by_role("button", name="Sign out").click()
        expect(visit.page.get_by_label("Password")).to_be_visible()
        assert visit.page.evaluate(WRITTEN) is None
        for each in visits:
            each.page.close()


def _signed_in(visiting: Callable[..., Visit], page: Served, name: str) -> Visit:
    visit = visiting(page, door=True)
    visit.page.get_by_label("Name").fill(name)
    visit.page.get_by_label("Password").fill(f"password of {name}")
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.locator(".welcome")).to_be_visible(timeout=30_000)
    return visit
