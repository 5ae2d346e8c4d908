"""The HTML files: complete, closed off, and true to their run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from page.payloads import PAYLOADS
from runs_kit import a_row, a_run, an_answer

from rag.evaluation.comparing.comparison import compare
from rag.evaluation.report import comparison_page, run_page, sweep_page, write_report
from rag.evaluation.rows import Run
from rag.evaluation.sweeping import Sweep, point

TOKENS = Path(__file__).parents[2] / "rag" / "page" / "assets" / "tokens.css"
STYLE = Path(__file__).parents[2] / "rag" / "evaluation" / "report" / "assets" / "report.css"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    rows = [
        a_row("one"),
        a_row("two", right=0, kind="time"),
        a_row("three", right=0, must_pass=True),
        a_row("four", right=0, answer=None, error="ModelTimeout: 30 s"),
        a_row("five", scores={"recall@1": 0.5, "recall@4": 1.0}),
    ]
    return a_run(tmp_path / "tuesday", rows)


def pages(run: Run) -> dict[str, str]:
    return {
        "run": run_page(run),
        "comparison": comparison_page(compare(run, run)),
        "sweep": sweep_page(Sweep("right", (point({"k": "5"}, run),)), run.folder.parent),
    }


def ids(html: str) -> list[str]:
    return re.findall(r'data-id="([^"]*)"', html)


def test_failures_come_first_and_those_that_must_pass_before_others(run: Run) -> None:
    assert ids(run_page(run)) == ["four", "three", "two", "one", "five"]


def test_the_headline_is_the_summarys(run: Run) -> None:
    html = run_page(run)
    mean = run.summary["metrics"]["right"]["mean"]
    assert f'<strong id="headline">{mean:.3f}</strong>' in html
    assert "right: 2 of 5 answers" in html
    assert "0 of 1" in html  # must pass


def test_the_nth_row_opens_the_nth_detail(run: Run) -> None:
    html = run_page(run)
    found = re.findall(r'<script type="application/json" id="d(\d+)">(.*?)</script>', html)
    names = [json.loads(data)["sides"][0]["error"] for _, data in found]
    assert [int(n) for n, _ in found] == [0, 1, 2, 3, 4]
    assert names == ["ModelTimeout: 30 s", None, None, None, None]


def test_what_is_measured_at_several_k_has_a_column_for_each(run: Run) -> None:
    html = run_page(run)
    assert 'id="metric-recall"' in html
    assert "@1</th>" in html
    assert "@4</th>" in html


@pytest.mark.parametrize("kind", ["run", "comparison", "sweep"])
def test_a_page_asks_for_nothing_and_runs_its_own_script_alone(run: Run, kind: str) -> None:
    html = pages(run)[kind]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    told = policy[1].replace("&#x27;", "'")
    assert told.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in told
    assert "unsafe" not in told
    assert not re.search(r"(?:src|href)=\"(?!#|data:,|tuesday/)", html)
    assert "url(" not in html
    assert "style=" not in html.split("</style>")[1]


def test_articles_and_answers_are_never_markup(tmp_path: Path) -> None:
    rows = [
        a_row(
            f"{at} {payload}",
            right=0,
            kind=payload,
            answer={**an_answer(payload, payload, before=payload), "lead": payload},
            reasons={"right": payload},
            error=payload if at % 2 else None,
        )
        for at, payload in enumerate(PAYLOADS)
    ]
    run = a_run(tmp_path / "run", rows, system=PAYLOADS[0], mode=PAYLOADS[1])
    for html in pages(run).values():
        seen = Seen(html)
        assert seen.tags & {"iframe", "img", "base", "object", "video", "math", "embed"} == set()
        assert [
            name for name in seen.attributes if name.startswith(("on", "style", "srcdoc"))
        ] == []
        assert seen.scripts[-1] == {}
        assert [each.get("type") for each in seen.scripts[:-1]] == ["application/json"] * (
            len(seen.scripts) - 1
        )


class Seen(HTMLParser):
    """What a browser would make elements of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "script":
            self.scripts.append(dict(attrs))


def test_a_page_has_the_chat_pages_colours() -> None:
    def colours(path: Path) -> list[dict[str, str]]:
        blocks = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", path.read_text("utf-8"))
        return [dict(re.findall(r"(--[\w-]+): ([^;]+);", block)) for block in blocks]

    ours, theirs = colours(STYLE), colours(TOKENS)
    assert len(ours) == len(theirs) == 3
    for own, page in zip(ours, theirs, strict=True):
        assert own | page == own


def test_a_report_is_written_whole_in_its_runs_folder(run: Run) -> None:
    path = write_report(run)
    assert path == run.folder / "report.html"
    assert path.read_text("utf-8") == run_page(run)
    assert [each.name for each in run.folder.glob("*.new")] == []


def test_a_lone_surrogate_does_not_stop_a_report(tmp_path: Path) -> None:
    run = a_run(tmp_path / "run", [a_row("one")])
    broken = a_row("two", answer=an_answer("Bro\ud800ken.", "a.md"))
    path = write_report(Run(run.folder, run.name, (*run.rows, broken), run.settings, run.summary))
    assert "Bro?ken." in path.read_text("utf-8")


def test_a_comparison_shows_what_differs_first(tmp_path: Path) -> None:
    a = a_run(
        tmp_path / "a", [a_row("same"), a_row("moved"), a_row("lost"), a_row("gained", right=0)]
    )
    moved = a_row("moved", answer=an_answer("Other words.", "a.md"))
    b = a_run(
        tmp_path / "b",
        [a_row("same"), moved, a_row("lost", right=0), a_row("gained"), a_row("new")],
    )
    html = comparison_page(compare(a, b))
    assert ids(html) == ["lost", "gained", "moved", "same"]
    assert "differs in words, citations" in html
    assert "Only in B: new" in html
    assert "Chance alone may do this: 1 gained, 1 lost." in html
    assert "with the same settings" in html
