"""The gate: floors, falls beside the baseline, and questions that must pass."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from runs_kit import a_row, a_run

from rag.errors import UsageError
from rag.evaluation.comparing.baseline import (
    Baseline,
    baseline_of,
    digest,
    read_baseline,
    write_baseline,
)
from rag.evaluation.comparing.gate import Ruling, gate
from rag.evaluation.questions import read_questions
from rag.evaluation.rows import Row, Run

CORPUS = Path(__file__).parents[2] / "corpus"

N = 40


def rows(wrong: Iterable[int] = (), must: int | None = None) -> list[Row]:
    bad = set(wrong)
    return [
        a_row(f"q{n}", right=int(n not in bad), scores={"recall@4": 0.5}, must_pass=n == must)
        for n in range(N)
    ]


@pytest.fixture
def good(tmp_path: Path) -> Run:
    return a_run(tmp_path / "good", rows(wrong=[0, 1], must=5))


@pytest.fixture
def baseline(good: Run) -> Baseline:
    return baseline_of(good, limits={"right": 0.8})


def ruled(folder: Path, baseline: Baseline, changed: list[Row]) -> Ruling:
    return gate(a_run(folder / "changed", changed), baseline)


def test_an_unchanged_run_passes(good: Run, baseline: Baseline) -> None:
    ruling = gate(good, baseline)
    assert ruling.passed
    assert ruling.failures == ()
    assert str(ruling).endswith("the gate is passed")


def test_a_mean_below_its_floor_fails(tmp_path: Path, baseline: Baseline) -> None:
    ruling = ruled(tmp_path, baseline, rows(wrong=range(20, 30)))
    (floor,) = [check for check in ruling.failures if check.group == "floor"]
    assert floor.told == "0.750 is below its floor of 0.8"


def test_a_significant_fall_fails_though_the_floor_holds(
    tmp_path: Path, baseline: Baseline
) -> None:
    ruling = ruled(tmp_path, baseline, rows(wrong=[0, 1, 20, 21, 22, 23, 24]))
    assert [(c.group, c.name) for c in ruling.failures] == [("baseline", "right")]
    told = ruling.failures[0].told
    assert "-0.125 against the baseline (p=0.031" in told
    assert "q20 lacks the point" in told
    assert "q24" in told


def test_a_fall_that_chance_may_make_passes(tmp_path: Path, baseline: Baseline) -> None:
    assert ruled(tmp_path / "four", baseline, rows(wrong=[0, 1, 20, 21, 22, 23])).passed
    assert ruled(tmp_path / "other", baseline, rows(wrong=[2, 3])).passed


def test_one_question_that_must_pass_fails_it_alone(tmp_path: Path, baseline: Baseline) -> None:
    ruling = ruled(tmp_path, baseline, rows(wrong=[0, 5], must=5))
    assert [(c.group, c.name) for c in ruling.failures] == [("must pass", "q5")]
    assert "What of q5?: lacks the point" in str(ruling)


def test_a_system_that_failed_is_told_as_such(tmp_path: Path, baseline: Baseline) -> None:
    changed = rows(must=5)
    changed[5] = a_row("q5", right=0, must_pass=True, error="ModelTimeout: 30 s", answer=None)
    assert "ModelTimeout: 30 s" in ruled(tmp_path, baseline, changed).failures[0].told


def test_lower_is_better_has_a_ceiling(tmp_path: Path) -> None:
    before = a_run(
        tmp_path / "before", [a_row(f"q{n}", scores={"repetition": 0.0}) for n in range(9)]
    )
    held = baseline_of(before, ["repetition"], {"repetition": 0.5})
    after = [a_row(f"q{n}", scores={"repetition": 0.4 if n < 6 else 0.0}) for n in range(9)]
    ruling = gate(a_run(tmp_path / "after", after), held)
    assert [(c.group, c.passed) for c in ruling.checks] == [("floor", True), ("baseline", False)]
    assert "+0.267 against" in ruling.failures[0].told
    assert '"ceiling": 0.5' in held.to_json()


def test_other_questions_are_an_error_that_names_them(tmp_path: Path, baseline: Baseline) -> None:
    changed = [*rows()[1:], a_row("fresh")]
    changed[0] = a_row("q1", gold={"expected": [["something else"]]})
    with pytest.raises(UsageError) as error:
        ruled(tmp_path, baseline, changed)
    assert "not asked: q0; new: fresh; changed: q1" in str(error.value)
    assert "--write-baseline" in str(error.value)


def test_a_note_and_a_kind_change_no_question(tmp_path: Path, baseline: Baseline) -> None:
    changed = rows(wrong=[0, 1], must=5)
    changed[3] = a_row(
        "q3", kind="other", gold={"note": "new", "spans": []}, scores={"recall@4": 0.5}
    )
    assert ruled(tmp_path, baseline, changed).passed


def test_a_metric_of_the_whole_run_is_held_to_its_limit_alone(tmp_path: Path, good: Run) -> None:
    whole = {**good.summary["metrics"], "aurc": {"mean": 0.02, "low": 0.01, "high": 0.031}}
    whole["aurc"] |= {"n": N, "better": "lower", "group": "saying no"}
    run = Run(good.folder, good.name, good.rows, good.settings, {**good.summary, "metrics": whole})
    held = baseline_of(run, ["right", "aurc"])
    assert [each.limit for each in held.metrics if each.metric == "aurc"] == [0.04]
    assert gate(run, held).passed
    whole["aurc"]["mean"] = 0.05
    assert [c.told for c in gate(run, held).failures] == ["0.050 is above its ceiling of 0.04"]
    assert [name for name, _ in gate(run, held).detectable] == ["right"]


def test_the_floor_that_is_not_given_is_the_low_end_of_the_interval(good: Run) -> None:
    (right,) = baseline_of(good).metrics
    assert right.limit == 0.83  # Wilson of 38 of 40 begins at 0.835
    assert right.mean == 0.95


def test_a_metric_that_nobody_scored_is_refused_by_name(good: Run) -> None:
    with pytest.raises(UsageError, match=r"no score of 'rihgt'; it has right, recall@4"):
        baseline_of(good, ["rihgt"])


def test_the_file_is_read_as_written_a_line_a_question(tmp_path: Path, baseline: Baseline) -> None:
    path = tmp_path / "held" / "baseline.json"
    write_baseline(baseline, path)
    assert read_baseline(path) == baseline
    lines = path.read_text("utf-8").splitlines()
    assert len([line for line in lines if '"right"' in line]) == N + 1
    assert max(map(len, lines)) < 120


@pytest.mark.parametrize("text", ["", "[]", '{"metrics": {}}', '{"metrics": {"right": {}}}'])
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is no baseline"):
        read_baseline(path)
    with pytest.raises(UsageError, match="makes it"):
        read_baseline(tmp_path / "nowhere.json")


def test_the_smallest_drop_is_said_and_is_what_the_gate_finds(
    tmp_path: Path, good: Run, baseline: Baseline
) -> None:
    ruling = gate(good, baseline)
    ((name, found),) = ruling.detectable
    assert name == "right"
    assert found is not None
    assert 5 < found.questions <= 9
    assert found.drop == pytest.approx(found.questions / N, abs=0.02)
    assert f"smallest drop of right found in 4 runs of 5: {found}" in str(ruling)
    told = json.loads(json.dumps(ruling.to_dict()))
    assert told["passed"] is True
    assert told["smallest_drop"]["right"]["questions"] == found.questions
    fallen = rows(wrong=[0, 1, *range(20, 20 + found.questions)], must=5)
    assert not ruled(tmp_path, baseline, fallen).passed


def test_this_projects_own_baseline_asks_what_its_questions_ask() -> None:
    held = read_baseline(CORPUS / "baseline.json")
    golds = read_questions(CORPUS / "questions.jsonl")
    asked = {gold.id: digest(gold.to_dict()) for gold in golds}
    assert {key: known.gold for key, known in held.questions.items()} == asked, "make eval-baseline"
    assert held.metrics[0].metric == "right"
