"""Pictures of the page on the sample collection: ``python benchmarks/screenshots.py [FOLDER]``.

Desktop and phone, each in light and dark; the first words, an answer with its source open, a
question that the articles do not answer, the filters, the library, its coverage, who says what,
files being added, and what is known of one article. They are made to be looked at.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from rag import Rag

ROOT = Path(__file__).parents[1]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
LOOKS = {
    "desktop-light": ({"width": 1360, "height": 940}, "light"),
    "desktop-dark": ({"width": 1360, "height": 940}, "dark"),
    "phone-light": ({"width": 390, "height": 844}, "light"),
    "phone-dark": ({"width": 390, "height": 844}, "dark"),
}
FIRST = "How did Russia react to Japan's strategy?"
NOTE = b"# Ferry stops\n\nThe ferry to Hale stopped on Monday, said Ingrid Solheim.\n"
ADDED: list[FilePayload] = [
    {"name": "ferry.md", "mimeType": "text/markdown", "buffer": NOTE},
    {"name": "blank.txt", "mimeType": "text/plain", "buffer": b""},
]
UNKNOWN = "What is the capital of Mongolia?"


@contextmanager
def page_of(corpus: Path) -> Iterator[str]:
    """The address of a page over a fresh library of the sample collection."""
    import uvicorn

    from rag.page.server import Server
    from rag.serve import create_app, listen

    questions = str(corpus / "questions.jsonl")
    with (
        tempfile.TemporaryDirectory() as folder,
        listen("127.0.0.1", 0) as listening,
        Rag.open(f"{folder}/index", examples=questions) as rag,
    ):
        rag.ingest(corpus / "articles")
        ready = threading.Event()
        config = uvicorn.Config(create_app(rag), log_level="error", timeout_graceful_shutdown=3)
        server = Server(config, ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        ready.wait(60)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=question, exact=True).last.wait_for()
    page.locator("#live .a[aria-busy=false]").wait_for()


def pictures(page: Page, address: str) -> Iterator[str]:
    """Brings the page to each look worth a picture, and names it."""
    page.goto(address)
    page.locator(".welcome [data-ask]").first.wait_for(timeout=60_000)
    yield "first"
    ask(page, FIRST)
    yield "answer"
    page.locator("#live .coverage").scroll_into_view_if_needed()
    yield "timeline"
    page.locator("#live a.n").first.click()
    page.locator("mark.cited").first.wait_for()
    yield "reader"
    page.keyboard.press("Escape")
    ask(page, UNKNOWN)
    yield "not-found"
    page.locator("#outlets-pill").click()
    yield "filters"
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Library").click()
    page.locator(".shelf").wait_for()
    yield "library"
    page.locator(".tick").nth(1).check()
    yield "library-ticked"
    yield from views(page)
    page.locator(".tabs a", has_text="Articles").click()
    page.locator(".shelf a").first.click()
    page.locator(".about summary").click()
    yield "about"


def views(page: Page) -> Iterator[str]:
    """The other views of the library."""
    page.locator(".tabs a", has_text="Coverage").click()
    page.locator(".pane .picture").wait_for()
    yield "coverage"
    page.locator(".tabs a", has_text="Who says what").click()
    page.get_by_label("Everything said by").fill("Kishida")
    page.keyboard.press("Enter")
    page.locator(".spoken").first.wait_for()
    yield "statements"
    page.locator(".tabs a", has_text="Add").click()
    page.locator(".drop input").set_input_files(ADDED)
    page.get_by_role("button", name="Add these files").click()
    page.locator("#work:not([data-poll]) .jobs").wait_for(timeout=60_000)
    yield "adding"


def shoot(browser: Browser, address: str, folder: Path) -> None:
    for look, (size, scheme) in LOOKS.items():
        context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        for name in pictures(page, address):
            page.wait_for_timeout(400)  # a transition may still be under way
            path = folder / f"{look}-{name}.png"
            page.screenshot(path=path)
            print(path)
        context.close()


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no browser to take pictures with: run `apt-get install chromium`", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with page_of(ROOT / "corpus") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        shoot(browser, address, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
