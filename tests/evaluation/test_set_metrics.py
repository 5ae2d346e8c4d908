"""What a whole run shows: refusals, risk over coverage, calibration; by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.rows import Row
from rag.evaluation.sets import (
    SET_METRICS,
    aurc,
    ece,
    estimated_set,
    outcomes,
    reliability,
    risk_coverage,
)
from rag.evaluation.summing import summary

BY_NAME = {metric.name: metric for metric in SET_METRICS}


def row(
    at: int, *, answerable: bool, silent: bool, right: bool, confidence: float | None = None
) -> Row:
    scores = {"right": float(right), "said_no": float(silent), "confidence": confidence}
    gold: dict[str, Any] = {}
    return Row(f"q{at}", "k", "Q?", gold, {"text": "x"}, scores, answerable=answerable)


def rows(*kinds: tuple[bool, bool, int]) -> list[Row]:
    """(answerable, silent, how many) each; right where the two are at odds."""
    each = [(answerable, silent) for answerable, silent, n in kinds for _ in range(n)]
    return [
        row(at, answerable=answerable, silent=silent, right=answerable != silent)
        for at, (answerable, silent) in enumerate(each)
    ]


# 6 answered rightly, 2 refused though answerable, 3 refused rightly, 1 answered though not.
SOME = rows((True, False, 6), (True, True, 2), (False, True, 3), (False, False, 1))


@pytest.mark.parametrize(
    ("name", "by_hand", "n"),
    [
        ("abstention_precision", 3 / 5, 5),
        ("abstention_recall", 3 / 4, 4),
        ("abstention_f1", 2 * 3 / (5 + 4), 12),
        ("balanced_accuracy", (3 / 4 + 6 / 8) / 2, 12),
    ],
)
def test_abstention_is_counted_as_by_hand(name: str, by_hand: float, n: int) -> None:
    found = estimated_set(BY_NAME[name], outcomes(SOME))
    assert found.mean == pytest.approx(by_hand)
    assert found.n == n
    assert found.low is not None
    assert found.high is not None
    assert found.low < by_hand < found.high


def test_where_nothing_is_unanswerable_or_refused_there_is_nothing_to_say() -> None:
    of = outcomes(rows((True, False, 3)))
    assert {name for name, metric in BY_NAME.items() if metric.measure(of) is not None} == set()
    silent = outcomes(rows((True, False, 2), (False, False, 1)))
    assert BY_NAME["abstention_precision"].measure(silent) is None
    assert BY_NAME["abstention_recall"].measure(silent) == 0
    assert BY_NAME["abstention_f1"].measure(silent) == 0


def sure(*told: tuple[float, bool]) -> list[Row]:
    return [
        row(at, answerable=True, silent=False, right=right, confidence=confidence)
        for at, (confidence, right) in enumerate(told)
    ]


def test_risk_over_coverage_is_as_by_hand() -> None:
    given_ = sure((0.9, True), (0.8, False), (0.7, True), (0.7, False))
    refused = row(9, answerable=False, silent=True, right=True, confidence=0.1)
    of = outcomes([*given_, refused])
    assert risk_coverage(of) == [
        {"coverage": 1 / 5, "risk": 0.0, "confidence": 0.9},
        {"coverage": 2 / 5, "risk": 1 / 2, "confidence": 0.8},
        {"coverage": 4 / 5, "risk": 2 / 4, "confidence": 0.7},
    ]
    assert aurc(of) == pytest.approx((0 + 1 / 2 + 2 * (2 / 4)) / 4)


def test_the_best_order_has_the_least_area() -> None:
    best = aurc(outcomes(sure((0.9, True), (0.8, True), (0.1, False))))
    worst = aurc(outcomes(sure((0.9, False), (0.8, True), (0.1, True))))
    assert best == pytest.approx((0 + 0 + 1 / 3) / 3)
    assert worst == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_calibration_is_as_by_hand() -> None:
    of = outcomes(sure((0.95, True), (0.91, False), (0.35, False), (1.0, True)))
    bins = reliability(of)
    assert [(each["low"], each["n"]) for each in bins] == [(0.3, 1), (0.9, 3)]
    assert bins[1]["right"] == pytest.approx(2 / 3)
    distance = abs((0.95 + 0.91 + 1.0) / 3 - 2 / 3)
    assert ece(of) == pytest.approx((0.35 + 3 * distance) / 4)


TOLD = st.lists(st.tuples(st.floats(0, 1, allow_nan=False), st.booleans()), min_size=1, max_size=30)


@given(TOLD)
def test_the_last_point_is_all_answers_and_no_order_of_rows_matters(
    told: list[tuple[float, bool]],
) -> None:
    of, turned = outcomes(sure(*told)), outcomes(sure(*reversed(told)))
    last = risk_coverage(of)[-1]
    assert last["coverage"] == 1
    assert last["risk"] == pytest.approx(sum(not right for _, right in told) / len(told))
    assert aurc(of) == pytest.approx(aurc(turned))
    assert ece(of) == pytest.approx(ece(turned))
    assert 0 <= (ece(of) or 0) <= 1
    bins = reliability(of)
    assert sum(each["n"] for each in bins) == len(told)
    by_bins = sum(each["n"] * abs(each["confidence"] - each["right"]) for each in bins)
    assert ece(of) == pytest.approx(by_bins / len(told))


def test_a_summary_holds_means_intervals_kinds_and_curves() -> None:
    told = summary(SOME, "some")
    right = told["metrics"]["right"]
    assert (right["mean"], right["n"], right["unscored"]) == (9 / 12, 12, 0)
    assert right["low"] < 9 / 12 < right["high"]
    assert told["kinds"]["k"]["right"]["mean"] == 9 / 12
    assert told["headline"]["answers"] == "right"
    assert set(told["curves"]) == {"risk_coverage", "reliability", "k"}
    assert told["verifier"]["kinds"]["number"]["generated"] == [1, 120]


def test_what_quoting_cannot_miss_is_labelled_and_relevance_leads() -> None:
    def made(mode: str) -> dict[str, Any]:
        scores = {"right": 1.0, "verbatim": 1.0, "relevant": 0.5, "citation_recall_gold": 1.0}
        one = Row("a", "k", "Q?", {}, {"text": "x", "mode": mode}, scores)
        return summary([one], "one")

    quotes, written = made("quotes"), made("some-model")
    assert quotes["metrics"]["verbatim"]["label"] == "by construction"
    assert "label" not in written["metrics"]["verbatim"]
    assert "label" not in quotes["metrics"]["relevant"]
    assert quotes["headline"]["citations"] == "relevant"
    assert written["headline"]["citations"] == "citation_recall_gold"


def test_exact_match_is_left_out_where_no_question_has_a_short_answer() -> None:
    refused = Row("a", "k", "Q?", {}, {}, {"right": 1.0, "exact_match": 1.0}, answerable=False)
    asked = Row("b", "k", "Q?", {}, {}, {"right": 1.0, "exact_match": 0.0})
    assert "exact_match" not in summary([refused], "x")["metrics"]
    assert summary([refused, asked], "x")["metrics"]["exact_match"]["mean"] == 0.5
