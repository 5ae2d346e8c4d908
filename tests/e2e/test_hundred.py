"""A hundred payloads in six places, an answer's text streamed in pieces: none of them does a thing.

The places: title, address, text and file name of an article, an answer, and an error. All of one
kind stand on one page, with the policy on and off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from page.doubles import SmallRag, answered, article, cited
from page.more_payloads import BENIGN, HUNDRED
from playwright.sync_api import expect

from e2e.conftest import Visiting
from e2e.serving import Served
from rag.answering.citations import CitationList
from rag.conversations import Conversations
from rag.errors import LibraryNotFound
from rag.types import Delta, Event, Failed, Found, Rejected

pytestmark = pytest.mark.browser

PIECE = 5
ODD = "img, script, iframe, object, embed, video, audio, style, link, base, meta, form, svg image"
STRANGE = (
    "() => [...document.querySelectorAll('#talk a[href], #reader-pane a[href]')]"
    ".map((a) => a.getAttribute('href'))"
    ".filter((h) => !/^(\\/(read|library|coverage|statements|collections|not-read|adding)\\?"
    "|https?:)/.test(h))"
)
OPEN_ALL = """async (links) => {
  const body = document.getElementById('reader-body');
  for (const link of links) {
    body.innerHTML = await (await fetch(link + '&pane=true')).text();
    await new Promise((done) => requestAnimationFrame(done));
  }
}"""

HELD = tuple(
    article(
        f"The harbour was shut {payload} on Monday.",
        id=f"h{n}",
        title=f"{payload} {n}",
        source=payload,
        authors=(payload,),
        credits=(payload,),
        language="en",
        location=f"/papers/{payload}",
        locations=(f"/papers/{payload}",),
        url=(f"https://example.org/?q={quote(payload)}", payload)[n % 2],
    )
    for n, payload in enumerate(HUNDRED)
)
KIND = tuple(article(text, id=name, title=name) for name, text in BENIGN.items())


class Streaming(SmallRag):
    """Tells its answer in pieces before it is whole; a question that asks so fails at the end."""

    def conversations(self, reader: str) -> Conversations:
        """There is nowhere to keep one."""
        raise LibraryNotFound(self.settings.index)

    def stream(self, question: str, **given: Any) -> Iterator[Event]:
        yield Found(self.answer.passages)
        text = " ".join(HUNDRED)
        for at in range(0, len(text), PIECE):
            yield Delta(text[at : at + PIECE])
        if "fail" in question:
            yield Failed(" ".join(HUNDRED), self.answer)
        else:
            yield from super().stream(question, **given)


@pytest.fixture(scope="module")
def hundred() -> Iterator[Served]:
    assert len(set(HUNDRED)) == 100
    cites = CitationList()
    for each in (*HELD, *KIND):
        cited(cites, each, each.text, speaker=each.title)
    answer = answered("What happened?", cites, HELD, lead=HUNDRED[0], gaps=HUNDRED)
    refused = tuple(Rejected(f"/papers/{each}", each) for each in HUNDRED)
    rag = Streaming(answer, (*HELD, *KIND), refused=refused)
    with Served(rag) as page:  # type: ignore[arg-type]  # what the page asks of Rag, held by hand
        yield page


@pytest.mark.parametrize("without_policy", [False, True])
def test_a_hundred_payloads_in_six_places_do_nothing(
    visiting: Visiting, hundred: Served, without_policy: bool
) -> None:
    visit = visiting(hundred, bypass_csp=without_policy)
    turn = visit.ask("What happened?")
    expect(turn.locator("blockquote")).to_have_count(len(HELD) + len(KIND))
    links = [each.get_attribute("href") for each in turn.locator("blockquote a.n").all()]
    visit.page.evaluate(OPEN_ALL, links)
    visit.page.evaluate(OPEN_ALL, ["/library?page=1", "/not-read?page=1", "/coverage?by=day"])
    failed = visit.ask("What happened? Now fail.")
    expect(failed.get_by_role("alert")).to_contain_text("harmed", use_inner_text=False)
    odd = visit.page.locator("#past, #live").locator(ODD)
    assert odd.count() == 0
    assert visit.page.evaluate(STRANGE) == []
    assert visit.page.evaluate("() => window.harmed") is None


def test_what_only_looks_so_is_read_letter_by_letter(visiting: Visiting, hundred: Served) -> None:
    visit = visiting(hundred)
    turn = visit.ask("What happened?")
    quotes = turn.locator("blockquote")
    texts = quotes.evaluate_all("all => all.map((each) => each.firstChild.textContent)")
    assert texts[-len(KIND) :] == [each.text for each in KIND]
    for chip, each in zip(turn.locator("blockquote a.n").all()[-len(KIND) :], KIND, strict=True):
        chip.click()
        expect(visit.page.locator("#reader-title")).to_have_text(each.label)
        assert visit.marked() == each.text
