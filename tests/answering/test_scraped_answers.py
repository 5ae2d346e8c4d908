"""Answers over scraped pages: what the article says is found, what stands beside it is not."""

from __future__ import annotations

import pytest

from rag import Rag
from rag.types import Status

ANSWERED = [
    ("How many gates does the barrier have?", "fourteen", "barrier.txt"),
    ("How long did the closing of the gates take?", "forty-one minutes", "barrier.txt"),
    ("What do the city planners say about the barrier?", "about fifty years", "barrier.txt"),
    ("What did the harbor master say?", "We slept badly", "barrier.txt"),
    ("When will Coastal Rail scrap paper tickets?", "first of January", "pamphlets.txt"),
    ("What did Irena Polzin say?", "Nobody will be left", "pamphlets.txt"),
    ("How many jobs could go at the counters?", "340", "pamphlets.txt"),
    ("How many people did the drummers lead?", "four thousand", "emoji.txt"),
    ("What share of the early varieties lost their blossom?", "a third", "orchard.txt"),
    ("What did the chamber of agriculture say about the damage?", "uneven", "orchard.txt"),
    ("How long did the piano tuner stay?", "four hours and ten minutes", "entities.txt"),
    ("What is the velvet hour?", "velvet hour", "entities.txt"),
    ("How much is a ticket?", "between 29 and 119 crowns", "wrapped.txt"),
    ('Who wrote "Night Trains Return to the Coast"?', "Hanna Okafor", "wrapped.txt"),
    ('When was "Night Trains Return to the Coast" published?', "9 March 2020", "wrapped.txt"),
    ("Who wrote the article on glacier tourism?", "Marta Ilves and Tomas Reed", "glacier.txt"),
    (
        'Who is credited in "Late Frost Leaves Apple Growers Counting Their Blossoms"?',
        "Orchard Wire",
        "orchard.txt",
    ),
]

FURNITURE = [
    "What is the penguin chick at the aquarium called?",
    "Which dairy chain recalls yogurt?",
    "Why does the mayor rule out a tunnel under the Old Town?",
    "What did the central bank do about rates?",
    "Which airlines will share lounges?",
    "Why did the old lighthouse turn its lamp off?",
    "What do the ferry operators ask of the court?",
    "Which village bakery sold its last loaf?",
    "What do cyclists think of the new bridge over the gorge?",
    "What is the cable car that never opened?",
    "How do ski resorts make their own snow?",
    "What happened to the opera house?",
    "Which cafés should you try before the tourists do?",
    "Who called off the strike at the last minute?",
    "Do you use cookies?",
    "How do I follow you on Instagram?",
    "Who protested against the motorway toll?",
]


@pytest.mark.parametrize(("question", "words", "article"), ANSWERED)
def test_what_a_scraped_article_says_is_quoted_from_it(
    scraped: Rag, question: str, words: str, article: str
) -> None:
    answer = scraped.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    assert words in answer.text
    assert article in {c.article_id for c in answer.citations}
    for citation in answer.citations:
        text = scraped.article(citation.article_id, citation.revision).text
        assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", FURNITURE)
def test_headlines_beside_an_article_answer_nothing(scraped: Rag, question: str) -> None:
    answer = scraped.ask(question)
    assert answer.status is Status.NOT_FOUND, answer.text
    assert answer.citations == ()


def test_a_credited_agency_is_never_the_publisher(scraped: Rag) -> None:
    answer = scraped.ask("How many gates does the barrier have?")
    citation = answer.citations[0]
    assert citation.source is None
    assert citation.credits == ("Kyodo",)


def test_an_article_without_a_title_is_called_by_its_file(scraped: Rag) -> None:
    answer = scraped.ask("What did Irena Polzin say?")
    citation = answer.citations[0]
    assert citation.label == (citation.title or "pamphlets.txt")


def test_a_time_of_publication_keeps_its_zone(scraped: Rag) -> None:
    answer = scraped.ask("What did Irena Polzin say?")
    assert str(answer.citations[0].published) == "2023-09-14 07:05:00+00:00"


def test_a_question_in_the_articles_own_language_finds_it(scraped: Rag) -> None:
    answer = scraped.ask("¿Qué advirtió la presidenta de la comunidad de regantes?")
    assert "Todavía no es momento de regar sin medida" in answer.text
    for citation in answer.citations:
        text = scraped.article(citation.article_id, citation.revision).text
        assert text[citation.start : citation.end] == citation.quote
