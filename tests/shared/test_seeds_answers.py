"""The questions of the main job over the five scraped articles beside the project.

Their twins over articles of our own are tests/answering/test_scraped_answers.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag import Rag
from rag.types import Answer, Status

from .conftest import SHARED

pytestmark = pytest.mark.shared

ANSWERED = [
    ("By how much did Japan's trade with Russia fall in November?", "35.5", "000"),
    ("How is Russia's status in the strategy to change?", "national security challenge", "003"),
    ("From what status to what status is Russia to be changed?", "partner", "003"),
    ("Who is Ovechko?", "Charge d’Affaires", "001"),
    ("Who is Gennady Ovechko?", "Charge d’Affaires", "001"),
    ("For how many years was the strategy designed?", "10 years", "003"),
    ("How long was the strategy designed to be used?", "10 years", "003"),
    ("Which countries are members of the Quad?", "Australia, and India", "004"),
    ("Who are the members of the Quad?", "Australia, and India", "004"),
    ("What about Article 9?", "collective self-defense", "004"),
    ("How was Article 9 reinterpreted?", "collective self-defense", "004"),
    ("What happened to Russia's reserves in Japan?", "freezes", "001"),
    ("What happened to Russia's central bank reserves?", "freezes", "001"),
    ("What did the senior Russian security official say?", "avoid self-delusion", "002"),
    ("When was the National Security Strategy completed?", "December 2013", "003"),
    ('Who wrote "Japan\'s Defense Policy and Its Asian Allies"?', "Jane Zhou", "004"),
]

NOT_FOUND = [
    "Who is the president of Brazil?",
    "Why is the Suica penguin retiring?",
    "What is the capital of Mongolia?",
    "Has Japan resumed its scallop exports to China?",
    "What happened to the Nordwind flight in Novokuznetsk?",
    "What happened to Yevgeny Prigozhin?",
    "How is Kostomarov recovering?",
    "What is the Sant Joan debate in Alicante about?",
    "Is there a brain drain of IT specialists in Russia?",
    "Which South Korean band backed out of the festival?",
    "How many Japanese are stranded on Sumatra?",
    "Where was the Mozambican cooking class held?",
    "Who took the photo?",
    "Who is Gennady Ovechko married to?",
    "What does Medvedev think of Japan's strategy?",
    "How did Canada react to Japan's strategy?",
]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with Rag.open(tmp_path_factory.mktemp("seeds") / "index") as rag:
        rag.ingest(SHARED / "seeds")
        yield rag


def cited(answer: Answer) -> set[str]:
    """The first three characters of the files that are cited."""
    return {c.article_id.rsplit("/", 1)[-1][:3] for c in answer.citations}


@pytest.mark.parametrize(("question", "words", "article"), ANSWERED)
def test_a_question_of_the_main_job_is_answered_from_the_right_article(
    seeds: Rag, question: str, words: str, article: str
) -> None:
    answer = seeds.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    assert words in f"{answer.text} {answer.short_answer}"
    assert article in cited(answer)
    for citation in answer.citations:
        text = seeds.article(citation.article_id, citation.revision).text
        assert text[citation.start : citation.end] == citation.quote


def test_the_first_question_cites_those_who_report_a_reaction_and_no_other(seeds: Rag) -> None:
    answer = seeds.ask("How did Russia react to Japan's strategy?")
    assert cited(answer) == {"001", "002"}
    assert answer.lead == "2 of 5 articles report a Russian reaction."
    assert any("Ovechko" in (c.speaker or "") for c in answer.citations)
    assert any("Moscow" in (c.speaker or "") for c in answer.citations)
    assert "inching toward rearmament" in answer.text, "what was said of the strategy itself"


def test_the_thread_on_the_reserves_is_followed(seeds: Rag) -> None:
    first = seeds.ask("How did Russia react to Japan's strategy?")
    second = seeds.ask("And what happened to its reserves?", history=first.turns)
    assert second.understood.text == "What happened to Russia's reserves?"
    assert "freezes" in second.text
    assert cited(second) == {"001"}


@pytest.mark.parametrize("question", NOT_FOUND)
def test_what_the_articles_do_not_say_is_not_found(seeds: Rag, question: str) -> None:
    answer = seeds.ask(question)
    assert answer.status is Status.NOT_FOUND, answer.text
    assert answer.citations == ()
    assert answer.gaps


def test_china_is_mentioned_and_does_not_react_and_it_says_as_what(seeds: Rag) -> None:
    answer = seeds.ask("How did China react to Japan's strategy?")
    assert answer.status is Status.NOT_FOUND
    (gap,) = answer.gaps
    assert gap.startswith("These 5 articles report no Chinese reaction; they only mention China as")
    for told in answer.instead:
        text = seeds.article(told.article_id, told.revision).text
        assert text[told.start : told.end] == told.quote
        assert "China" in told.quote
    assert answer.instead


@pytest.mark.parametrize(
    "question", ["Why did Russia freeze the reserves?", "What did Russia do with the reserves?"]
)
def test_russia_did_nothing_with_the_reserves_in_these_articles(seeds: Rag, question: str) -> None:
    answer = seeds.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert "None of the passages read says that Russia did this" in answer.text
    (told,) = answer.instead
    assert "reserves, have faced freezes" in told.quote
    assert told.article_id.rsplit("/", 1)[-1].startswith("001")


def test_an_agency_that_is_credited_is_shown_as_credit_with_no_publisher(seeds: Rag) -> None:
    answer = seeds.ask("Who is Ovechko?")
    assert {c.source for c in answer.citations} == {None}
    assert {c.credits for c in answer.citations} == {("TASS",)}
