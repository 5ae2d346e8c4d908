"""Whether a sentence holds the kind of thing that a question asks for."""

from __future__ import annotations

import pytest

from rag.answering.accounts import line
from rag.answering.kinds import asked_role, holds_kind
from rag.grammar import parse
from rag.retrieval.question import analyse
from rag.types import Article

HOLDS = [
    ("When did the bridge open?", "The bridge opened on 30 September 2021."),
    ("When did the bridge open?", "It has been open since 2021."),
    ("How long did the strike last?", "The strike lasted seven days."),
    ("How long did the strike last?", "They were out for about three weeks."),
    ("How many passengers were stranded?", "About 1,200 passengers were left on the quay."),
    ("How many people marched?", "Tens of thousands of people marched through the town."),
    ("How old is the captain?", "The captain, aged 51, lives on board."),
    ("How far is the island from the coast?", "The island lies 12 kilometres off the coast."),
    ("Why did the crews stop work?", "They stopped work because their rest had been cut."),
    ("Why was the road closed?", "The closure was caused by a landslide."),
    ("Where did the ministers meet?", "The ministers met in Paris."),
    ("Who opened the bridge?", "Mayor Ada Brandt opened the bridge."),
    ("Who is the prime minister of Japan?", "Prime Minister Fumio Kishida left for Madrid."),
    ("Which countries joined the plan?", "Norway, Sweden and Denmark joined the plan."),
    ("Which company built the bridge?", "The Siemens Corporation built the bridge."),
    ("What happened in Port Ambleton?", "The crews stopped work."),
    ("What are the islets called in Norway?", "In Norway they are called the Tern Skerries."),
]

LACKS = [
    ("When did the bridge open?", "The bridge was opened by the mayor."),
    ("When did the bridge open in 2021?", "The bridge opened in 2021."),
    ("How long did the strike last?", "The strike was long and bitter."),
    ("How many passengers were stranded?", "Many passengers were left on the quay."),
    ("How old is the captain?", "The captain commands 12 ships."),
    ("How far is the island from the coast?", "The island has 400 inhabitants."),
    ("Why did the crews stop work?", "The crews stopped work on Thursday."),
    ("Where did the ministers meet?", "The ministers met for two hours."),
    ("Who is the prime minister of Japan?", "The prime minister left for home."),
    ("Who is the captain of the ship?", "The captain alone is responsible."),
    ("What is the capital of Egypt?", "Several capitals were mentioned."),
    ("What is the capital of Egypt?", "He was the first to go to the Egyptian capital."),
    ("What are the islets called in Norway?", "Norway called the islets its own."),
    ("What did the bridge cost?", "The bridge opened in May."),
]


def holds(question: str, sentence: str) -> bool:
    article = Article(id=sentence, title=None, text=sentence, location="a", sha256=sentence)
    return holds_kind(analyse(question), parse(sentence), line(article, 0))


@pytest.mark.parametrize(("question", "sentence"), HOLDS)
def test_a_sentence_with_the_kind_of_thing_asked_for_fits(question: str, sentence: str) -> None:
    assert holds(question, sentence)


@pytest.mark.parametrize(("question", "sentence"), LACKS)
def test_a_sentence_on_the_matter_without_it_does_not(question: str, sentence: str) -> None:
    assert not holds(question, sentence)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Who is the foreign minister of Japan?", "foreign minister"),
        ("Who was the prime minister of Japan in 2013?", "prime minister"),
        ("Who is the captain of the Ever Given?", "captain"),
        ("What is the name of the mayor?", "mayor"),
        ("Who opened the bridge?", None),
        ("Who leads the Canal Authority?", None),
        ("Who won the leadership of the party?", None),
        ("Who is Rosa Lindqvist?", None),
        ("When did the minister leave?", None),
    ],
)
def test_the_role_asked_for_is_read_from_the_question(question: str, role: str | None) -> None:
    assert asked_role(analyse(question)) == role
