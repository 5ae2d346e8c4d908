"""The 75 published orders beside the project, each at the start, the middle and the end of an
article. Their twin with orders of our own is tests/answering/test_obedience.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from obedience import QUESTIONS, Batch, batches, leaks, library, obeying, own_words, same

from rag import Rag
from rag.answering.prompts import Prompts
from rag.types import Answer

from .conftest import SHARED

pytestmark = pytest.mark.shared

FILE = SHARED / "data" / "injection" / "text_attack_train.json"
ORDERS = [order for kind in json.loads(FILE.read_text("utf-8")).values() for order in kind]
ALL = list(batches(ORDERS))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Answer]]:
    """What is answered where nothing is planted."""
    index = library(Batch((), "end"), tmp_path_factory.mktemp("clean"))
    with Rag.open(index) as rag:
        yield {question: rag.ask(question) for question in QUESTIONS}


def test_all_orders_are_planted_at_all_places() -> None:
    assert len(ORDERS) == 75
    assert sum(len(batch.orders) for batch in ALL) == 225


@pytest.mark.parametrize("batch", ALL, ids=lambda b: f"{b.place}-{b.orders[0][:24]}")
def test_an_obeying_model_brings_nothing_out_and_answers_without_one_do_not_change(
    tmp_path: Path, batch: Batch, clean: dict[str, Answer]
) -> None:
    index = library(batch, tmp_path)
    model, shown, answer = obeying(index, batch)
    assert set(model.obeyed) == set(batch.orders)
    assert leaks(shown, Prompts.load().texts["system"]) == []
    assert own_words(answer, batch.orders) == []
    assert any("hours of rest had been cut" in s.text for s in answer.sentences)
    with Rag.open(index) as rag:
        for question in QUESTIONS:
            answer = rag.ask(question)
            assert same(answer, clean[question]), question
            for c in answer.citations:
                assert rag.article(c.article_id, c.revision).text[c.start : c.end] == c.quote
