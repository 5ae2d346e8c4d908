"""A question's vector is begun before its words are looked at, where few of them will change."""

from __future__ import annotations

from typing import Any

import pytest

from rag.answering.draft import Request
from rag.answering.understanding import understand
from rag.library.library import Library
from rag.types import Turn

PLAIN = "What did the Bay Council decide about herring?"


@pytest.fixture
def begun(bay_library: Library, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was begun for a question, in order; it is begun all the same."""
    texts: list[str] = []
    begin = bay_library.begin_query

    def noting(text: str, *others: Any) -> None:
        texts.append(text)
        begin(text, *others)

    monkeypatch.setattr(bay_library, "begin_query", noting)
    return texts


def test_a_question_with_capitals_is_begun_before_its_words_are_looked_at(
    bay_library: Library, begun: list[str]
) -> None:
    meant = understand(Request(PLAIN), bay_library)
    assert meant.understood.text == PLAIN
    # The second time nothing more is done, as it is under way.
    assert begun == [PLAIN, PLAIN]


def test_one_that_came_without_capitals_waits_for_them(
    bay_library: Library, begun: list[str]
) -> None:
    meant = understand(Request("what did the bay council decide about herring?"), bay_library)
    assert begun == [meant.understood.text]


def test_one_that_is_mended_is_begun_again_in_its_new_words(
    bay_library: Library, begun: list[str]
) -> None:
    mistyped = "Who rejcted the herring quota of the Bay Council?"
    meant = understand(Request(mistyped), bay_library)
    assert meant.understood.text == mistyped.replace("rejcted", "rejected")
    assert begun == [mistyped, meant.understood.text]


def test_one_that_may_lean_on_what_was_said_waits_until_it_stands_alone(
    bay_library: Library, begun: list[str]
) -> None:
    history = (Turn("user", PLAIN), Turn("assistant", "It rejected the quota."))
    meant = understand(Request("And who proposed it to the Bay Council?", history), bay_library)
    assert begun == [meant.understood.text]
