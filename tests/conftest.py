"""Small libraries that several folders of tests ask questions of, built once a session."""

from __future__ import annotations

import functools
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from offline.sitecustomize import attempts

from rag import Rag
from rag.intake import read
from rag.library.embedding import open_embedder
from rag.library.library import Library
from rag.progress import silent
from rag.types import Answer

FIXTURES = Path(__file__).parent / "fixtures"

# A shell begins what runs in its background with interrupts ignored, and every child inherits that:
# tests that interrupt one would wait for ever.
_HERE = threading.current_thread() is threading.main_thread()  # elsewhere none can be set
if _HERE and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    """Seven articles on a bay: a strike, a bridge, herons, a quarrel over herring. Read only."""
    with Rag.open(tmp_path_factory.mktemp("bay") / "index") as rag:
        rag.ingest(FIXTURES / "bay")
        yield rag


@pytest.fixture(scope="session")
def asked(bay: Rag) -> Callable[[str], Answer]:
    """The bay's answer to a question, asked once however many tests look at it."""
    return functools.cache(bay.ask)


@pytest.fixture(scope="session")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    """Scraped pages with their furniture: menus, rankings, comments. Read only."""
    with Rag.open(tmp_path_factory.mktemp("scraped") / "index") as rag:
        rag.ingest(*sorted((FIXTURES / "scraped").glob("*.txt")))
        yield rag


@pytest.fixture(scope="session")
def bay_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The same seven articles as a library, for parts that work below Rag. Read only."""
    folder = tmp_path_factory.mktemp("bay-library") / "index"
    library = Library.open(folder, lambda: open_embedder("minilm"), create=True)
    library.store(read([FIXTURES / "bay"]), silent)
    yield library
    library.close()


@pytest.fixture(autouse=True)
def _nothing_leaves() -> Iterator[None]:
    """No test reaches beyond this machine; an attempt fails it even where it was swallowed."""
    before = len(attempts)
    yield
    assert attempts[before:] == []


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """What needs a browser, or the development data beside the project, is marked so."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
        if "shared" in Path(item.path).relative_to(FIXTURES.parent).parts:
            item.add_marker(pytest.mark.shared)
    # A browser keeps its event loop running in this thread until the end: what starts a loop of
    # its own comes before. Files are run side by side, each in one process, in the order of their
    # first tests, so those with a browser come last as wholes.
    with_browser = {item.path for item in items if "browser" in item.fixturenames}
    items.sort(key=lambda item: (item.path in with_browser, "browser" in item.fixturenames))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The tests on the development data are counted apart: they run only where it is present."""
    passed, failed = (
        sum("shared" in each.keywords for each in terminalreporter.getreports(outcome))
        for outcome in ("passed", "failed")
    )
    terminalreporter.section("on the development data, counted in the line below")
    terminalreporter.write_line(
        f"{passed} right, {failed} wrong" if passed + failed else "none ran"
    )
