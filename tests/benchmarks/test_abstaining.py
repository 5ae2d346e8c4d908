"""What saying no is measured with: the cases, the measures, the fit and the drawing."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from project.modules import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from abstaining.cases import HELD, NEAR_MISSES, TUNE, given, gold, half_of, near_misses
from abstaining.drawing import drawn
from abstaining.fit import REFUSED, Seen, fitted, parts
from abstaining.measures import (
    Decision,
    Outcome,
    bins,
    brier,
    calibration_error,
    curve,
    interval,
)
from abstaining.tables import decisions, reliability, risks, short

from rag.answering.signs import SIGNS

ROWS = [json.loads(line) for line in NEAR_MISSES.read_text("utf-8").splitlines()]


def outcome(answerable: bool, answered: bool, confidence: float = 0.5) -> Outcome:
    return Outcome("news", HELD, answerable, answered, confidence)


OUTCOMES = [
    *(outcome(True, True, 0.9) for _ in range(8)),
    *(outcome(True, False, 0.3) for _ in range(2)),
    *(outcome(False, False, 0.1) for _ in range(3)),
    outcome(False, True, 0.7),
]


def test_every_near_miss_has_a_twin_that_its_article_answers() -> None:
    assert len(ROWS) == 160
    by_id = {row["id"]: row for row in ROWS}
    for row in ROWS:
        kind, _, number = row["id"].partition("-")
        twin = by_id[f"{'miss' if kind == 'twin' else 'twin'}-{number}"]
        assert (row["half"], row["article"]) == (twin["half"], twin["article"])
        assert row["answerable"] is (kind == "twin")
        text = (ROOT / "corpus" / row["article"]).read_text("utf-8")
        assert row["expected"] in text if row["answerable"] else row["lacks"]
    halves = [row["half"] for row in ROWS]
    assert halves.count(TUNE) == halves.count(HELD) == 80


def test_what_another_article_tells_is_counted_once_with_it_and_once_without() -> None:
    told = replace(outcome(False, True), elsewhere=True)
    rows = decisions("held", [*OUTCOMES, told]).rows
    assert [row[0] for row in rows] == ["news", "news, told by no other article"]
    assert [row[4] for row in rows] == ["2/5", "1/4"]
    assert [row[0] for row in decisions("held", OUTCOMES).rows] == ["news"]


def test_near_misses_are_no_gold_questions() -> None:
    known = {each.question.casefold() for each in gold()}
    assert not known & {each.question.casefold() for each in near_misses()}


def test_a_group_lies_in_one_half_whatever_is_asked_beside_it() -> None:
    halves = [half_of(str(n)) for n in range(400)]
    assert halves == [half_of(str(n)) for n in range(400)]
    assert 150 < halves.count(TUNE) < 250


def test_passages_given_with_a_question_are_read_with_it(tmp_path: Path) -> None:
    file = tmp_path / "given.jsonl"
    row = {"id": 7, "input": "who?", "answerable": False, "passages": [{"title": "T", "text": "x"}]}
    file.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    (case,) = given(file)
    assert (case.question, case.answerable, case.passages) == ("who?", False, (("T", "x"),))


def test_balanced_accuracy_counts_both_kinds_alike() -> None:
    told = Decision.of(OUTCOMES)
    assert (told.answerable, told.refused, told.unanswerable, told.answered) == (10, 2, 4, 1)
    assert told.balanced == pytest.approx((0.8 + 0.75) / 2)
    low, high = interval(OUTCOMES)
    assert low < told.balanced < high


def test_a_confidence_that_is_right_on_the_whole_has_no_calibration_error() -> None:
    even = [outcome(True, True, 0.5), outcome(False, True, 0.5)]
    assert calibration_error(even) == 0
    assert brier(even) == 0.25
    sure = [outcome(False, True, 1.0)]
    assert calibration_error(sure) == brier(sure) == 1
    assert sum(each.n for each in bins(OUTCOMES)) == len(OUTCOMES)


def test_risk_rises_with_what_is_answered_where_the_confidence_is_good() -> None:
    points = curve(OUTCOMES)
    assert points[0] == (1 / 14, 0.0)
    assert points[-1] == (1.0, pytest.approx(4 / 14))
    assert [coverage for coverage, _ in points] == sorted(coverage for coverage, _ in points)


def test_the_tables_say_what_is_not_reached() -> None:
    assert short(OUTCOMES) == ["news: 20.0% of the answerable refused"]
    assert len(short([*OUTCOMES, *[outcome(False, True)] * 4])) == 2
    assert decisions("d", OUTCOMES).rows[0][0] == "news"
    assert "Brier" in reliability("r", OUTCOMES).note
    assert risks("r", OUTCOMES).rows[0][-1] == "0.29"


def test_the_curve_is_an_image() -> None:
    root = ElementTree.fromstring(drawn({"a <b>": curve(OUTCOMES), "c": [(1.0, 0.9)]}))
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 2


def seen(n: int, answerable: bool, rules: float) -> Seen:
    signs = {**dict.fromkeys(SIGNS, 0.5), "rules": rules}
    return Seen("news", str(n), TUNE, answerable, (signs,), (True,), (True,))


def test_a_sign_that_tells_them_apart_gets_the_weight_and_the_bounds_lie_between() -> None:
    cases = [
        *(seen(n, True, 0.8 + n / 100) for n in range(10)),
        *(seen(n, False, 0.2 + n / 100) for n in range(10)),
    ]
    learned = fitted(cases)
    assert max(learned.weights, key=lambda name: learned.weights[name]) == "rules"
    assert min(learned.weights.values()) >= 0
    assert all(each.answered(learned) is each.answerable for each in cases)


def test_the_bounds_refuse_few_of_the_answerable_rather_than_answer_none_too_many() -> None:
    mixed = [
        *(seen(n, True, 0.2 + 0.07 * n) for n in range(10)),
        *(seen(n, False, 0.1 + 0.07 * n) for n in range(10)),
    ]
    learned = fitted(mixed)
    refused = sum(not each.answered(learned) for each in mixed if each.answerable)
    assert refused <= REFUSED * 10


def test_parts_hold_every_group_once() -> None:
    cases = [seen(n // 2, bool(n % 2), 0.5) for n in range(20)]
    found = parts(cases, 3)
    assert sorted(group for part in found for group in part) == sorted(
        {("news", str(n)) for n in range(10)}
    )
