"""A real headless Chromium, and libraries served to it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from e2e.serving import Served
from e2e.visiting import Visit
from rag import Rag

CORPUS = Path(__file__).parents[2] / "corpus"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("the page is tested in a real browser: run `apt-get install chromium`")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample collection."""
    index = tmp_path_factory.mktemp("sample") / "index"
    with Rag.open(index, examples=str(CORPUS / "questions.jsonl")) as rag:
        rag.ingest(CORPUS / "articles")
        with Served(rag) as page:
            yield page


Visiting = Callable[..., Visit]


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Visiting]:
    """Opens a page in a browser of its own; at the end nothing untoward may have happened."""
    visits: list[Visit] = []

    def visit(served: Served, door: bool = False, **context: object) -> Visit:
        """``door`` is for a page that asks first who reads."""
        size = {"width": 1360, "height": 940}
        opened = browser.new_context(**{"viewport": size, **context})
        visits.append(Visit(opened, served.address))
        if door:
            visits[-1].page.goto(served.address)
            return visits[-1]
        return visits[-1].opened()

    yield visit
    for each in visits:
        each.page.context.close()
    assert [each.trouble for each in visits] == [[] for _ in visits]


@pytest.fixture
def visit(visiting: Visiting, served: Served) -> Visit:
    """The sample collection's page on a desktop."""
    return visiting(served)
