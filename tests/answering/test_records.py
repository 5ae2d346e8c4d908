"""Questions about the articles themselves are answered from their records."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from rag import Rag
from rag.answering.records import day, reply
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.question import analyse
from rag.types import Answer, Moment, Status

ANSWERS = [
    ('Who wrote "A new bridge over the Tarrow"?', "Tobias Renn", "bridge"),
    ("Who is the author of the article about the herons?", "Noor Haddad", "herons"),
    ("When was the article about the bridge published?", "30 September 2021", "bridge"),
    (
        'When was "Denmark proposes a lower herring quota" published?',
        "10 February 2022",
        "quota-denmark",
    ),
    ('Who published "Norway turns down the Danish herring plan"?', "Coast Daily", "quota-norway"),
    ('Who is credited in "Oslo says no to herring plan"?', "North Wire", "quota-echo"),
    ("What is the oldest article?", "A new bridge over the Tarrow", "bridge"),
    ("What did Ines Falk write?", "North Star line settles with its crews", "settlement"),
    ("Which articles were written by Ines Falk?", "Ferry crews walk out", "walkout"),
    ("How many articles are there?", "7 articles", None),
    ("How many articles mention Denmark?", "3 of 7 articles", None),
    ("Which sources are the articles from?", "Coast Daily (3)", None),
    ("What dates do the articles cover?", "30 September 2021", None),
]

ABOUT_THE_LIBRARY = [
    "hello",
    "Hi!",
    "good morning",
    "what is in here?",
    "What's in this library?",
    "what can I ask?",
    "What can you do?",
    "help",
    "Which articles are there?",
]


def said(answer: Answer) -> str:
    return f"{answer.text} {' '.join(answer.gaps)}"


@pytest.mark.parametrize(("question", "words", "article"), ANSWERS)
def test_a_record_answers_and_the_article_is_cited(
    bay: Rag, question: str, words: str, article: str | None
) -> None:
    answer = bay.ask(question)
    assert answer.status is Status.ANSWERED
    assert words in answer.text
    cited = " ".join(c.article_id for c in answer.citations)
    assert (article in cited) if article else not cited


@pytest.mark.parametrize("question", ABOUT_THE_LIBRARY)
def test_a_greeting_is_told_what_there_is_to_ask_about(bay: Rag, question: str) -> None:
    answer = bay.ask(question)
    assert answer.status is Status.ANSWERED
    assert "7 articles" in answer.text
    assert "30 September 2021 to 11 May 2023" in answer.text
    assert "1 undated" in answer.text
    assert any(a.label in answer.text for a in bay.articles())


@pytest.mark.parametrize("question", ["latest news", "What is new?", "show me the latest articles"])
def test_the_latest_news_are_the_newest_openings_newest_first(bay: Rag, question: str) -> None:
    answer = bay.ask(question)
    days = [c.published for c in answer.citations]
    assert days == sorted(days, key=str, reverse=True)
    assert days[0] == date(2023, 5, 11)
    for citation in answer.citations:
        assert bay.article(citation.article_id).text.startswith(citation.quote)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ('Who wrote the article "Denmark proposes a lower herring quota"?', "names no author"),
        ('When was "Herons on the flats" published?', "carries no date"),
        ('Who published "Herons on the flats"?', "neither an outlet nor a credit"),
    ],
)
def test_what_a_record_does_not_hold_is_said_and_not_guessed(
    bay: Rag, question: str, words: str
) -> None:
    answer = bay.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert words in said(answer)
    assert not answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the bridge over the Tarrow?",
        "How did Norway react to Denmark's plan?",
        "When did the crews stop work?",
        "How many passengers were left on the quay?",
        "What did Rosa Lindqvist say?",
        "hello, who opened the bridge over the Tarrow in 2021?",
    ],
)
def test_a_question_about_the_world_is_not_answered_from_records(
    bay_library: Library, question: str
) -> None:
    assert reply(analyse(question), bay_library, Filter()) is None


def test_the_records_keep_to_the_readers_filter(bay: Rag) -> None:
    assert "3 articles" in bay.ask("How many articles are there?", source="Coast Daily").text
    newest = bay.ask("latest news", until="2022-12-31")
    assert newest.citations[0].published == date(2022, 2, 13)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (None, "undated"),
        (date(2022, 3, 6), "6 March 2022"),
        (datetime(2022, 3, 6, 15, 45, tzinfo=UTC), "6 March 2022, 15:45 UTC"),
        (datetime(2022, 3, 6, 15, 45, tzinfo=timezone(timedelta(hours=9))), "15:45 UTC+09:00"),
    ],
)
def test_a_day_is_said_as_readers_say_it(moment: Moment | None, words: str) -> None:
    assert words in day(moment)


def test_a_statement_on_a_record_cites_an_exact_span(bay: Rag) -> None:
    answer = bay.ask('Who wrote "A new bridge over the Tarrow"?')
    assert re.search(r"\[1\]$", answer.text)
    (citation,) = answer.citations
    article = bay.article(citation.article_id, citation.revision)
    assert article.text[citation.start : citation.end] == citation.quote
