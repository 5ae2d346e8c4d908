"""Articles and questions that would do harm if they could: in a real browser they do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from page.payloads import PAYLOADS
from playwright.sync_api import expect

from e2e.conftest import Visiting
from e2e.serving import Served
from rag import Rag

pytestmark = pytest.mark.browser

HARMED = "() => window.harmed"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Articles with payloads in title, outlet, author, address and text."""
    folder = tmp_path_factory.mktemp("hostile")
    write_articles(folder / "articles")
    with Rag.open(folder / "index") as rag:
        rag.ingest(folder / "articles")
        with Served(rag) as page:
            yield page


def write_articles(folder: Path) -> None:
    from json import dumps

    folder.mkdir()
    rows = [
        {
            "id": f"harm-{number}",
            "title": f"{payload} harbour {number}",
            "text": f"The harbour of Elsewhere closed on Monday {payload}. Pier {number} is full.",
            "source": payload,
            "authors": [payload],
            "url": f"https://example.org/{number}?{urlencode({'q': payload})}",
        }
        for number, payload in enumerate(PAYLOADS)
    ]
    lines = "\n".join(dumps(row) for row in rows)
    (folder / "rows.jsonl").write_text(lines, encoding="utf-8")


@pytest.mark.parametrize("without_policy", [False, True])
def test_hostile_articles_are_only_read(
    visiting: Visiting, hostile: Served, without_policy: bool
) -> None:
    visit = visiting(hostile, bypass_csp=without_policy)
    visit.ask("When did the harbour of Elsewhere close?")
    for link in visit.page.locator("#live a[href^='/read?']").all():
        link.click()
        assert visit.marked()
    assert visit.page.evaluate(HARMED) is None


@pytest.mark.parametrize("without_policy", [False, True])
def test_hostile_questions_are_only_shown(
    visiting: Visiting, served: Served, without_policy: bool
) -> None:
    visit = visiting(served, bypass_csp=without_policy)
    for payload in PAYLOADS:
        turn = visit.ask(payload)
        assert turn.locator(".q").inner_text() == payload
    assert visit.page.evaluate(HARMED) is None
    assert visit.page.locator("#talk img, #talk script, #talk iframe, #talk svg image").count() == 0


@pytest.mark.parametrize("without_policy", [False, True])
def test_every_hostile_article_opens_as_a_page_of_its_own(
    visiting: Visiting, hostile: Served, without_policy: bool
) -> None:
    visit = visiting(hostile, bypass_csp=without_policy)
    for article in hostile.rag.articles():
        query = urlencode({"article": article.id, "mark": "1:0-10", "also": article.id})
        visit.page.goto(f"{hostile.address}/read?{query}")
        expect(visit.page.locator("h2")).to_have_text(article.label, use_inner_text=False)
        assert visit.page.evaluate(HARMED) is None
        link = visit.page.locator(".particulars a")
        assert all(each.get_attribute("href") == article.url for each in link.all())
