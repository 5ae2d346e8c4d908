"""What questions ask for, whose words they want, and which names they hold: by tables."""

from __future__ import annotations

import pytest

from rag.retrieval.asks import Asks
from rag.retrieval.question import analyse

KINDS = [
    ("Who opened the bridge?", Asks.PERSON),
    ("Whose idea was the tunnel?", Asks.PERSON),
    ("Who said that the walkout was unlawful?", Asks.PERSON),
    ("who is the prime minister of japan", Asks.PERSON),
    ("Who is Rosa Lindqvist?", Asks.IDENTITY),
    ("What is the Quad?", Asks.IDENTITY),
    ("What is a redshift?", Asks.IDENTITY),
    ("When did the bridge open?", Asks.TIME),
    ("On what day did the crews stop work?", Asks.TIME),
    ("In which year was the harbour built?", Asks.TIME),
    ("What time does the ferry leave?", Asks.TIME),
    ("How long did the strike last?", Asks.DURATION),
    ("How many days did the strike last?", Asks.DURATION),
    ("How many passengers were stranded?", Asks.NUMBER),
    ("How much did the bridge cost?", Asks.NUMBER),
    ("What share of the money comes from donations?", Asks.NUMBER),
    ("By what percentage did fares rise?", Asks.NUMBER),
    ("How old is the captain?", Asks.NUMBER),
    ("How far is the island from the coast?", Asks.NUMBER),
    ("What is the redshift of JADES-GS-z14-0?", Asks.NUMBER),
    ("Where did the ministers meet?", Asks.PLACE),
    ("In which city was the treaty signed?", Asks.PLACE),
    ("Why did the crews stop work?", Asks.REASON),
    ("What caused the fire?", Asks.REASON),
    ("What led to the closure of the mill?", Asks.REASON),
    ("Which countries joined the fisheries plan?", Asks.SEVERAL),
    ("Which islands are disputed?", Asks.SEVERAL),
    ("What did Norway say about the plan?", Asks.STATEMENT),
    ("What does the minister think of the plan?", Asks.STATEMENT),
    ("What is the position of Sweden on the plan?", Asks.STATEMENT),
    ("How did Norway react to Denmark's plan?", Asks.REACTION),
    ("How have Swedish fishermen responded to the plan?", Asks.REACTION),
    ("What was Norway's reaction to the plan?", Asks.REACTION),
    ("how did norway react to denmarks plan", Asks.REACTION),
    ("Did Norway accept the plan?", Asks.YES_OR_NO),
    ("Is the bridge open?", Asks.YES_OR_NO),
    ("Were there any injuries?", Asks.YES_OR_NO),
    ("Has Denmark signed the treaty?", Asks.YES_OR_NO),
    ("Tell me about the bridge.", Asks.ANYTHING),
    ("What happened in Port Ambleton on 4 May 2023?", Asks.ANYTHING),
    ("What did the strike change?", Asks.ANYTHING),
    ("How does the pump work?", Asks.ANYTHING),
]

ACTORS = [
    ("What did Norway say about the plan?", "Norway"),
    ("What did Peter Holm say?", "Peter Holm"),
    ("What does the minister think of the plan?", "minister"),
    ("How did Norway react to Denmark's plan?", "Norway"),
    ("How did Norway and Sweden react to Denmark's plan?", "Norway and Sweden"),
    ("How have Swedish fishermen responded to the plan?", "Swedish fishermen"),
    ("What was Norway's reaction to the plan?", "Norway"),
    ("What is the position of Sweden on the plan?", "Sweden"),
    ("What did Beijing say about the Quad?", "Beijing"),
    ("how did norway react to denmarks plan", "Norway"),
    ("Did Norway accept the plan?", None),
    ("Who opened the bridge?", None),
    ("What happened in Port Ambleton?", None),
    ("Who said that the walkout was unlawful?", None),
]

NAMES = [
    ("Who is Rosa Lindqvist?", ["Rosa Lindqvist"]),
    ("How did Norway react to Denmark's plan?", ["Norway", "Denmark"]),
    ("What happened in Port Ambleton on 4 May 2023?", ["Port Ambleton"]),
    ("What is the redshift of JADES-GS-z14-0?", ["JADES-GS-z14-0"]),
    ("who is the prime minister of japan", ["Japan"]),
    ("What did Beijing say about the Quad?", ["Beijing", "Quad"]),
    ("Does Norway's minister agree?", ["Norway"]),
    ("What happened in March 2022?", []),
    ("When did the bridge open?", []),
    ("What did we decide on Monday?", []),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_a_question_tells_what_kind_of_answer_it_wants(text: str, kind: Asks) -> None:
    assert analyse(text).asks is kind


@pytest.mark.parametrize(("text", "actor"), ACTORS)
def test_a_question_tells_whose_words_it_asks_for(text: str, actor: str | None) -> None:
    assert analyse(text).actor == actor


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_the_names_of_a_question_are_found_and_dates_are_none(text: str, names: list[str]) -> None:
    assert [name.text for name in analyse(text).names] == names


def test_each_of_several_actors_is_a_side_of_its_own() -> None:
    asked = analyse("How did Norway and Sweden react to Denmark's plan?")
    assert asked.actors == ("Norway", "Sweden")
    assert asked.sides == ("Norway", "Sweden")


@pytest.mark.parametrize(
    "text",
    ["What is the difference between Norway and Sweden?", "Compare the plans of Norway and Sweden"],
)
def test_a_comparison_has_two_sides(text: str) -> None:
    assert analyse(text).sides == ("Norway", "Sweden")


def test_words_that_only_ask_are_no_terms() -> None:
    asked = analyse("Tell me what happened to the quota, please")
    assert set(asked.words.values()) == {"quota"}


def test_a_name_is_met_by_its_stand_ins_and_a_code_only_by_itself() -> None:
    (norway,) = analyse("What did Norway decide?").names
    assert norway.occurs_in("Officials in Oslo decided.")
    assert norway.occurs_in("the Norwegian fleet")
    assert not norway.occurs_in("the northern fleet")
    (galaxy,) = analyse("What is the redshift of JADES-GS-z14-0?").names
    assert galaxy.is_code
    assert galaxy.occurs_in("The light of JADES-GS-z14-0 is old.")
    assert not galaxy.occurs_in("The light of JADES-GS-z13-0 is old.")


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "???",
        "🙂",
        "…",
        "the",
        "and what",
        "日本の戦略",
        "Что сказал министр?",
        "a" * 4000,
        "\u200b?",
    ],
)
def test_odd_questions_are_taken_apart_without_failing(text: str) -> None:
    asked = analyse(text)
    assert asked.text
    assert asked.asks in Asks
