"""A keyword search finds the same however it is put to the index, and counts what is there now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from library_kit import make_article, make_articles

from rag.library.filters import Filter
from rag.library.library import Library
from rag.testing import HashEmbedder

EVERY_DAY = Filter(since=date(1900, 1, 1), undated=True)
"""Leaves nothing out, and makes the words one part of a query of several."""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("keywords") / "index"
    with Library.open(folder, HashEmbedder, create=True) as library:
        library.store(make_articles(150))
        library.settle()
        yield library


@pytest.mark.parametrize(
    "query", ["harbour", "mayor of town7", "ships cargo3 tide fishing", "report a12 visitors"]
)
@pytest.mark.parametrize("k", [1, 10, 400])
def test_words_alone_score_as_words_among_filters(held: Library, query: str, k: int) -> None:
    alone = held.keyword_hits(query, k)
    assert len(alone) > 0
    assert alone == held.keyword_hits(query, k, EVERY_DAY)


def test_how_many_passages_hold_a_word_is_counted_anew_when_some_come_or_go(
    tmp_path: Path,
) -> None:
    with Library.open(tmp_path / "index", HashEmbedder, create=True) as library:
        library.store([make_article("one", "The herring came late.")])
        assert library.document_frequencies(["train"]) == {"train": 0}
        assert library.document_frequencies(["late"]) == {"late": 1}
        library.store([make_article("two", "The train was late.")])
        assert library.document_frequencies(["late"]) == {"late": 2}
        library.remove("one")
        assert library.document_frequencies(["late"]) == {"late": 1}
