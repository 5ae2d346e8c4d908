"""Sentences that say why, and those that only say it over."""

from __future__ import annotations

import pytest

from rag.answering.reasons import gives_reason
from rag.grammar import parse


@pytest.mark.parametrize(
    "sentence",
    [
        "The crews stopped work because their rest had been cut.",
        "One obstacle was the toll, which only Norway wanted.",
        "The crews stopped work to protest against the new shifts.",
        "Boats stayed in port as they feared the storm.",
        "The envoy left in protest against the plan.",
        "The trip was called off since no boat was free.",
        "The quota was cut amid fears for the herring.",
        "It was caught in strong winds on its way north.",
        "Norway protested on Friday against a passage in the treaty.",
    ],
)
def test_a_reason_has_a_word_or_a_clause_of_its_own(sentence: str) -> None:
    assert gives_reason(parse(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "The crews stopped work on Thursday.",
        "The firm announced on 1 March that it would leave.",
        "The bridge was opened by the mayor.",
        "Officials say that the coast has not been at such risk since the war.",
        "Nobody has crossed the strait since the ferry sank.",
    ],
)
def test_what_only_says_it_over_gives_none(sentence: str) -> None:
    assert not gives_reason(parse(sentence))
