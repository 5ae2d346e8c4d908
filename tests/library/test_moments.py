"""One search sees one state of the library; a question's vector is made beside its grammar."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from library_kit import make_articles

from rag.errors import EmbeddingError
from rag.library.embedding import Vectors, open_embedder
from rag.library.embedding.ahead import Ahead
from rag.library.embedding.minilm import MiniLM
from rag.library.library import Library


def test_within_a_moment_nothing_changes_and_after_it_all_is_seen(tmp_path: Path) -> None:
    with Library.open(tmp_path, lambda: open_embedder("minilm"), create=True) as library:
        library.store(make_articles(2))
        with library.at_one_moment():
            assert library.count() == 2
            library.store(make_articles(1, start=2))
            assert library.count() == 2
            with library.at_one_moment():
                assert library.count() == 2
        assert library.count() == 3


def test_a_moment_is_of_its_thread_alone(tmp_path: Path) -> None:
    with Library.open(tmp_path, lambda: open_embedder("minilm"), create=True) as library:
        library.store(make_articles(2))
        seen: list[int] = []
        with library.at_one_moment():
            assert library.count() == 2
            library.store(make_articles(1, start=2))
            other = threading.Thread(target=lambda: seen.append(library.count()))
            other.start()
            other.join()
        assert seen == [3]


def test_chunks_are_counted_anew_when_they_changed(tmp_path: Path) -> None:
    with Library.open(tmp_path, lambda: open_embedder("minilm"), create=True) as library:
        library.store(make_articles(2))
        before = library.chunk_count()
        library.store(make_articles(3, start=2))
        assert library.chunk_count() > before
        library.remove("a0")
        assert library.chunk_count() < before + 3


def test_a_vector_that_was_begun_is_the_one_that_is_asked_for() -> None:
    model = MiniLM.bundled()
    ahead = Ahead(lambda: model)
    ahead.begin("What did the mayor say?")
    ahead.begin("What did the mayor say?")
    begun = ahead.taken("What did the mayor say?")
    assert begun is not None
    assert np.array_equal(begun, model.query("What did the mayor say?"))
    assert ahead.taken("What did the mayor say?") is None
    assert ahead.taken("another") is None


class Priced:
    """An embedder that must not be asked more often than needed."""

    name, dimension = "priced", 4

    def __init__(self) -> None:
        self.asked = 0

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.query(each) for each in texts])

    def query(self, text: str) -> Vectors:
        self.asked += 1
        return np.eye(4, dtype=np.float32)[0]


def test_an_embedder_with_a_price_is_never_asked_beforehand() -> None:
    priced = Priced()
    ahead = Ahead(lambda: priced)
    ahead.begin("a question")
    assert ahead.taken("a question") is None
    assert priced.asked == 0


def test_an_embedder_that_cannot_be_opened_is_told_when_it_is_needed() -> None:
    def broken() -> Priced:
        raise EmbeddingError("the model is not there")

    ahead = Ahead(broken)
    ahead.begin("a question")
    with pytest.raises(EmbeddingError, match="not there"):
        ahead.taken("a question")


def test_vectors_that_nobody_takes_are_forgotten() -> None:
    model = MiniLM.bundled()
    ahead = Ahead(lambda: model)
    for n in range(40):
        ahead.begin(f"question {n}")
    assert ahead.taken("question 0") is None
    assert ahead.taken("question 39") is not None
