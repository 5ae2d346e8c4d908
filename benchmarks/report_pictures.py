"""Pictures of a run's report: ``python benchmarks/report_pictures.py RUN [FOLDER]``.

The first screen and an opened question, on a desktop in light and dark and on a phone. They are
made to be looked at.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from screenshots import FLAGS, ROOT

LOOKS = {
    "report-light": ({"width": 1180, "height": 820}, "light"),
    "report-dark": ({"width": 1180, "height": 820}, "dark"),
    "report-phone": ({"width": 390, "height": 844}, "light"),
}
PLACES = {"plots": "#plots", "questions": "#questions", "settings": "#settings"}


def pictures(page: Page, report: Path) -> Iterator[str]:
    """Brings the report to each look worth a picture, and names it."""
    page.goto(report.resolve().as_uri())
    yield ""
    for name, place in PLACES.items():
        page.locator(place).evaluate("place => place.scrollIntoView()")
        yield f"-{name}"
    page.locator("tr.q button").first.click()
    page.locator("tr.q").first.evaluate("row => row.scrollIntoView()")
    yield "-opened"


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if len(sys.argv) < 2 or chromium is None:
        wanted = "say which run" if chromium else "no browser: run `apt-get install chromium`"
        print(wanted, file=sys.stderr)
        return 1
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for look, (size, scheme) in LOOKS.items():
            page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
            for name in pictures(page, Path(sys.argv[1]) / "report.html"):
                path = folder / f"{look}{name}.png"
                page.screenshot(path=path)
                print(path)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
