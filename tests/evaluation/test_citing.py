"""Citation recall and precision decided by a model: of inference, or a language model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from runs_kit import a_row, a_run
from test_judging import Scripted

from rag.answering.entailment import Scores
from rag.errors import SettingsError
from rag.evaluation.judging.citing import CitationJudge, by_inference, by_llm
from rag.evaluation.judging.judge import Case
from rag.evaluation.judging.running import judge_of, judged
from rag.evaluation.observed import Said, Span
from rag.settings import Settings

WORDS = {"A": "The dike broke.", "B": "Forty people fled.", "C": "It rained in Arne."}


class Words:
    """Says that a text follows where all of its words stand in what it should follow from."""

    def scores(self, premise: str, hypothesis: str) -> Scores:
        held = set(hypothesis.split()) <= set(premise.split())
        return Scores(0.9 if held else 0.1, 0.0)


class Broken:
    def scores(self, premise: str, hypothesis: str) -> Sequence[float]:
        return (2.0, 0.0)


def a_case(*claims: tuple[str, str]) -> Case:
    """Sentences with the letters of the spans that each cites."""
    spans = {letter: Span("one", words) for letter, words in WORDS.items()}
    said = [
        (Said(text, tuple(range(len(cites)))), tuple(spans[each] for each in cites))
        for text, cites in claims
    ]
    return Case("Q?", "A.", [], None, said)


def marked(case: Case) -> tuple[float | None, float | None]:
    marks = CitationJudge(by_inference(Words()), "words").marks(case)
    return marks["citation_recall"].value, marks["citation_precision"].value


@pytest.mark.parametrize(
    ("claims", "recall", "precision"),
    [
        ([("The dike broke. [1]", "A")], 1.0, 1.0),
        ([("The dike broke.", "")], 0.0, 0.0),
        # C supports nothing, and A is enough without it.
        ([("The dike broke. [1][2]", "AC")], 1.0, 0.5),
        # Neither is enough alone, so both are needed.
        ([("The dike broke. Forty people fled. [1][2]", "AB")], 1.0, 1.0),
        # Not held by its citation: not recalled, and no citation of it is precise.
        ([("The dike broke. [1]", "A"), ("It snowed. [2]", "C")], 0.5, 0.5),
    ],
)
def test_the_arithmetic_is_that_of_alce(
    claims: list[tuple[str, str]], recall: float, precision: float
) -> None:
    assert marked(a_case(*claims)) == (recall, precision)


def test_an_answer_without_sentences_is_unscored() -> None:
    assert marked(a_case()) == (None, None)


def test_a_language_model_decides_where_there_is_none_of_inference() -> None:
    llm = Scripted(replies=["YES", "NO"], asked=[])
    case = a_case(("The dike broke. [1]", "A"), ("It snowed. [2]", "C"))
    marks = CitationJudge(by_llm(llm), "scripted").marks(case)
    assert {name: mark.value for name, mark in marks.items()} == {
        "citation_recall": 0.5,
        "citation_precision": 0.5,
    }
    assert len(llm.asked) == 2  # each pair once, for both marks
    assert "The dike broke." in llm.asked[0]


def test_a_reply_that_is_neither_is_no_mark() -> None:
    llm = Scripted(replies=["Perhaps."], asked=[])
    marks = CitationJudge(by_llm(llm), "scripted").marks(a_case(("It snowed. [1]", "C")))
    assert {mark.value for mark in marks.values()} == {None}


def test_a_run_is_judged_by_the_model_of_inference_that_is_set(tmp_path: Path) -> None:
    run: Any = a_run(tmp_path / "run", [a_row("one", 1)])
    judge = judge_of(Settings.load({"entailment": "test_citing:Words"}, environment={}))
    told = judged(run, judge, times=1)
    assert told["judge"] == "test_citing:Words"
    assert set(told["marks"]) == {"citation_recall", "citation_precision"}
    assert told["marks"]["citation_recall"]["beside"] == "citation_recall_verifier"
    broken = judged(run, CitationJudge(by_inference(Broken()), "broken"), times=1)
    assert broken["marks"]["citation_recall"]["unscored"] == 1
    assert "probabilities" in broken["rows"][0]["marks"][0]["citation_recall"]["reason"]


def test_a_model_that_cannot_be_loaded_is_told() -> None:
    with pytest.raises(SettingsError, match="Nothing"):
        judge_of(Settings.load({"entailment": "test_citing:Nothing"}, environment={}))
