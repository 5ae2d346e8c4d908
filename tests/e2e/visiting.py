"""A reader's visit to the page in a real browser, with everything recorded that must not happen."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

FIRST_QUESTION = "How did Russia react to Japan's strategy?"


class Visit:
    """One tab. ``trouble`` holds console errors, page errors and requests to other origins."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.trouble: list[str] = []
        self.responses: list[str] = []
        context.route("**/*", self._at_home)
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"page error: {error}"))
        self.page.on("response", lambda response: self.responses.append(response.url))
        self.streams = 0
        self.page.on("request", lambda request: self._stream(request.url, 1))
        self.page.on("requestfinished", lambda request: self._stream(request.url, -1))
        self.page.on("requestfailed", lambda request: self._stream(request.url, -1))
        self.page.on("dialog", lambda dialog: self.trouble.append(f"dialog: {dialog.message}"))

    def _at_home(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.trouble.append(f"request to {url}")
            route.abort()

    def _stream(self, url: str, change: int) -> None:
        self.streams += change if "/queue/data" in url else 0

    def settled(self) -> None:
        """No call is open and none follows: leaving the page now breaks nothing off."""
        quiet = 0

        def still() -> bool:
            nonlocal quiet
            quiet = quiet + 1 if self.streams == 0 else 0
            return quiet > 8

        self.wait_until(still)

    def _console(self, message: object) -> None:
        if getattr(message, "type", "") in ("error", "warning"):
            self.trouble.append(f"console: {getattr(message, 'text', '')}")

    def opened(self) -> Visit:
        """The page once it has its first words."""
        if self.page.url != "about:blank":
            self.settled()
        self.page.goto(self.address)
        expect(self.page.locator(".welcome")).to_be_visible(timeout=30_000)
        return self

    def field(self) -> Locator:
        return self.page.get_by_label("Your question")

    def ask(self, question: str) -> Locator:
        """The latest turn, once its answer is finished."""
        earlier = self.page.locator(".turn").count()
        self.field().fill(question)
        self.field().press("Enter")
        expect(self.page.locator(".turn")).to_have_count(earlier + 1, timeout=20_000)
        return self.answered()

    def answered(self) -> Locator:
        turn = self.page.locator("#live .turn")
        expect(turn.locator(".a[aria-busy=false]")).to_be_visible(timeout=20_000)
        return turn

    def chips(self, inside: str = "#live") -> Locator:
        return self.page.locator(f"{inside} a.n")

    def marked(self) -> str:
        """The words highlighted in the reader, character for character."""
        mark = self.page.locator("#reader-body mark.cited")
        expect(mark.first).to_be_visible()
        return "".join(mark.all_text_contents())

    def wait_until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Polls while the browser goes on; TimeoutError when it has not become true."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(f"not so within {seconds} seconds")
            self.page.wait_for_timeout(20)

    def wider_than_the_screen(self) -> bool:
        return bool(
            self.page.evaluate(
                "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth,"
                " document.getElementById('talk').scrollWidth) > window.innerWidth"
            )
        )
