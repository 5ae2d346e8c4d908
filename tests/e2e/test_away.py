"""A server that goes away while somebody writes: nothing written is lost, and the talk goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from e2e.serving import wait_until
from e2e.test_server import free_port
from e2e.visiting import Visit
from rag import Rag

pytestmark = pytest.mark.browser
BRIDGE = "Who opened the new bridge over the Tarrow?"
HERONS = "How many nests does Noor Haddad count?"
UNREACHED = "net::ERR_"


class Machine:
    """A server at one address that can be stopped and started again."""

    def __init__(self, index: str) -> None:
        self._words = [sys.executable, "-m", "rag", "serve", "--index", index]
        self._port = str(free_port())
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        words = [*self._words, "--port", self._port]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self.address in self._process.stdout.readline()

    def stop(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: process.poll() is not None, 30)
        process.communicate()

    def restart(self) -> None:
        self.stop()
        self.start()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(Path(__file__).parents[1] / "fixtures" / "bay")
    made = Machine(str(tmp_path / "index"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def visit(machine: Machine, browser: Browser) -> Iterator[Visit]:
    """A page whose only trouble may be that the server was not reached."""
    visit = Visit(browser.new_context(), machine.address).opened()
    yield visit
    visit.page.context.close()
    assert [each for each in visit.trouble if UNREACHED not in each] == []


def asked(visit: Visit) -> Locator:
    return visit.page.locator(".turn .q")


def test_a_question_sent_to_a_server_that_is_away_is_kept_and_asked_when_it_is_back(
    machine: Machine, visit: Visit
) -> None:
    visit.ask(BRIDGE)
    visit.page.locator("#outlets-pill").click()
    visit.page.get_by_label("Inland Post (").check()
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#only")).to_contain_text("Asking only Inland Post")
    visit.settled()
    machine.stop()
    visit.field().fill(HERONS)
    visit.field().press("Enter")
    lost = visit.page.locator("#lost")
    expect(lost).to_contain_text("Your question is kept", timeout=20_000)
    expect(lost.get_by_role("button", name="Try now")).to_be_visible()
    expect(visit.field()).to_have_value(HERONS)
    machine.start()
    expect(asked(visit)).to_have_text([BRIDGE, HERONS], timeout=60_000)
    expect(visit.answered().locator(".set")).to_have_text("Inland Post")
    expect(visit.field()).to_have_value("")
    expect(lost).to_be_hidden()
    visit.settled()
    visit.page.reload()
    visit.answered()
    expect(asked(visit)).to_have_text(
        [BRIDGE, HERONS]
    )  # asked once, however often the page is opened


def test_what_was_written_and_not_sent_is_there_after_a_reload(visit: Visit) -> None:
    visit.ask(BRIDGE)
    visit.field().press_sequentially("How many nests")
    visit.settled()
    visit.page.reload()
    expect(visit.field()).to_have_value("How many nests", timeout=20_000)
    expect(asked(visit)).to_have_text([BRIDGE])
    visit.field().fill("")
    visit.settled()
    visit.page.reload()
    expect(visit.page.locator(".turn")).to_have_count(1, timeout=20_000)
    expect(visit.field()).to_have_value("")


def test_a_question_that_was_tried_three_times_waits_for_the_reader(visit: Visit) -> None:
    tried = {"text": HERONS, "turns": 0, "sent": True, "tries": 3}
    visit.page.evaluate(f"sessionStorage.setItem('byline-written', '{json.dumps(tried)}')")
    visit.settled()
    visit.page.reload()
    expect(visit.field()).to_have_value(HERONS, timeout=20_000)
    visit.settled()
    expect(asked(visit)).to_have_count(0)
    visit.field().press("Enter")
    visit.answered()
    expect(asked(visit)).to_have_text([HERONS])


def test_a_follow_up_after_a_restart_goes_on_from_what_stands_on_the_page(
    machine: Machine, visit: Visit
) -> None:
    visit.ask(BRIDGE)
    visit.settled()
    before = visit.page.url
    machine.restart()
    visit.page.locator("#outlets-pill").click()
    visit.page.get_by_label("Inland Post (").check()
    visit.page.get_by_label("Inland Post (").uncheck()
    visit.page.keyboard.press("Escape")
    turn = visit.ask("How long is it?")
    expect(turn.locator(".understood")).to_contain_text("Tarrow")
    expect(asked(visit)).to_have_text([BRIDGE, "How long is it?"])
    assert visit.page.url == before


def test_a_question_that_the_server_had_taken_is_not_asked_twice(
    machine: Machine, visit: Visit
) -> None:
    visit.ask(BRIDGE)
    visit.settled()
    machine.stop()
    visit.field().fill(HERONS)
    visit.page.locator("#ask").click()
    expect(visit.page.locator("#lost")).to_be_visible(timeout=20_000)
    kept = visit.page.evaluate("sessionStorage.getItem('byline-written')")
    machine.start()
    expect(asked(visit)).to_have_text([BRIDGE, HERONS], timeout=60_000)
    visit.answered()
    visit.settled()
    # As if the tab had not yet seen that it was taken.
    visit.page.evaluate("kept => sessionStorage.setItem('byline-written', kept)", kept)
    visit.page.reload()
    visit.answered()
    expect(visit.field()).to_have_value("")
    visit.settled()
    expect(asked(visit)).to_have_text([BRIDGE, HERONS])
