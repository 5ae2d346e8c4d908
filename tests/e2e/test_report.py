"""The report in a real browser: what it shows is the run, it asks for nothing, it obeys nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from evaluation.runs_kit import a_row, a_run, an_answer
from page.payloads import PAYLOADS
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from rag import Rag
from rag.evaluation import Gold, GoldSpan, Run, evaluate, read_run
from rag.evaluation.comparing.comparison import compare
from rag.evaluation.report import write_comparison, write_report, write_sweep
from rag.evaluation.sweeping import Sweep, point

GOLDS = [
    Gold(
        "quota",
        "attribution",
        "How did Norway react to Denmark's plan?",
        expected=(("rejected", "turned down"),),
        article_ids=("bay/quota-norway.md", "bay/quota-echo.md"),
        must_pass=True,
    ),
    Gold(
        "nests",
        "fact",
        "How many nests does Noor Haddad count?",
        expected=(("46",), ("unicorns",)),
        article_ids=("bay/herons.md",),
        spans=(GoldSpan("bay/herons.md", "46"),),
    ),
    Gold("brazil", "none", "Who is the president of Brazil?", answerable=False),
]


class Sheet:
    """One open file. ``trouble`` holds errors and every request but that for the file."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.trouble: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.trouble.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.trouble.append(f"page error: {error}"))
        self.page.on("dialog", lambda dialog: self.trouble.append(f"dialog: {dialog.message}"))
        self.page.on("request", self._asked)
        self.address = path.as_uri()
        self.page.goto(self.address)

    def _asked(self, request: Any) -> None:
        if request.url.split("#")[0] != self.address and not request.url.startswith("data:,"):
            self.trouble.append(f"request: {request.url}")

    def rows(self) -> list[str]:
        """Ids of the questions shown, in their order."""
        ids = self.page.locator("tr.q:visible").evaluate_all("rows => rows.map(r => r.dataset.id)")
        return [str(each) for each in ids]

    def open(self, key: str) -> Locator:
        row = self.page.locator(f'tr.q[data-id="{key}"]')
        row.locator("button").focus()
        self.page.keyboard.press("Enter")
        expect(row.locator("button")).to_have_attribute("aria-expanded", "true")
        return row.locator("xpath=following-sibling::tr[1]")


Opening = Callable[..., Sheet]


@pytest.fixture
def opening(browser: Browser) -> Iterator[Opening]:
    """Opens a file in a browser of its own; at the end nothing untoward may have happened."""
    sheets: list[Sheet] = []

    def opened(path: Path, **context: Any) -> Sheet:
        size = {"width": 1360, "height": 940}
        sheets.append(Sheet(browser.new_context(**{"viewport": size, **context}), path))
        return sheets[-1]

    yield opened
    for each in sheets:
        each.page.context.close()
    assert [each.trouble for each in sheets] == [[] for _ in sheets]


