"""What a question asks for exactly: growth, a span ahead, the month, who did it, why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Rag
from rag.retrieval.question import analyse
from rag.types import Answer, Status

ARTICLES = {
    "budget": (
        "Lindvik spends more on its harbour",
        "2024-03-05",
        "The council of Lindvik approved a budget on Tuesday that raises harbour spending to a "
        "record 9 million crowns in 2024. That is 18 percent more than in the year before.\n"
        "Critics point to the debt of Lindvik, which is more than twice its yearly income.",
    ),
    "ceiling": (
        "How Lindvik's ceiling for catches came and went",
        "2021-06-01",
        "The council set a ceiling for catches of cod in 1976. The ceiling was meant to protect "
        "the cod off Lindvik. The government of Torsten Quist gave it up in 1987, when the fleet "
        "grew.",
    ),
    "ban": (
        "Norway bars captains",
        "2022-05-04",
        "The Norwegian Fisheries Ministry barred 12 Danish captains on 4 May 2022. The list is "
        "headed by Jens Aaby.\n"
        "The ministry accused the Aaby family of an unheard-of campaign against Norway. It added "
        "that trawlers had taken part in it.",
    ),
    "meeting": (
        "Ministers meet in Bergen",
        "2023-05-21",
        "The ministers of the Northern Quay Union met in Bergen on 20 May. Their meeting had been "
        "planned in Aarhus and was moved because of a strike.",
    ),
    "summit": (
        "First summit of the Sound League",
        "2021-03-12",
        "The leaders of Norway, Sweden and Denmark held the first summit of the Sound League on 12 "
        "March 2021. They met by video link because of the storm.",
    ),
    "islands": (
        "Sweden's yearbook calls the skerries Swedish",
        "2022-04-22",
        "Sweden's yearbook calls the skerries off Lindvik Swedish. In Oslo, the spokesman of the "
        "palace, Dag Myhre, repeated that all the skerries are a part of Norway.",
    ),
    "treaty": (
        "Two countries renew their ferry pact",
        "2022-10-22",
        "Norway and Iceland signed a new Ferry Pact in Tromso on 22 October 2022. Minister Kari "
        "Solberg and Minister Jon Arnason put their names to it at their yearly meeting.",
    ),
    "law": (
        "Storting acts on nets",
        "2022-04-20",
        "The Norwegian Storting enacted a law on 20 April 2022 that takes away the privileges of "
        "foreign nets.",
    ),
    "recall": (
        "Stoves recalled",
        "2022-08-23",
        "The maker Brann & Holt recalled some of its stoves over a risk of fire on Tuesday. Owners "
        "of the stoves should keep them outside.",
    ),
    "rocket": (
        "Second attempt put off",
        "2022-09-07",
        "The rocket Nordlys hit another snag, and it will be at least a few weeks before it can "
        "make its next attempt to launch from Andoya.",
    ),
    "warning": (
        "A warning to Oslo",
        "2022-02-02",
        "A senior Danish fisheries official has told Oslo to remember its history. The official's "
        "name is not given in the report on which this account rests.\n"
        "In the weeks before, Norway had expelled eight Danish officials. Unlike that, the list "
        "has little effect, since no visits were planned.",
    ),
}


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    folder: Path = tmp_path_factory.mktemp("closely")
    for name, (title, day, text) in ARTICLES.items():
        head = f'---\ntitle: "{title}"\npublished: {day}\n---\n\n'
        (folder / f"{name}.md").write_text(f"{head}{text}\n", "utf-8")
    with Rag.open(folder / "index") as opened:
        opened.ingest(folder)
        yield opened


def quoted(answer: Answer) -> str:
    return " | ".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How much did harbour spending in Lindvik grow in 2024?", "18 percent"),
        ("How high is the debt of Lindvik?", "more than twice its yearly income"),
        ("Who gave up the ceiling for catches of cod?", "Torsten Quist"),
        ("Who gave up the limit for catches of cod?", "Torsten Quist"),
        ("What did the Norwegian Fisheries Ministry accuse the Aaby family of?", "unheard-of"),
        (
            "Where was the Northern Quay Union meeting of May 2023 supposed to take place?",
            "Aarhus",
        ),
        ("Why was the first summit of the Sound League held by video link?", "the storm"),
        ("What did Myhre say about the skerries?", "part of Norway"),
        ("Who signed the new Ferry Pact?", "Jon Arnason"),
        ("What did the Storting pass?", "privileges of foreign nets"),
        ("Why were stoves of Brann & Holt recalled?", "risk of fire"),
        ("When will Nordlys next attempt to launch?", "at least a few weeks"),
    ],
)
def test_the_sentence_that_tells_it_is_quoted(rag: Rag, question: str, told: str) -> None:
    assert told in quoted(rag.ask(question))


def test_growth_is_not_answered_by_what_it_grew_to_alone(rag: Rag) -> None:
    first = rag.ask("How much did harbour spending in Lindvik grow in 2024?").citations[0].quote
    assert "18 percent" in first


def test_why_a_name_is_not_reported_is_not_answered_by_other_reasons(rag: Rag) -> None:
    answer = rag.ask("Why was the name of the Danish fisheries official not reported?")
    assert "since no visits were planned" not in quoted(answer)


def test_what_is_added_stands_behind_what_it_adds_to(rag: Rag) -> None:
    answer = rag.ask("What did the Norwegian Fisheries Ministry say about trawlers?")
    text = answer.text
    assert "It added" in text
    assert "accused" not in text or text.index("accused") < text.index("It added")


def test_a_duration_is_no_reason(rag: Rag) -> None:
    answer = rag.ask("Why did Norway expel the eight Danish officials?")
    assert answer.status is Status.NOT_FOUND or "since no visits" not in answer.citations[0].quote


@pytest.mark.parametrize(
    "asked", ["Which members make up the Union?", "Which countries make up it?"]
)
def test_what_makes_up_a_body_are_its_members(asked: str) -> None:
    assert "make" not in analyse(asked).terms
    assert "make" in analyse("When did Quist make up the story?").terms
