"""Gold questions read, marked and counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag import Rag
from rag.errors import UsageError
from rag.evaluation import evaluate
from rag.evaluation.estimates import estimated, wilson
from rag.evaluation.marking import normalized, wrong
from rag.evaluation.observing import observe
from rag.evaluation.questions import Gold, read_questions
from rag.evaluation.scoring import NOTHING_SAID
from rag.evaluation.showing import shares

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


def reason(bay: Rag, question: str, **changes: Any) -> str:
    """Why the bay's answer to it is wrong; empty when it is right."""
    return wrong(Gold("g", "fact", question, **changes), observe(bay.ask(question)))


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
        ("[]", "no questions"),
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
    assert reason(bay, question, expected=(("46", "47"),)) == ""
    lacking = reason(bay, question, expected=(("46",), ("unicorns", "dragons")))
    assert lacking == "lacks unicorns or dragons"


def test_an_answer_from_another_article_is_wrong(bay: Rag) -> None:
    question = "How many nests does Noor Haddad count?"
    assert reason(bay, question, article_ids=("bay/herons.md",)) == ""
    assert reason(bay, question, article_ids=("bay/walkout.md",)) == "cites none of bay/walkout.md"


def test_silence_is_right_only_where_the_articles_are_silent(bay: Rag) -> None:
    unknown = "Who is the president of Brazil?"
    assert reason(bay, unknown, answerable=False) == ""
    assert "not found" in reason(bay, unknown, answerable=True)
    assert reason(bay, "Who opened the bridge over the Tarrow?", answerable=False)


def test_a_system_that_said_nothing_is_wrong_and_did_not_refuse() -> None:
    assert wrong(Gold("g", "fact", "Q?"), NOTHING_SAID) == "said nothing"
    assert wrong(Gold("g", "none", "Q?", answerable=False), NOTHING_SAID)


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
    run = evaluate(bay, gold_file(tmp_path, ROWS))
    assert [row.scores["right"] for row in run.rows] == [1, 1, 1, 0]
    followed = run.rows[1].answer
    assert followed is not None
    assert followed["understood"]["text"] == "How did Sweden react to Denmark's plan?"
    counted = {name: (k, n) for name, k, n in shares(run.rows)}
    assert counted["right"] == (3, 4)
    assert counted["none"] == (1, 1)
    assert counted["must pass"] == (1, 1)
    assert run.summary["metrics"]["span_exact"]["mean"] == 1


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (90, 100, 0.826, 0.945)],
)
def test_the_interval_of_a_share_is_wilsons(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=0.001)


def test_a_mean_comes_with_its_interval_and_how_many_were_scored() -> None:
    found = estimated([0.0, 0.5, 1.0, None])
    assert (found.mean, found.n, found.unscored) == (0.5, 3, 1)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < 0.5 < found.high <= 1
    assert estimated([None]).mean is None
    assert estimated([1, 0, 1, 1]).low == wilson(3, 4)[0]
