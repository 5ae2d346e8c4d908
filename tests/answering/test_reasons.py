"""Sentences that say why, and those that only say it over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Rag
from rag.answering.reasons import gives_reason
from rag.grammar import parse
from rag.types import Answer


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


def test_what_a_spokesman_says_right_behind_a_deed_is_why(asked: Callable[[str], Answer]) -> None:
    assert "out of date" in asked("Why did Norway reject the quota?").text


def test_a_deed_may_be_told_in_other_words_by_the_title(tmp_path: Path) -> None:
    (tmp_path / "mayor.md").write_text(
        "---\ntitle: Holm succeeds Berg as mayor\npublished: 2024-05-01\n---\n\n"
        "The council elected Anna Holm mayor of Lindvik on 1 May 2024. She follows Ada Berg, who "
        "leaves after three years.\n\nThe council meets in the old town hall.\n",
        encoding="utf-8",
    )
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "mayor.md")
        assert "Anna Holm" in rag.ask("Who replaced Ada Berg as mayor?").text
