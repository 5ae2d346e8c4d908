"""Questions written in haste are read as they were meant, and what was changed is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Rag

BAY = Path(__file__).parents[1] / "fixtures" / "bay"


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with Rag.open(tmp_path_factory.mktemp("spelling") / "index") as rag:
        rag.ingest(BAY)
        yield rag


def asked(bay: Rag, question: str, **options: object) -> str:
    """The question as it was read."""
    return bay.ask(question, **options).understood.text  # type: ignore[arg-type]  # options of ask


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "Who opened the new brigde over the Tarrow?",
            "Who opened the new bridge over the Tarrow?",
        ),
        ("Why did the crews stop wrok in Port Ambleton?", None),  # a word of four letters
        ("How many passnegers were left?", "How many passengers were left?"),
        ("How many passsengers were left?", "How many passengers were left?"),
        ("What did Rosa Lindqvsit say?", "What did Rosa Lindqvist say?"),
        ("What did Rosa Lindqist say?", "What did Rosa Lindqvist say?"),
        ("Who is the fisheires minister?", "Who is the fisheries minister?"),
        ("Was the walkuot unlaful?", "Was the walkout unlawful?"),
        ("who is rosa lindqvist?", "Who is Rosa Lindqvist?"),
        ("who lives in port ambleton?", "Who lives in Port Ambleton?"),
        ("WHO LIVES IN PORT AMBLETON?", "Who lives in Port Ambleton?"),
        ("What happened on 2023-05-04?", "What happened on 4 May 2023?"),
        ("What happened on 2023-15-04?", None),
        ("what did rosa lindqvsit say?", "What did Rosa Lindqvist say?"),
    ],
)
def test_words_are_read_as_the_articles_write_them(bay: Rag, typed: str, meant: str | None) -> None:
    assert asked(bay, typed) == (meant or typed)
    assert asked(bay, typed, without=["spelling"]) == typed


@pytest.mark.parametrize(
    "question",
    [
        "What did Rosa Lindqvast say?",  # another letter: another name, for all that is known
        "What is the capital of Tarrowa?",
        "Who sails to Norwich?",
        "Who keeps the carriage?",  # English, and in no article
        "What is a fridge?",
        "How long is it?",
        "Can you summarise what Holm said?",
        "Where does the “brigde” stand?",  # what is quoted stays
        "Who wrote brigde-2022.txt?",
        "What did the BBC say of the EU?",
        "Who is 方志 and what is Ærø?",
        "?",
    ],
)
def test_what_may_have_been_meant_stays(bay: Rag, question: str) -> None:
    assert asked(bay, question) == question


def test_what_was_changed_is_told_and_the_question_is_kept(bay: Rag) -> None:
    answer = bay.ask("who opened the brigde over the tarrow?")
    assert answer.question == "who opened the brigde over the tarrow?"
    assert "read as names: Tarrow" in answer.understood.read
    assert "“brigde” read as “bridge”" in answer.understood.read
    assert "Ada Brandt" in answer.text


def test_the_same_answer_as_without_the_slip(bay: Rag) -> None:
    right, wrong = (
        bay.ask(f"How many {word} were left on the quay?") for word in ("passengers", "passnegers")
    )
    assert wrong.text == right.text
    assert [each.quote for each in wrong.citations] == [each.quote for each in right.citations]


def test_an_article_that_was_just_added_counts(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(BAY / "bridge.md")
        rag.ask("Who opened the bridge?")
        (tmp_path / "new.md").write_text("The lighthouse keeper Wilhelmina Ouderkerk retired.")
        rag.ingest(tmp_path / "new.md")
        assert asked(rag, "Who is Wilhelmina Ouderkrek?") == "Who is Wilhelmina Ouderkerk?"


def test_search_reads_them_alike(bay: Rag) -> None:
    found = [
        [passage.chunk_id for passage in bay.search(f"{word} left on the quay", k=3)]
        for word in ("passengers", "passnegers")
    ]
    assert found[0] == found[1] != []
