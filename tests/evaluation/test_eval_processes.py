"""Questions asked by processes beside this one: the same rows, whatever becomes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Rag
from rag.evaluation import evaluate
from rag.evaluation.processes import WORTH_IT, beside, how_many
from rag.evaluation.questions import Earlier, Gold
from rag.evaluation.rows import Row
from rag.testing import ScriptedModel

BAY = Path(__file__).parents[1] / "fixtures" / "bay"
GOLDS = [
    Gold("nests", "q", "How many nests does Noor Haddad count?", expected=(("46",),)),
    Gold("then", "q", "And who is she?", after="nests"),
    Gold("before", "q", "Where?", history=(Earlier("user", "Who opened the bridge?"),)),
    Gold("none", "q", "What does Zog say of the Tarrow?", answerable=False),
]


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with Rag.open(tmp_path_factory.mktemp("processes") / "index") as rag:
        rag.ingest(BAY)
        yield rag


def told(row: Row) -> tuple[object, ...]:
    """All of a row but what is another each time."""
    answer = {k: v for k, v in (row.answer or {}).items() if k not in ("timings_ms", "trace_id")}
    timed = {"seconds", "first_token_seconds"}
    return (
        row.id,
        answer["text"],
        answer["citations"],
        {name: score for name, score in row.scores.items() if name not in timed},
    )


def test_processes_say_what_one_says(bay: Rag) -> None:
    here = evaluate(bay, GOLDS, processes=1)
    there = evaluate(bay, GOLDS, processes=2)
    assert [told(row) for row in there.rows] == [told(row) for row in here.rows]
    assert there.settings["memory_mb"] > here.settings["memory_mb"]


def test_a_process_that_is_killed_leaves_its_question_to_the_others(bay: Rag) -> None:
    with beside(bay, (), 2) as processes:
        first = processes.row(GOLDS[0], ())
        assert first is not None
        assert first.error is None
        os.kill(processes.pids[1], signal.SIGKILL)
        assert [bool(processes.row(GOLDS[0], ())) for _ in range(3)] == [True] * 3
        os.kill(processes.pids[0], signal.SIGKILL)
        assert processes.row(GOLDS[0], ()) is None


def test_what_fails_there_is_told_as_here(bay: Rag) -> None:
    wrong = Gold("wrong", "q", "When?", asked_at="not a day")
    (row,) = evaluate(bay, [wrong], processes=2).rows
    assert row.error == evaluate(bay, [wrong], processes=1).rows[0].error
    assert row.error


def test_a_model_that_was_handed_over_is_asked_here(bay: Rag) -> None:
    with Rag.open(bay.settings.index, model=ScriptedModel("Nothing.")) as rag:
        assert not rag.is_by_settings
        assert len(evaluate(rag, GOLDS[:1], processes=2).rows) == 1


def test_few_questions_are_asked_by_one_process() -> None:
    assert how_many(WORTH_IT, workers=4) == 1
    assert how_many(100 * WORTH_IT, workers=1) == 1
    assert how_many(100 * WORTH_IT, workers=4) == min(4, os.cpu_count() or 1)
