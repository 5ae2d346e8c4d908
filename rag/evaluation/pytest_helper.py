"""Gold questions as tests of pytest, for a collection of your own.

from rag.evaluation.pytest_helper import assert_right, gold_questions

@gold_questions("questions.jsonl")
def test_my_collection(gold, rag):
    assert_right(rag.ask(gold.question), gold)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.evaluation.marking import wrong
from rag.evaluation.observing import Told, observe
from rag.evaluation.questions import Gold, read_questions

if TYPE_CHECKING:
    import pytest


def gold_questions(file: str | Path) -> pytest.MarkDecorator:
    """Parametrises a test with ``gold``, once a question of the file, under the question's id.

    Raises UsageError, when tests are collected, with the line that is wrong.
    """
    try:
        import pytest
    except ImportError:
        raise UsageError("gold_questions makes tests of pytest; run `pip install pytest`") from None
    golds = read_questions(Path(file))
    return pytest.mark.parametrize("gold", golds, ids=[gold.id for gold in golds])


def assert_right(answer: Told, gold: Gold) -> None:
    """Fails, telling the question, why, and what was said, unless the answer is right as the
    metric ``right`` has it. ``answer`` is an Answer, or any other form that ``evaluate`` takes."""
    __tracebackhide__ = True  # the failure is where this is called
    observed = observe(answer)
    if reason := wrong(gold, observed):
        raise AssertionError(f"{gold.id}: {gold.question}\n  {reason}\n  said: {observed.whole}")
