"""Two runs laid beside each other: metrics, questions and settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from runs_kit import a_row, a_run

from rag.evaluation.comparing.comparison import Comparison, compare
from rag.evaluation.rows import Row


@pytest.fixture
def compared(tmp_path: Path) -> Comparison:
    """Ten questions in both: one won, seven lost, two tied; one in each of them alone."""
    base = [a_row(f"q{n}", right=0 if n == 0 else 1, scores={"seconds": 1.0}) for n in range(10)]
    after = [
        a_row(f"q{n}", right=0 if 0 < n < 8 else 1, scores={"seconds": 0.5}) for n in range(10)
    ]
    a = a_run(tmp_path / "before", [*base, a_row("old"), a_row("same")])
    other = a_row("same", gold={"expected": [["another"]]})
    b = a_run(
        tmp_path / "after",
        [*after, a_row("new"), other],
        settings={"rerank": None, "without": ["dates"]},
        started="another day",
    )
    return compare(a, b)


def test_each_question_is_won_lost_or_tied_by_name(compared: Comparison) -> None:
    right = compared.change("right")
    assert right is not None
    assert right.wins == ("q0",)
    assert right.losses == tuple(f"q{n}" for n in range(1, 8))
    assert right.ties == ("q8", "q9")
    assert (right.a, right.b) == (0.9, pytest.approx(0.3))
    assert right.difference.mean == pytest.approx(-0.6)
    assert right.difference.p == 18 / 256


def test_less_is_better_where_the_metric_says_so(compared: Comparison) -> None:
    seconds = compared.change("seconds")
    assert seconds is not None
    assert len(seconds.wins) == 10
    assert seconds.losses == ()
    assert seconds.difference.p == 2 / 1024
    assert seconds.verdict == "better"


def test_p_is_corrected_for_how_many_metrics_were_looked_at(compared: Comparison) -> None:
    by_name = {each.metric: each for each in compared.changes}
    assert list(by_name) == ["right", "seconds"]
    assert by_name["seconds"].holm == pytest.approx(2 * 2 / 1024)
    assert by_name["right"].holm == pytest.approx(18 / 256)
    assert by_name["right"].verdict == "open"


def test_questions_of_one_run_alone_are_named_and_so_are_other_ones_of_one_id(
    compared: Comparison,
) -> None:
    assert compared.only_a == ("old",)
    assert compared.only_b == ("new",)
    assert compared.reworded == ("same",)
    assert compared.both == tuple(f"q{n}" for n in range(10))


def test_settings_that_differ_are_told_by_their_path(compared: Comparison) -> None:
    assert [(s.name, s.a, s.b) for s in compared.settings] == [
        ("settings.without", [], ["dates"]),
    ]


def test_what_one_run_did_not_score_is_no_difference(tmp_path: Path) -> None:
    a = a_run(tmp_path / "a", [a_row("q", scores={"recall@4": None}), a_row("r")])
    b = a_run(tmp_path / "b", [a_row("q", scores={"recall@4": 1.0}), a_row("r")])
    assert compare(a, b, every=True).change("recall@4") is None  # nothing of A to compare with
    c = a_run(tmp_path / "c", [a_row("q", scores={"recall@4": 0.5}), a_row("r")])
    d = a_run(tmp_path / "d", [a_row("q"), a_row("r", scores={"recall@4": 1.0})])
    change = compare(c, d, every=True).change("recall@4")
    assert change is not None
    assert change.difference.n == 0
    assert change.unpaired == ("q", "r")
    assert change.holm is None


def test_it_is_told_as_json(compared: Comparison) -> None:
    told = compared.to_dict()
    assert (told["schema"], told["a"], told["b"], told["questions"]) == (1, "before", "after", 10)
    assert told["metrics"]["right"]["losses"] == [f"q{n}" for n in range(1, 8)]
    assert told["settings"] == {"settings.without": {"a": [], "b": ["dates"]}}


def test_of_metrics_that_say_much_the_same_one_is_compared(tmp_path: Path) -> None:
    names = "article_recall@1 article_recall@10 article_MRR@10 words unsupported citation_x_before"
    scores = dict.fromkeys(names.split(), 0.5)
    a = a_run(tmp_path / "a", [a_row("q", scores=scores)])
    b = a_run(tmp_path / "b", [a_row("q", scores={**scores, "unsupported": 0.25})])
    few = [each.metric for each in compare(a, b).changes]
    assert few == ["right", "article_recall@10", "unsupported"]
    assert [each.metric for each in compare(a, b, every=True).changes] == ["right", *names.split()]


def test_where_nothing_differs_no_test_was_made(tmp_path: Path) -> None:
    a = a_run(tmp_path / "a", [a_row(f"q{n}", scores={"unsupported": 0.5}) for n in range(5)])
    b = a_run(tmp_path / "b", [a_row(f"q{n}", scores={"unsupported": n / 9}) for n in range(5)])
    by_name = {each.metric: each for each in compare(a, b).changes}
    assert by_name["right"].holm is None
    assert by_name["unsupported"].holm == by_name["unsupported"].difference.p


def saying_no(key: str, said_no: int, **scores: float) -> Row:
    """A question that has no answer."""
    return a_row(key, right=said_no, answerable=False, scores={"said_no": float(said_no), **scores})


def test_metrics_of_whole_runs_are_measured_anew_in_each_resample(tmp_path: Path) -> None:
    """Four of four are refused, then none: of the sixteen ways to let the runs change places in
    single questions only two, none and all, are as far apart: p is 2/16."""
    answered = a_row("answered", scores={"said_no": 0.0, "confidence": 0.8})
    a = a_run(tmp_path / "a", [answered, *(saying_no(f"q{n}", 1) for n in range(4))])
    b = a_run(tmp_path / "b", [answered, *(saying_no(f"q{n}", 0) for n in range(4))])
    change = compare(a, b).change("abstention_recall")
    assert change is not None
    assert (change.a, change.b, change.difference.mean) == (1.0, 0.0, -1.0)
    assert (change.difference.low, change.difference.high) == (-1.0, -1.0)
    assert change.difference.p == pytest.approx(2 / 16, abs=0.03)
    assert change.wins == change.losses == ()
    assert change.holm is not None


def test_a_whole_run_that_is_the_same_is_no_test(tmp_path: Path) -> None:
    rows = [
        a_row(f"q{n}", right=n % 2, scores={"said_no": 0.0, "confidence": n / 10}) for n in range(8)
    ]
    a, b = a_run(tmp_path / "a", rows), a_run(tmp_path / "b", rows)
    change = compare(a, b).change("aurc")
    assert change is not None
    assert (change.difference.mean, change.difference.p, change.holm) == (0.0, 1.0, None)
    assert change.better == "lower"
