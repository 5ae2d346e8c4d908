"""What ranking learns of a passage is the same by the forward index and by its text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.intake import read
from rag.library.filters import EVERYTHING
from rag.library.library import Library
from rag.retrieval import reading
from rag.retrieval.question import Question, analyse
from rag.retrieval.reading import Reading, of_passage
from rag.retrieval.search import find
from rag.testing import HashEmbedder
from rag.types import Article

CORPUS = Path(__file__).parents[2] / "corpus"
MORE = (
    "Did Moscow or the Kremlin answer Zelenskiy?",
    "What did the LDP decide?",
    "How far away is JADES-GS-z14-0?",
    "Will the US and the U.K. pay 2 million dollars, or 35.5 percent?",
    "Who is Bogota's mayor, and is Brasilia Brazil's capital?",
    "what did the un say about it",
)
EXTRA = (
    "The Liberal Democratic Party met. The united states did not; the US did. Russia's duma sat.",
    "JADES-GS-z14-0 was seen, JADES-GS-z13-0 was not. Bogotá’s mayor gave $2m, or 35.5 per cent.",
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample collection, and its matrix in a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.library.matrix_follower._WORTH", 0)
        patch.setattr("rag.library.matrix_follower.MatrixFollower.patience", 0.0)
        folder = tmp_path_factory.mktemp("collection") / "index"
        with Library.open(folder, HashEmbedder, create=True) as library:
            library.store([*read([CORPUS / "articles"]), *map(extra, range(len(EXTRA)))])
            library.nearest.outlines([])
            assert library._indexes.keeper.settled(60)
            rows = library._view.rows()
            assert rows is not None
            assert rows.forward is not None
            assert len(rows.forward.starts) == library.chunk_count()
            yield library


def extra(n: int) -> Article:
    name = f"extra{n}"
    return Article(name, None, EXTRA[n], name, name, published=date(2024, 1, 1), locations=(name,))


def questions() -> list[str]:
    lines = (CORPUS / "questions.jsonl").read_text("utf-8").splitlines()
    return [*MORE, *(str(json.loads(line)["question"]) for line in lines)]


def chunks(library: Library) -> list[str]:
    rows = library._view.rows()
    assert rows is not None
    return list(rows.chunk_ids)


def test_the_forward_index_tells_what_the_texts_tell(collection: Library) -> None:
    ids = chunks(collection)
    texts = collection.passages(ids)
    told = asked = 0
    for text in questions():
        question = analyse(text)
        expected = {each: of_passage(question, passage) for each, passage in texts.items()}
        found = Reading(collection, question, ids)
        for chunk_id, each in found.of.items():
            text_of = expected[chunk_id]
            assert replace(each, spots=()) == replace(text_of, spots=()), text
            assert tuple(each.spots) == tuple(text_of.spots), text
        assert list(found.of) == ids
        told, asked = told + len(ids) - len(found._passages), asked + len(ids)
    assert told > 0.6 * asked


def test_a_question_with_an_amount_is_answered_by_the_texts(collection: Library) -> None:
    ids = chunks(collection)
    question = analyse("Who gave 2 million, or 35.5 percent?")
    found = Reading(collection, question, ids)
    assert found.of == {
        each: of_passage(question, passage) for each, passage in collection.passages(ids).items()
    }
    assert any("35.5" in term or term == "35" for each in found.of.values() for term in each.held)


def test_a_search_reads_what_it_returns_and_ranks_as_if_it_had_read_all(
    collection: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_one = Library.passages
    asked: list[int] = []

    def passages(library: Library, chunk_ids: Iterator[str]) -> object:
        wanted = list(chunk_ids)
        asked.append(len(wanted))
        return read_one(library, wanted)

    monkeypatch.setattr(Library, "passages", passages)

    def searched(question: Question) -> list[tuple[str, object]]:
        return [(p.chunk_id, p.score) for p in find(collection, question, EVERYTHING, 5)]

    for text in questions()[::4]:
        question = analyse(text)
        asked.clear()
        found = searched(question)
        few = sum(asked)
        with monkeypatch.context() as patch:
            patch.setattr(reading, "_of_outlines", lambda *_: {})
            asked.clear()
            assert searched(question) == found, text
        assert few <= sum(asked)
