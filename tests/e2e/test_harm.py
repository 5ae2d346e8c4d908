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
    for number, payload in enumerate(PAYLOADS):
        # Blank, so it is refused by its name; a slash cannot stand in one.
        (folder / f"{number:02} {payload.replace('/', ':')}.txt").write_text("")
    lines = "\n".join(dumps(row) for row in rows)
    (folder / "rows.jsonl").write_text(lines, encoding="utf-8")


@pytest.mark.parametrize("without_policy", [False, True])
def test_hostile_articles_are_only_read(
    visiting: Visiting, hostile: Served, without_policy: bool
) -> None:
    visit = visiting(hostile, bypass_csp=without_policy)
    visit.ask("When did the harbour of Elsewhere close?")
    for link in visit.page.locator("#live a[href^='/read?']:visible").all():
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
    visit.settled()
    for article in hostile.rag.articles():
        query = urlencode({"article": article.id, "mark": "1:0-10", "also": article.id})
        visit.page.goto(f"{hostile.address}/read?{query}")
        expect(visit.page.locator("h2")).to_have_text(article.label, use_inner_text=False)
        assert visit.page.evaluate(HARMED) is None
        link = visit.page.locator(".particulars a")
        assert all(each.get_attribute("href") == article.url for each in link.all())


@pytest.mark.parametrize("without_policy", [False, True])
def test_a_hostile_library_is_only_listed(
    visiting: Visiting, hostile: Served, without_policy: bool
) -> None:
    visit = visiting(hostile, bypass_csp=without_policy)
    pane = visit.page.locator("#reader-body")
    visit.page.get_by_role("link", name="Library").click()
    expect(pane.locator(".shelf li")).to_have_count(len(PAYLOADS))
    for payload in PAYLOADS[::4]:
        pane.get_by_label("Find by title or outlet").fill(payload)
        pane.get_by_role("button", name="Find").click()
        expect(pane.locator("#found")).to_contain_text(f"“{payload}”", use_inner_text=False)
        expect(pane.get_by_label("Find by title or outlet")).to_have_value(payload)
    pane.get_by_role("link", name="Not read (").click()
    expect(pane.locator(".shelf strong")).to_have_count(len(PAYLOADS))
    assert visit.page.evaluate(HARMED) is None
    assert pane.locator("img, script, iframe, svg, video, object, style").count() == 0


@pytest.mark.parametrize("without_policy", [False, True])
def test_what_is_known_of_a_hostile_article_is_only_shown(
    visiting: Visiting, hostile: Served, without_policy: bool
) -> None:
    visit = visiting(hostile, bypass_csp=without_policy)
    visit.settled()
    for article in hostile.rag.articles():
        visit.page.goto(f"{hostile.address}/read?{urlencode({'article': article.id})}")
        visit.page.locator(".about summary").click()
        if article.source:
            expect(visit.page.locator(".about dl")).to_contain_text(article.source)
        assert visit.page.evaluate(HARMED) is None
