"""Faults planted in the system itself: the gate catches each, and a run without one passes.

All runs are real: the sample collection's articles, its questions and one for each day with
articles, asked of the library itself.
"""

from __future__ import annotations

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
def golds(library: Rag) -> list[Gold]:
    """A third of the sample's questions that stand alone, and what 15 days report."""
    alone = [gold for gold in read_questions(CORPUS / "questions.jsonl") if not gold.after]
    by_day: dict[str, list[str]] = {}
    for article in library.articles():
        if article.published is not None:
            by_day.setdefault(article.published.isoformat()[:10], []).append(article.id)
    days = [
        Gold(day, "day", "What was reported today?", article_ids=tuple(ids), asked_at=day)
        for day, ids in by_day.items()
    ]
    return [*alone[::3], *days[:15]]


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
    assert sum(row.kind == "day" and row.scores["right"] != 1 for row in run.rows) > 10


def test_an_inverted_verdict_is_caught(
    index: Path, golds: list[Gold], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model writes what it was shown, and something that nobody wrote: the checks keep the one
    and take out the other, until they are turned round."""
    few = [replace(gold, must_pass=False) for gold in golds if gold.kind == "fact"]
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
