"""Faults planted in the system itself: the gate catches each, and a run without one passes.

All runs are real: the sample collection's articles and questions, asked of the library itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Rag
from rag.answering import checking
from rag.answering.models import Message
from rag.answering.verify import Judgement, judge
from rag.evaluation import Gold, Run, evaluate, read_questions
from rag.evaluation.comparing.baseline import Baseline, baseline_of
from rag.evaluation.comparing.gate import gate
from rag.testing import ScriptedModel
from rag.types import Answer, Verdict

CORPUS = Path(__file__).parents[2] / "corpus"
HELD = ("right", "relevant", "citation_recall_gold", "span_exact")
INVENTED = "The mayor of Arne was arrested on 3 May 1999."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("regressions") / "index"
    with Rag.open(folder) as rag:
        rag.ingest(CORPUS / "articles")
    return folder


@pytest.fixture(scope="module")
def library(index: Path) -> Iterator[Rag]:
    with Rag.open(index) as rag:
        yield rag


@pytest.fixture(scope="module")
def golds() -> list[Gold]:
    """Of the sample's questions that stand alone those asked on a day, and a third of the others.
    None fails singly, so that what catches a fault is the comparison."""
    asked = [gold for gold in read_questions(CORPUS / "questions.jsonl") if not gold.after]
    others = [gold for gold in asked if gold.asked_at is None]
    few = [*others[::3], *(gold for gold in asked if gold.asked_at is not None)]
    return [replace(gold, must_pass=False) for gold in few]


@pytest.fixture(scope="module")
def sound(library: Rag, golds: list[Gold]) -> Run:
    return evaluate(library, golds, name="sound")


@pytest.fixture(scope="module")
def baseline(sound: Run) -> Baseline:
    return baseline_of(sound, HELD)


def failed(run: Run, baseline: Baseline) -> set[tuple[str, str]]:
    return {(check.group, check.name) for check in gate(run, baseline).failures}


def test_the_same_once_more_passes(library: Rag, golds: list[Gold], baseline: Baseline) -> None:
    """One question after another and through a function, instead of four at once."""

    def ask(question: str, asked_at: str | None = None) -> Answer:
        return library.ask(question, asked_at=asked_at)

    again = evaluate(ask, golds, name="again", workers=1, texts=texts_of(library))
    ruling = gate(again, baseline)
    assert ruling.passed, str(ruling)


def test_citations_that_point_to_another_answers_words_are_caught(
    library: Rag, golds: list[Gold], baseline: Baseline
) -> None:
    before: list[Answer] = []

    def shuffled(question: str, asked_at: str | None = None) -> Answer:
        answer = library.ask(question, asked_at=asked_at)
        others = next((each for each in reversed(before) if each.citations), answer).citations
        before.append(answer)
        swapped = (
            replace(others[at % len(others)], n=own.n) for at, own in enumerate(answer.citations)
        )
        return replace(answer, citations=tuple(swapped))

    run = evaluate(shuffled, golds, name="shuffled", workers=1, texts=texts_of(library))
    caught = failed(run, baseline)
    assert ("baseline", "relevant") in caught
    assert ("baseline", "citation_recall_gold") in caught
    assert ("floor", "span_exact") not in caught  # each quote is its article's words, after all


def test_a_filter_that_is_dropped_is_caught(
    library: Rag, golds: list[Gold], baseline: Baseline
) -> None:
    run = evaluate(library, golds, name="undated", without=["dates"])
    assert ("baseline", "right") in failed(run, baseline)
    lost = [row.id for row in run.rows if row.gold["asked_at"] and row.scores["right"] != 1]
    assert len(lost) > 10


def test_a_filter_of_sources_that_is_dropped_is_caught(tmp_path: Path) -> None:
    """Two agencies give different figures; the questions name one as readers do, in short."""
    agencies = {"Associated Press": ("the AP", 0), "Agence France-Presse": ("AFP", 40)}
    rows, asked = [], []
    for at, town in enumerate(("Arden", "Belmar", "Corven", "Dalby", "Elmont", "Farrow")):
        for agency, (short, more) in agencies.items():
            families, name = str(310 + 20 * at + more), f"{town}-{short.split()[-1]}"
            text = f"The river broke its bank near {town}. {families} families left {town} by boat."
            rows.append({"id": name, "title": f"Flood in {town}", "source": agency, "text": text})
            question = f"How many families left {town}, according to {short}?"
            asked.append(Gold(name, "", question, expected=((families,),), article_ids=(name,)))
    (tmp_path / "floods.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "floods.jsonl")
        held = baseline_of(evaluate(rag, asked, name="sound"), ["right"])
        assert held.metrics[0].mean == 1
        assert gate(evaluate(rag, asked, name="once more"), held).passed
        dropped = evaluate(rag, asked, name="from anywhere", without=["sources"])
    assert ("baseline", "right") in failed(dropped, held)


def test_an_inverted_verdict_is_caught(
    index: Path, golds: list[Gold], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model writes what it was shown, and something that nobody wrote: the checks keep the one
    and take out the other, until they are turned round."""
    few = [gold for gold in golds if gold.kind == "fact"]
    with Rag.open(index, model=ScriptedModel(shown_and_invented)) as writing:
        held = baseline_of(evaluate(writing, few, name="written"), ["right", "unsupported"])
        assert next(m.mean for m in held.metrics if m.metric == "unsupported") < 0.1
        assert gate(evaluate(writing, few, name="once more"), held).passed
        monkeypatch.setattr(checking, "judge", inverted(judge))
        caught = failed(evaluate(writing, few, name="inverted"), held)
    assert {("floor", "unsupported"), ("baseline", "unsupported")} <= caught


def shown_and_invented(messages: Sequence[Message]) -> str:
    lines = [line for line in messages[-1].text.splitlines() if re.match(r"\[\d+\.\d+\] ", line)]
    number, _, words = lines[0].partition(" ")
    return f"{words.rstrip('.')} {number}. {INVENTED[:-1]} {number}."


def inverted(sound: Callable[..., Judgement]) -> Callable[..., Judgement]:
    def turned(*given: object, **named: object) -> Judgement:
        judged = sound(*given, **named)
        return Judgement(Verdict.UNSUPPORTED if judged.holds else Verdict.SUPPORTED, "turned round")

    return turned


def texts_of(library: Rag) -> Callable[..., str | None]:
    return lambda article_id, revision=None: library.article(article_id, revision).text
