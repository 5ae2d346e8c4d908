"""The page when a model writes: provisional text, stopping, what was removed, an endpoint away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from model_server.scripted import Hang, Messages, ScriptedServer, Status, Step
from playwright.sync_api import Browser, expect

from e2e.conftest import CORPUS, Visiting
from e2e.serving import Served, wait_until
from e2e.visiting import FIRST_QUESTION, Visit
from rag import Rag

pytestmark = [pytest.mark.browser, pytest.mark.model]

Starting = Callable[..., tuple[Served, ScriptedServer]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("model") / "index")
    with Rag.open(folder) as rag:
        rag.ingest(CORPUS / "articles")
    return folder


@pytest.fixture
def starting(index: str) -> Iterator[Starting]:
    """Starts a page whose model does as it is told."""
    opened: list[tuple[Rag, Served, ScriptedServer]] = []

    def start(*steps: Step) -> tuple[Served, ScriptedServer]:
        model = ScriptedServer(steps).__enter__()
        rag = Rag.open(index, llm="openai:small-model", llm_base_url=model.base_url)
        opened.append((rag, Served(rag).__enter__(), model))
        return opened[-1][1:]

    yield start
    for rag, served, model in opened:
        served.__exit__()
        rag.close()
        model.__exit__()


def copying(messages: Messages) -> str:
    """The first two sentences it was shown, word for word, and one of its own invention."""
    shown = re.findall(r"^\[(\d+\.\d+)\] (.+)$", messages[-1]["content"], re.MULTILINE)[:2]
    told = " ".join(f"{words} [{number}]" for number, words in shown)
    return f"{told} The penguin Suica resigned in disgrace. [{shown[0][0]}]"


def test_a_models_sentences_are_marked_and_what_did_not_hold_can_be_opened(
    starting: Starting, visiting: Visiting
) -> None:
    served, _ = starting(copying)
    visit = visiting(served)
    expect(visit.page.locator("#mode-pill")).to_have_text("Model: small-model")
    turn = visit.ask(FIRST_QUESTION)
    expect(turn.locator(".state")).to_contain_text("written by small-model")
    expect(turn.locator(".written .verdict").first).to_have_text("word for word")
    expect(turn.locator(".written")).not_to_contain_text("penguin")
    removed = turn.locator("details.removed")
    expect(removed.locator("li")).to_be_hidden()
    removed.locator("summary").click()
    expect(removed.locator("li")).to_be_visible()
    expect(removed.locator("li span")).not_to_be_empty()
    visit.chips().first.click()
    assert visit.marked() in turn.locator(".written").inner_text()


def test_the_page_says_where_text_is_sent(starting: Starting, visiting: Visiting) -> None:
    served, _ = starting("ok")
    visit = visiting(served)
    visit.page.locator("#mode-pill").click()
    expect(visit.page.locator("#mode-panel")).to_contain_text("small-model")
    host = served.rag.endpoint
    said = f"are sent to {host}" if host else "runs on this machine"
    expect(visit.page.locator("#mode-panel")).to_contain_text(said)


def test_an_answer_can_be_stopped_and_asked_again(starting: Starting, visiting: Visiting) -> None:
    served, model = starting(Hang(60, after="Russia and Japan "), copying)
    visit = visiting(served)
    visit.field().fill(FIRST_QUESTION)
    visit.field().press("Enter")
    stop = visit.page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    visit.wait_until(lambda: model.open_streams == 1)
    stop.click()
    turn = visit.answered()
    expect(turn.locator(".state")).to_contain_text("Stopped")
    expect(stop).to_be_hidden()
    visit.wait_until(lambda: model.open_streams == 0)
    visit.page.get_by_role("button", name="Ask again").click()
    expect(visit.page.locator("#live .state")).to_contain_text("Answered", timeout=20_000)
    expect(visit.page.locator(".turn")).to_have_count(1)


def test_a_question_sent_while_an_answer_is_written_waits_and_is_asked_then(
    starting: Starting, visiting: Visiting
) -> None:
    served, model = starting(Hang(60, after="Russia and Japan "), copying)
    visit = visiting(served)
    visit.field().fill(FIRST_QUESTION)
    visit.field().press("Enter")
    visit.wait_until(lambda: model.open_streams == 1)
    visit.field().fill("How many penguins live in Vessby?")
    visit.field().press("Enter")
    expect(visit.page.locator(".turn")).to_have_count(1)
    visit.page.get_by_role("button", name="Stop").click()
    expect(visit.page.locator("#past .state")).to_contain_text("Stopped", timeout=20_000)
    expect(visit.page.locator("#live .q")).to_have_text("How many penguins live in Vessby?")
    assert visit.answered()
    expect(visit.page.locator(".turn")).to_have_count(2)


def test_a_reader_who_leaves_ends_the_models_work(browser: Browser, starting: Starting) -> None:
    served, model = starting(Hang(60, after="Russia and Japan "))
    visit = Visit(browser.new_context(), served.address).opened()
    visit.field().fill(FIRST_QUESTION)
    visit.field().press("Enter")
    visit.wait_until(lambda: model.open_streams == 1)
    visit.page.context.close()
    wait_until(lambda: model.open_streams == 0)


def test_a_model_that_is_away_is_said_and_what_was_found_is_shown(
    starting: Starting, visiting: Visiting
) -> None:
    served, _ = starting(Status(401))
    visit = visiting(served)
    turn = visit.ask(FIRST_QUESTION)
    expect(turn).to_contain_text("refused the key")
    expect(turn.locator("blockquote").first).to_be_visible()
    assert turn.locator("a[href^='/read?']").count() > 0
    assert "Traceback" not in turn.inner_text()
