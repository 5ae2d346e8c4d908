"""The short answer is of the kind asked for, and nothing hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Rag
from rag.answering.short import _trimmed

TEXT = (
    "The price of a house in Lindvik rose from $233,610 to $250,000 in May.\n\n"
    "The Boskalis group led the harbour authority of Marlow through the storm.\n\n"
    "Some 40 percent of the 300 trawlers of Pellin stayed in port.\n\n"
    "The new ferry of Lindvik cost 12 million dollars.\n\n"
    "Harbour master Ada Flynn thanked Tom Reed, who had steered the ferry Lina to Pellin.\n\n"
    "The council of Pellin chose the lynx over the seal for its new coin on Sunday.\n\n"
    "A collector from Marlow paid the couple $12,600,000 early on Monday for the oldest stamp.\n\n"
    "The bus to Pellin had left with 60 people on board. Two were hurt when it overturned.\n\n"
    "The choir of Pellin will not sing with the band of Lindvik this summer.\n"
)


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    folder: Path = tmp_path_factory.mktemp("short")
    (folder / "coast.md").write_text(f'---\ntitle: "On the coast"\n---\n\n{TEXT}', "utf-8")
    with Rag.open(folder / "index") as opened:
        opened.ingest(folder)
        yield opened


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("How much did a house in Lindvik cost in May?", "to"),
        ("Who led the harbour authority of Marlow through the storm?", "Boskalis"),
        ("How many trawlers of Pellin stayed in port?", "percent"),
    ],
)
def test_it_never_ends_in_a_preposition_nor_names_another_kind(
    rag: Rag, question: str, never: str
) -> None:
    answer = rag.ask(question)
    assert answer.citations
    assert never not in (answer.short_answer or "").split()


def test_what_something_cost_is_a_sum_of_money(rag: Rag) -> None:
    assert rag.ask("What did the new ferry of Lindvik cost?").short_answer == "12 million dollars"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who steered the ferry Lina to Pellin?", "Tom Reed"),
        ("Who thanked Tom Reed?", "Ada Flynn"),
        ("Which animal did the council of Pellin choose for its new coin?", "lynx"),
        ("How much did the collector pay for the oldest stamp?", "$12,600,000"),
    ],
)
def test_of_several_names_it_is_the_one_that_answers(
    rag: Rag, question: str, expected: str
) -> None:
    answer = rag.ask(question)
    assert answer.short_answer == expected
    (citation,) = (c for c in answer.citations if c.n == answer.sentences[0].citations[0])
    assert expected in citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "Which band will the choir of Pellin sing with?",
        "Who did not thank Tom Reed?",
        "What did the harbour authority of Marlow say?",
        "Why did the council choose the lynx?",
    ],
)
def test_there_is_none_where_the_sentence_denies_it_or_more_is_asked(
    rag: Rag, question: str
) -> None:
    assert rag.ask(question).short_answer is None


def test_a_number_beside_the_one_asked_for_is_not_it(rag: Rag) -> None:
    answer = rag.ask("How many people were hurt when the bus to Pellin overturned?")
    assert answer.citations
    assert answer.short_answer != "60"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("couple $233,610", "$233,610"),
        ("$12,600,000 early", "$12,600,000"),
        ("Nearly $5 million", "Nearly $5 million"),
        ("more than US$2.4bn", "more than US$2.4bn"),
        ("$22 an hour", "$22 an hour"),
        ("between $25,000 and $30,000", "between $25,000 and $30,000"),
        ("$1 million to $2 million", "$1 million to $2 million"),
        ("$5-million", "$5-million"),
        ("£3.", "£3"),
        ("12 million crowns to", "12 million crowns"),
    ],
)
def test_a_sum_is_told_whole_and_alone(words: str, expected: str) -> None:
    assert _trimmed(words) == expected
