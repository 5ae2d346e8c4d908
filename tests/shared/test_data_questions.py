"""The development sets are read in their own forms, every question of them."""

from __future__ import annotations

from collections import Counter

import pytest

from rag.evaluation import formats
from shared.conftest import SHARED


@pytest.mark.parametrize(
    ("file", "form", "count", "unanswerable"),
    [
        ("news-qa/questions.jsonl", "news-qa", 117, 0),
        ("multihop/questions.jsonl", "multihop", 1278, 168),
        ("abstention/clapnq_dev.jsonl", "passages", 300, 150),
    ],
)
def test_a_set_is_known_and_read_whole(file: str, form: str, count: int, unanswerable: int) -> None:
    path = SHARED / "data" / file
    assert formats.form_of(path).name == form
    assert formats.faults(path) == []
    golds = formats.read(path)
    assert len(golds) == count
    assert Counter(gold.answerable for gold in golds)[False] == unanswerable
    named = [gold for gold in golds if gold.answerable]
    assert all(gold.article_ids or gold.passages for gold in named)
