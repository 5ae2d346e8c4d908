"""Articles and vectors that were read or made lately are kept, and never longer than they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from stories import article

from rag import Rag
from rag.errors import NotFound, RevisionNotFound
from rag.library.embedding import Vectors
from rag.library.embedding.kept import Kept
from rag.library.library import Library
from rag.newest import Newest
from rag.sentences import sentence_spans


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Rag.open(tmp_path / "index") as rag:
        opened = rag._open(create=True)
        opened.store([article("one", "The ferry sank."), article("two", "The bridge held.")])
        yield opened


def test_a_revision_that_was_read_before_is_the_same_object(library: Library) -> None:
    first = library.article("one", 1)
    assert library.article("one", 1) is first
    assert library.read.of([("one", 1), ("two", 2), ("one", 1)]) == {
        ("one", 1): first,
        ("two", 2): library.article("two", 2),
    }


def test_what_was_purged_is_not_read_again_from_memory(library: Library) -> None:
    assert library.article("one", 1).text == "The ferry sank."
    library.remove("one", purge=True)
    with pytest.raises(NotFound):
        library.article("one", 1)
    assert library.article("two", 2).text == "The bridge held."


def test_an_older_revision_opens_beside_the_new_one(library: Library) -> None:
    old = library.article("one", 1)
    library.store([article("one", "The ferry was raised.")])
    assert library.article("one", 1).text == old.text
    assert library.article("one", 3).text == "The ferry was raised."
    with pytest.raises(RevisionNotFound):
        library.article("one", 2)


def test_a_text_is_embedded_once_and_its_row_is_its_own() -> None:
    asked: list[list[str]] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.append(list(texts))
        return np.array([[len(text), 1] for text in texts], np.float32).reshape(-1, 2)

    kept = Kept(embed)
    assert kept(["a", "bb", "a"]).tolist() == [[1, 1], [2, 1], [1, 1]]
    assert kept(["bb", "ccc"]).tolist() == [[2, 1], [3, 1]]
    assert kept(["a"]).shape == (1, 2)
    assert kept([]).shape == (0, 2)
    assert asked == [["a", "bb"], ["ccc"], []]


def test_the_newest_are_kept_and_what_is_asked_for_is_new_again() -> None:
    newest = Newest[str, int](2)
    newest.put("a", 1)
    newest.put("b", 2)
    assert newest.get("a") == 1
    newest.put("c", 3)
    assert [newest.get(key) for key in "abc"] == [1, None, 3]


def test_a_long_text_is_cut_the_same_when_it_is_asked_for_again() -> None:
    text = "\n".join(f"Dr. Rowe of the U.S. saw {n} larks. They sang." for n in range(60))
    first = sentence_spans(text)
    sentence_spans.cache_clear()
    assert sentence_spans(text) == first
    assert [text[s.start : s.end] for s in first[:2]] == [
        "Dr. Rowe of the U.S. saw 0 larks.",
        "They sang.",
    ]
