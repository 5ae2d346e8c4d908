"""What docs/answers.md shows is so: each example is an article's words and gets its verdict."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from project.modules import ROOT
from rag.answering.nearness import WordVectors
from rag.answering.verify import Aids, judge
from rag.library.embedding import open_embedder
from rag.settings import Settings
from rag.types import MARKS, Verdict

PAGE = (ROOT / "docs" / "answers.md").read_text("utf-8")
ARTICLES = [path.read_text("utf-8") for path in (ROOT / "corpus" / "articles").glob("*.md")]


class Example(NamedTuple):
    verdict: str
    sentence: str
    span: str
    why: str = ""


EXAMPLES = [
    Example(cells[0].strip("`"), *cells[1:])
    for line in PAGE.splitlines()
    if re.match(r"\| `\w+` \|", line)
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
    if len(cells) >= 3 and any(cells[2] in article for article in ARTICLES)
]


@pytest.fixture(scope="module")
def aids() -> Aids:
    return Aids(WordVectors(open_embedder("minilm").passages))


def test_every_verdict_has_an_example_and_one_fault_is_shown_that_passes() -> None:
    assert {each.verdict for each in EXAMPLES} == {verdict.value for verdict in Verdict}
    rows = re.findall(r"^\| `\w+` \| [A-Z]", PAGE, re.MULTILINE)
    assert len(EXAMPLES) == len(rows) == 15


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.sentence[:40])
def test_an_example_gets_its_verdict_for_its_reason(example: Example, aids: Aids) -> None:
    judged = judge(example.sentence, [example.span], aids=aids)
    assert judged.verdict.value == example.verdict
    assert example.why in (judged.reason or "")


def test_the_marks_and_settings_it_names_are_there() -> None:
    for mark in MARKS.values():
        assert mark in PAGE
    names = set(re.findall(r"RAG_([A-Z_]+)", PAGE))
    assert names
    assert {name.lower() for name in names} <= set(Settings.names())
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make ([\w-]+)`", PAGE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
