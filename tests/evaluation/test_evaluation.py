"""Gold questions read, marked and counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag import Rag
from rag.errors import UsageError
from rag.evaluation.marking import Mark, mark, normalized
from rag.evaluation.questions import Gold, read_questions
from rag.evaluation.runner import Share, run, shares

ROWS: list[dict[str, Any]] = [
    {
        "id": "one",
        "kind": "attribution",
        "question": "How did Norway react to Denmark's plan?",
        "answerable": True,
        "expected": [["rejected", "turned down"]],
        "article_ids": ["bay/quota-norway.md", "bay/quota-echo.md"],
        "must_pass": True,
    },
    {
        "id": "two",
        "kind": "follow-up",
        "question": "And Sweden?",
        "answerable": True,
        "expected": [["welcomed"]],
        "article_ids": ["bay/quota-norway.md"],
        "after": "one",
    },
    {
        "id": "three",
        "kind": "none",
        "question": "Who is the president of Brazil?",
        "answerable": False,
    },
    {
        "id": "four",
        "kind": "fact",
        "question": "How many nests does Noor Haddad count?",
        "expected": [["46"], ["unicorns"]],
        "article_ids": ["bay/herons.md"],
    },
]


def gold_file(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return path


def a_gold(**changes: Any) -> Gold:
    fields: dict[str, Any] = {
        "id": "g",
        "kind": "fact",
        "question": "Q?",
        "answerable": True,
        "expected": (),
        "article_ids": (),
        "after": None,
        "asked_at": None,
        "must_pass": False,
    }
    return Gold(**{**fields, **changes})


def marked(bay: Rag, question: str, **changes: Any) -> Mark:
    return mark(a_gold(question=question, **changes), bay.ask(question), bay.article)


def test_questions_are_read_in_order_with_what_they_leave_out_filled_in(tmp_path: Path) -> None:
    golds = read_questions(gold_file(tmp_path, ROWS))
    assert [gold.id for gold in golds] == ["one", "two", "three", "four"]
    assert golds[0].expected == (("rejected", "turned down"),)
    assert golds[2].expected == ()
    assert golds[3].answerable
    assert not golds[3].must_pass


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "line 1"),
        ('{"id": "a"}', "line 1"),
        ("[]", "line 1"),
        ('{"question": "Q?", "after": "later"}', "later"),
        ("", "no questions"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(
    tmp_path: Path, line: str, words: str
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        read_questions(path)


def test_a_file_that_is_missing_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.jsonl"):
        read_questions(tmp_path / "nowhere.jsonl")


def test_every_group_of_expected_words_must_be_held(bay: Rag) -> None:
    question = "How many nests does Noor Haddad count?"
    assert marked(bay, question, expected=(("46", "47"),)).right
    wrong = marked(bay, question, expected=(("46",), ("unicorns", "dragons")))
    assert not wrong.right
    assert "unicorns or dragons" in wrong.reason


def test_an_answer_from_another_article_is_wrong(bay: Rag) -> None:
    question = "How many nests does Noor Haddad count?"
    assert marked(bay, question, article_ids=("bay/herons.md",)).right
    assert not marked(bay, question, article_ids=("bay/walkout.md",)).right


def test_silence_is_right_only_where_the_articles_are_silent(bay: Rag) -> None:
    unknown = "Who is the president of Brazil?"
    assert marked(bay, unknown, answerable=False).right
    assert not marked(bay, unknown, answerable=True).right
    assert not marked(bay, "Who opened the bridge over the Tarrow?", answerable=False).right


def test_every_citation_is_checked_again(bay: Rag) -> None:
    found = marked(bay, "How did Norway react to Denmark's plan?")
    assert found.citations == found.exact > 0

    def another(article_id: str, revision: int) -> Any:
        return bay.article("bay/herons.md")

    gold = a_gold(question="How did Norway react to Denmark's plan?")
    assert mark(gold, bay.ask(gold.question), another).exact == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Quad”", '"quad"'),
        ("Japan’s", "japan's"),
        ("2013–2022", "2013-2022"),
        ("a \n b", "a b"),
        ("Zo\u0065\u0301", "zoé"),
        ("ﬁve", "five"),
    ],
)
def test_glyphs_case_and_blanks_do_not_count(one: str, other: str) -> None:
    assert normalized(one) == normalized(other)


def test_a_run_follows_threads_and_counts_by_kind(bay: Rag, tmp_path: Path) -> None:
    marks = list(run(bay, read_questions(gold_file(tmp_path, ROWS))))
    assert [m.right for m in marks] == [True, True, True, False]
    assert marks[1].answer.understood.text == "How did Sweden react to Denmark's plan?"
    rows = {share.name.strip(): share for share in shares(marks)}
    assert (rows["right"].k, rows["right"].n) == (3, 4)
    assert (rows["none"].k, rows["none"].n) == (1, 1)
    assert (rows["must pass"].k, rows["must pass"].n) == (1, 1)
    assert rows["exact citations"].k == rows["exact citations"].n > 0


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (90, 100, 0.826, 0.945)],
)
def test_the_interval_is_wilsons(k: int, n: int, low: float, high: float) -> None:
    share = Share("right", k, n)
    assert share.interval[0] == pytest.approx(low, abs=0.001)
    assert share.interval[1] == pytest.approx(high, abs=0.001)
    assert share.value == (None if n == 0 else k / n)
    assert "right" in str(share)
