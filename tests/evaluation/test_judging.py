"""A judge's marks: within its scale or none, several times, beside what needs no judge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.base.llms.types import CompletionResponse, LLMMetadata
from llama_index.core.llms import CustomLLM
from runs_kit import a_row, a_run

from rag.errors import ModelCapped, ModelError, UsageError
from rag.evaluation.judging.agreement import Agreement, cohen, steadiness
from rag.evaluation.judging.judge import Case, Mark
from rag.evaluation.judging.llamaindex import LlamaIndexJudge, scored
from rag.evaluation.judging.running import FILE, judge_of, judged, keep
from rag.settings import Settings


class Scripted(CustomLLM):
    """Says what it is told, in turn, in the place of a model on the network."""

    replies: list[str]
    asked: list[str]
    fails: bool = False

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=8192, num_output=64, model_name="scripted")

    def complete(self, prompt: str, formatted: bool = False, **options: Any) -> CompletionResponse:
        if self.fails:
            raise ModelError("the endpoint is gone")
        self.asked.append(prompt)
        return CompletionResponse(text=self.replies[(len(self.asked) - 1) % len(self.replies)])

    def stream_complete(
        self, prompt: str, formatted: bool = False, **options: Any
    ) -> Iterator[CompletionResponse]:
        yield self.complete(prompt)


def a_judge(*replies: str, **options: Any) -> LlamaIndexJudge:
    return LlamaIndexJudge(Scripted(replies=list(replies), asked=[], **options), "scripted")


CASE = Case("Who opened it?", "Ada Brandt did. [1]", ["Ada Brandt opened it."], "Ada Brandt")


def values(marks: Any) -> dict[str, float | None]:
    return {name: mark.value for name, mark in marks.items()}


def test_llamaindex_evaluators_mark_an_answer() -> None:
    assert values(a_judge("YES", "NO", "4.5\nIt says so.").marks(CASE)) == {
        "faithfulness": 1.0,
        "relevancy": 0.0,
        "correctness": 4.5,
    }


def test_a_reply_off_its_scale_is_no_mark_and_never_0() -> None:
    marks = a_judge("Perhaps.", "Yes and no.", "7\nMore than right.").marks(CASE)
    assert values(marks) == {"faithfulness": None, "relevancy": None, "correctness": None}
    assert marks["faithfulness"].reason == "Perhaps."


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("5", 5.0),
        ("3.5\nGood.", 3.5),
        ("Score: 4/5", 4.0),
        ("", None),
        ("I cannot say", None),
        ("2 of the facts hold", None),
    ],
)
def test_a_number_is_read_where_a_reply_begins_with_it(reply: str, value: float | None) -> None:
    assert scored(reply)[0] == value


@pytest.mark.parametrize("value", [0.0, 0.99, 5.01, -1.0])
def test_a_mark_outside_of_its_scale_is_unscored(value: float) -> None:
    assert Mark.within(value, 1, 5).value is None


def test_what_cannot_be_judged_is_not_asked() -> None:
    judge = a_judge("YES")
    marks = judge.marks(Case("Q?", "A.", [], None))
    assert values(marks) == {"faithfulness": None, "relevancy": None, "correctness": None}


def test_kappa_is_cohens() -> None:
    # Cohen's own form of the example: 20 both yes, 15 both no, 5 and 10 apart, of 50.
    one = [True] * 25 + [False] * 25
    other = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    found = cohen(one, other)
    assert found.same == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    assert cohen(one, one).kappa == pytest.approx(1.0)


def test_where_one_never_varies_there_is_no_kappa() -> None:
    assert cohen([True, True], [True, True]) == Agreement(None, 1.0, 2)
    assert cohen([None, True], [True, None]) == Agreement(None, None, 0)


def test_a_judge_is_laid_beside_itself_over_all_pairs_of_runs() -> None:
    runs = [[True, False], [True, False], [False, True]]
    assert steadiness(runs).kappa == pytest.approx((1 - 1 - 1) / 3)
    assert steadiness(runs[:1]) == Agreement(None, None, 0)


def a_finished_run(folder: Path) -> Any:
    gold = {"expected": [["All of one"]]}
    silent = {"status": "not_found", "text": "Not in these articles.", "passages": []}
    rows = [
        a_row("one", 1, gold=gold, scores={"unsupported": 0.0, "relevant": 1.0}),
        a_row("two", 0, gold={"expected": [["other"]]}, scores={"unsupported": 1.0}),
        a_row("three", 1, answer=silent, answerable=False),
        a_row("four", 0, answer=None, error="it failed"),
    ]
    return a_run(folder / "run", rows)


def test_a_run_is_judged_several_times_and_kept_beside_it(tmp_path: Path) -> None:
    run = a_finished_run(tmp_path)
    replies = ["YES", "YES", "5", "NO", "YES", "1"]  # one, then two; three times the same
    told = judged(run, a_judge(*replies), times=3)
    keep(run, told)
    assert json.loads((run.folder / FILE).read_text()) == json.loads(json.dumps(told))
    assert (told["answers"], told["times"], told["judge"]) == (2, 3, "scripted")
    correct = told["marks"]["correctness"]
    assert (correct["mean"], correct["n"], correct["beside"]) == (3.0, 2, "right")
    assert correct["agreement"] == {"kappa": 1.0, "same": 1.0, "n": 2}
    assert correct["with_itself"] == {"kappa": 1.0, "same": 1.0, "n": 2}
    assert told["marks"]["faithfulness"]["agreement"]["kappa"] == 1.0
    assert told["marks"]["relevancy"]["agreement"]["n"] == 1


def test_unscored_marks_are_counted_and_in_no_mean(tmp_path: Path) -> None:
    told = judged(a_finished_run(tmp_path), a_judge("YES", "hm", "9"), times=2)
    assert told["marks"]["correctness"]["mean"] is None
    assert told["marks"]["correctness"]["unscored"] == 2
    assert told["marks"]["relevancy"]["unscored_marks"] == 4
    assert told["marks"]["faithfulness"]["mean"] == 1.0


def test_a_judge_that_fails_leaves_answers_unscored_and_one_that_is_capped_stops(
    tmp_path: Path,
) -> None:
    run = a_finished_run(tmp_path)
    told = judged(run, a_judge("YES", fails=True), times=1)
    assert {each["mean"] for each in told["marks"].values()} == {None}

    class Capped(LlamaIndexJudge):
        def marks(self, case: Case) -> dict[str, Mark]:
            raise ModelCapped("enough for today")

    with pytest.raises(ModelCapped):
        judged(run, Capped(Scripted(replies=["YES"], asked=[]), "capped"), times=1)


def test_without_a_model_it_says_how_to_set_one() -> None:
    with pytest.raises(UsageError, match="RAG_JUDGE"):
        judge_of(Settings.load({}, environment={}))
