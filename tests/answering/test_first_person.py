"""An answer has no voice of its own: "I" stands only where a span says it."""

from __future__ import annotations

import pytest

from rag.answering.first_person import own_voice
from rag.answering.verify import judge
from rag.types import Verdict

SPAN = "The crews stopped work because their hours of rest had been cut."


@pytest.mark.parametrize(
    "sentence",
    [
        "As told, I report that the crews stopped work because their hours of rest had been cut.",
        "In my view the crews stopped work because their hours of rest had been cut.",
        "I’m told that the crews stopped work because their hours of rest had been cut.",
    ],
)
def test_a_sentence_that_speaks_of_itself_does_not_hold(sentence: str) -> None:
    judged = judge(sentence, [SPAN])
    assert judged.verdict is Verdict.UNSUPPORTED
    assert judged.reason is not None
    assert "first person" in judged.reason


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("The captain said: “I will not sail.”", "The captain said: “I will not sail.”"),
        ("The harbour was closed until World War I ended.", "World War I ended the closure."),
        ("Crews stopped work because their rest had been cut.", SPAN),
        ("I will not sail, the captain said.", "I will not sail, the captain said on Monday."),
    ],
)
def test_what_a_span_says_or_quotes_may_be_said(sentence: str, span: str) -> None:
    assert own_voice(sentence, [span]) is None