@pytest.fixture(scope="module")
def run(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The bay's articles asked; one question cannot be right, since nobody counts unicorns."""
    folder = tmp_path_factory.mktemp("runs") / "bay"
    evaluate(bay, GOLDS, folder=folder)
    return read_run(folder)


@pytest.fixture
def sheet(opening: Opening, run: Run) -> Sheet:
    return opening(run.folder / "report.html")


def test_the_headline_is_the_summarys(sheet: Sheet, run: Run) -> None:
    summary = json.loads((run.folder / "summary.json").read_text("utf-8"))
    right = summary["metrics"]["right"]
    expect(sheet.page.locator("#headline")).to_have_text(f"{right['mean']:.3f}")
    told = f"95 % interval {right['low']:.3f} to {right['high']:.3f}"
    expect(sheet.page.locator(".interval")).to_contain_text(told)
    for name in ("right", "span_exact", "abstention_recall"):
        row = sheet.page.locator(f'tr[id="metric-{name}"]')
        expect(row.locator(".mean")).to_have_text(f"{summary['metrics'][name]['mean']:.3f}")


def test_failures_come_first_and_filters_leave_what_was_asked_for(sheet: Sheet) -> None:
    page = sheet.page
    assert sheet.rows() == ["nests", "quota", "brazil"]
    page.get_by_text("Wrong 1", exact=True).click()
    assert sheet.rows() == ["nests"]
    expect(page.locator("output")).to_have_text("1 of 3 questions")
    page.get_by_text("All 3", exact=True).click()
    page.get_by_role("combobox", name="Kind").select_option("none")
    assert sheet.rows() == ["brazil"]
    page.get_by_role("combobox", name="Kind").select_option("")
    page.get_by_label("Search").fill("PLAN react  denmark's")
    assert sheet.rows() == ["quota"]
    page.get_by_label("Search").fill("zebra")
    assert sheet.rows() == []
    expect(page.get_by_text("No question is like that.")).to_be_visible()
    page.get_by_label("Search").fill("")
    page.get_by_role("combobox", name="Order").select_option("asked")
    assert sheet.rows() == ["quota", "nests", "brazil"]


def test_a_failing_question_opens_with_its_reason_and_the_very_words_it_cites(
    sheet: Sheet, run: Run
) -> None:
    row = next(row for row in run.rows if row.id == "nests")
    assert row.answer is not None
    detail = sheet.open("nests")
    expect(sheet.page.locator('tr.q[data-id="nests"] .why')).to_contain_text("lacks unicorns")
    for citation in row.answer["citations"]:
        marks = detail.locator(f'mark[data-cites~="{citation["n"]}"]')
        assert "".join(marks.all_text_contents()) == citation["quote"]
    expect(detail.locator(".expected")).to_contain_text("46; unicorns")
    assert detail.locator(".passage .gold").first.text_content() == "46"
    detail.get_by_text("Every score and its reason").click()
    expect(detail.locator(".scores tr", has_text="expected_recall")).to_contain_text("0.500")


def test_a_number_leads_to_its_words(sheet: Sheet) -> None:
    detail = sheet.open("quota")
    detail.locator("blockquote .n").first.press("Enter")
    focused = sheet.page.evaluate("document.activeElement.tagName")
    assert focused == "MARK"
    expect(detail.locator("mark:focus")).to_be_in_viewport()


def test_a_row_closes_again_and_a_link_opens_its_question(sheet: Sheet, opening: Opening) -> None:
    detail = sheet.open("quota")
    expect(detail).to_be_visible()
    sheet.page.keyboard.press("Enter")
    expect(detail).to_be_hidden()
    sheet.page.goto(sheet.address + "#id=nests")
    expect(sheet.page.locator('tr.q[data-id="nests"] + tr.detail')).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_readers_colours_and_can_be_turned(
    opening: Opening, run: Run, scheme: str
) -> None:
    page = opening(run.folder / "report.html", color_scheme=scheme).page
    colours = {"light": "rgb(251, 250, 247)", "dark": "rgb(22, 21, 19)"}
    expect(page.locator("body")).to_have_css("background-color", colours[scheme])
    page.locator("#theme").click()
    other = "dark" if scheme == "light" else "light"
    expect(page.locator("body")).to_have_css("background-color", colours[other])


def test_a_phone_shows_all_of_it_without_scrolling_sideways(opening: Opening, run: Run) -> None:
    sheet = opening(run.folder / "report.html", viewport={"width": 390, "height": 844})
    detail = sheet.open("nests")
    expect(detail.locator("mark").first).to_be_visible()
    width = "document.documentElement.scrollWidth - innerWidth"
    assert sheet.page.evaluate(width) <= 0
    assert sheet.page.locator('tr.q[data-id="nests"] button').bounding_box()["width"] > 250  # type: ignore[index]  # it is visible


def test_on_paper_it_is_light_and_without_what_can_be_pressed(opening: Opening, run: Run) -> None:
    page = opening(run.folder / "report.html", color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("h1")).to_have_css("color", "rgb(29, 28, 26)")
    expect(page.locator("tr.q")).to_have_count(3)


def test_what_articles_and_answers_say_is_never_run(opening: Opening, tmp_path: Path) -> None:
    rows = [
        a_row(
            f"{at} {payload}",
            right=0,
            kind=payload,
            gold={"question": payload, "expected": [[payload]], "note": payload},
            answer={
                **an_answer(payload, payload, before=payload),
                "lead": payload,
                "short_answer": payload,
                "notes": [payload],
                "removed": [{"text": payload, "reason": payload}],
                "mode": payload,
            },
            scores={payload: 0.5},
            reasons={"right": payload, payload: payload},
        )
        for at, payload in enumerate(PAYLOADS)
    ]
    run = a_run(tmp_path / "hostile", rows, system=PAYLOADS[0], mode=PAYLOADS[1])
    write_comparison(compare(run, run), tmp_path / "compare.html")
    for path in (write_report(run), tmp_path / "compare.html"):
        page = opening(path).page
        page.evaluate("document.querySelectorAll('tr.q button').forEach(each => each.click())")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        expect(page.locator("tr.detail")).to_have_count(len(PAYLOADS))
        assert page.evaluate("window.harmed") is None
        assert page.locator("tr.detail").locator("img, script, iframe, svg, a, form").count() == 0
        for at in range(len(PAYLOADS)):
            quote = page.locator("tr.detail").nth(at).locator("mark[data-cites]").first
            assert quote.text_content() == PAYLOADS[at]


def test_a_thousand_questions_are_rows_until_one_is_opened(
    opening: Opening, tmp_path: Path
) -> None:
    rows = [a_row(f"q{n}", right=int(n % 10 != 0), kind=f"kind {n % 4}") for n in range(1000)]
    run = a_run(tmp_path / "long", rows)
    sheet = opening(write_report(run))
    assert sheet.page.locator("tr.detail, blockquote, mark").count() == 0
    sheet.page.get_by_label("Search").fill("q777")
    assert sheet.rows() == ["q777"]
    assert sheet.open("q777").locator("mark").text_content() == "All of q777."
    assert sheet.page.locator("tr.detail").count() == 1


def test_two_runs_stand_side_by_side(opening: Opening, run: Run, tmp_path: Path) -> None:
    silent = evaluate(lambda question: "", GOLDS, folder=tmp_path / "silent")
    path = tmp_path / "compare.html"
    write_comparison(compare(run, read_run(silent.folder)), path)
    sheet = opening(path)
    assert sheet.rows()[0] == "quota"
    detail = sheet.open("quota")
    expect(detail.locator(".side")).to_have_count(2)
    expect(detail.locator(".side").nth(0)).to_contain_text("A: bay")
    expect(detail.locator(".side").nth(1)).to_contain_text("No answer from these articles.")


def test_a_sweep_is_drawn(opening: Opening, run: Run) -> None:
    path = run.folder.parent / "sweep.html"
    write_sweep(Sweep("right", (point({"passages": "4"}, run),)), path)
    page = opening(path).page
    expect(page.get_by_role("img", name="Quality against time")).to_be_visible()
    link = page.get_by_role("link", name="passages=4")
    assert link.get_attribute("href") == "bay/report.html"
