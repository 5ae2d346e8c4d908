"""The server as a person starts and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from e2e.conftest import CORPUS
from e2e.serving import wait_until
from e2e.visiting import FIRST_QUESTION, Visit
from rag import Rag
from rag.serve import listen

ROOT = Path(__file__).parents[2]
Starting = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("started") / "index")
    with Rag.open(folder) as rag:
        rag.ingest(CORPUS / "articles")
    return folder


@pytest.fixture
def starting() -> Iterator[Starting]:
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "RAG_EXAMPLES": str(CORPUS / "questions.jsonl")},
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def free_port() -> int:
    with listen("127.0.0.1", 0) as free:
        return int(free.getsockname()[1])


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_it_says_where_it_is_in_one_line_and_answers_there(starting: Starting, index: str) -> None:
    port = free_port()
    line = first_line(starting("--index", index, "--port", str(port)))
    assert f"http://127.0.0.1:{port}" in line
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        assert b'{"status":"ok"}' in connection.makefile("rb").read()


def test_a_port_that_is_taken_is_one_line_that_names_the_remedy(
    starting: Starting, index: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = starting("--index", index, "--port", str(taken.getsockname()[1]))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert "--port" in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


@pytest.mark.browser
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_good_order_while_a_tab_is_open(
    starting: Starting, index: str, browser: Browser, how: signal.Signals
) -> None:
    port = free_port()
    process = starting("--index", index, "--port", str(port))
    first_line(process)
    visit = Visit(browser.new_context(), f"http://127.0.0.1:{port}").opened()
    visit.ask(FIRST_QUESTION)
    process.send_signal(how)
    wait_until(lambda: process.poll() is not None, 15)
    visit.page.context.close()
    _, err = process.communicate()
    assert "Traceback" not in err
    assert process.returncode == 0


@pytest.mark.browser
def test_a_page_without_a_library_tells_how_to_make_one_and_then_uses_it(
    starting: Starting, tmp_path: Path, browser: Browser
) -> None:
    port = free_port()
    index = str(tmp_path / "index")
    first_line(starting("--index", index, "--port", str(port)))
    visit = Visit(browser.new_context(), f"http://127.0.0.1:{port}").opened()
    expect(visit.page.locator(".welcome")).to_contain_text("rag ingest YOUR_FOLDER")
    expect(visit.ask(FIRST_QUESTION).get_by_role("alert")).to_contain_text("rag ingest")
    with Rag.open(index) as rag:
        rag.ingest(CORPUS / "articles" / "ovechko-constitution.md")
    visit.opened()
    expect(visit.page.locator(".held")).to_contain_text("1 article")
    visit.ask("Who is Gennady Ovechko?")
    expect(visit.chips().first).to_be_visible()
    visit.page.context.close()
    assert visit.trouble == []
