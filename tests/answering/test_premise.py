"""What a question supposes, held against who does what in the sentences."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.premise import deed_of, told_otherwise
from rag.answering.weighing import Candidate
from rag.retrieval.question import analyse
from rag.retrieval.rarity import Weights
from rag.sentences import sentence_spans
from rag.types import Article, Passage

DEEDS = [
    ("Why did Norway freeze the accounts of the fund?", ("Norway", "freeze")),
    ("When did Moscow expel the diplomats?", ("Russia", "expel")),
    ("What did Russia do with the frozen reserves?", ("Russia", "do")),
    ("How many missiles does the United States sell to Poland?", ("United States", "sell")),
    ("Whom did Japan bar from entry?", ("Japan", "bar")),
    ("Who froze the accounts of the fund?", None),
    ("Why were the accounts of the fund frozen?", None),
    ("What did Norway say about the fund?", None),
    ("How did Norway react to the fund?", None),
    ("Did Norway freeze the accounts of the fund?", None),
    ("Why did Rosa Lindqvist stop work?", None),
    ("Why did Norway's fund sell its shares?", None),
    ("How far did the North Korean missile fly?", None),
]

ACCOUNTS = "Why did Denmark freeze the accounts of the fund?"
TELLINGS = [
    ("Norway froze the accounts of the fund.", "Norway"),
    ("The accounts of the fund were frozen by the Norwegian ministry.", "Norway"),
    ("Officials spoke of the fund after Norway had frozen its accounts.", "Norway"),
    ("A freeze of the Danish fund's accounts came as a surprise.", ""),
    ("The freeze of the Danish fund's accounts came as a surprise.", None),
    ("Denmark's fund has seen its accounts frozen.", None),
    ("Denmark froze the accounts of the fund.", None),
    ("The Danish government froze the accounts of the fund.", None),
    ("In Copenhagen the ministry answered by freezing the accounts of the fund.", None),
    ("The company froze the accounts of the fund.", None),
    ("The accounts of the fund hold nine million crowns.", None),
    ("Norway froze the herring it had caught.", None),
]


def told(question: str, *sentences: str) -> str | None:
    """Whose the deed is there; empty for nobody's, None where nothing is claimed."""
    text = " ".join(sentences)
    article = Article(
        id=text, title="T", text=text, location="/a", sha256="0", locations=("/a",), revision=1
    )
    asked = analyse(question)
    weights = Weights(dict.fromkeys(asked.terms, 1.0), frozenset())
    candidates = [
        Candidate(_passage(article), article, index, text[span.start : span.end], "")
        for index, span in enumerate(sentence_spans(text))
    ]
    found = told_otherwise(asked, weights, candidates)
    return None if found is None else found.doer or ""


def _passage(article: Article) -> Passage:
    return Passage(
        chunk_id="c",
        article_id=article.id,
        revision=1,
        title=article.title,
        label="T",
        text=article.text,
        start=0,
        end=len(article.text),
        source=None,
        credits=(),
        authors=(),
        published=date(2024, 5, 3),
        url=None,
        language="en",
        location="/a",
    )


@pytest.mark.parametrize(("question", "deed"), DEEDS)
def test_a_question_supposes_a_deed_of_a_country_or_none(
    question: str, deed: tuple[str, str] | None
) -> None:
    found = deed_of(analyse(question))
    assert (None if found is None else (found.doer, found.verb)) == deed


@pytest.mark.parametrize(("sentence", "doer"), TELLINGS)
def test_whose_a_deed_is_is_told_by_grammar_and_open_where_that_is_open(
    sentence: str, doer: str | None
) -> None:
    assert told(ACCOUNTS, sentence) == doer


def test_what_officials_hold_is_an_opinion_and_nothing_that_they_keep() -> None:
    question = "Why did Denmark hold the ferry Nordlys?"
    assert told(question, "Norwegian officials hold that the ferry Nordlys was in order.") is None
    assert told(question, "Norway held the ferry Nordlys for a week.") == "Norway"


def test_one_sentence_that_tells_it_as_the_question_does_is_enough() -> None:
    others = "Norway froze the accounts of the fund."
    own = "Earlier Denmark froze other accounts of the fund."
    assert told(ACCOUNTS, others) == "Norway"
    assert told(ACCOUNTS, others, own) is None
    assert told(ACCOUNTS, own, others) is None


def test_a_named_doer_comes_before_a_deed_of_nobody() -> None:
    nobody = "A freeze of the Danish fund's accounts came as a surprise."
    assert told(ACCOUNTS, nobody, "Norway froze the accounts of the fund.") == "Norway"


def test_any_deed_counts_where_any_is_asked_for() -> None:
    question = "What did Denmark do with the herring?"
    assert told(question, "Norway sold the herring.") == "Norway"
    assert told(question, "Denmark sold the herring.") is None
    assert told(question, "Denmark's herring is rare.") == ""
