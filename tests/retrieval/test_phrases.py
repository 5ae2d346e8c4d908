"""Quoted phrases, amounts and names in their several spellings: by tables."""

from __future__ import annotations

import pytest

from rag.retrieval.amounts import amounts
from rag.retrieval.phrases import holds_phrase, phrases_held, phrases_of
from rag.retrieval.question import analyse
from rag.retrieval.rarity import held_terms
from rag.retrieval.spellings import spellings

QUOTED = [
    ('Who said "lessons of history"?', ("lessons of history",)),
    ("Who said “lessons of history”?", ("lessons of history",)),
    ("Who said «lessons of history»?", ("lessons of history",)),
    ("Who said „lessons of history“?", ("lessons of history",)),
    ("Who said 'lessons of history'?", ("lessons of history",)),
    ('Who said "no." and "never"?', ("no", "never")),
    ("What is Norway's plan and the boats' fate?", ()),
    ('Who said "?"', ()),
    ('Who said "unfinished?', ()),
    ("Who said nothing?", ()),
]

HOLDS = [
    ("lessons of history", "The Lessons of History, he said.", True),
    ("lessons of history", "the lessons—of “history”", True),
    ("lessons of history", "the lessons of a history", False),
    ("lessons of history", "history of lessons", False),
    ("history", "prehistory", False),
    ("Türkiye", "in Turkiye", True),
    ("fête", "the FÊTE", True),
    ("", "anything", True),
]

AMOUNTS = [
    *(("35.5%", each) for each in ("35.5 percent", "35.5%", "35.5 per cent", "35.5 %", "35.5 pct")),
    *(("1000", each) for each in ("1,000", "1000", "one thousand", "a thousand", "1k")),
    *(("2000000", each) for each in ("2 million", "2m", "2,000,000", "two million", "2.0 mn")),
    *(("1500000000", each) for each in ("1.5bn", "1.5 billion", "$1.5 billion", "€1.5bn")),
    *(("25%", each) for each in ("25%", "twenty-five percent", "twenty five per cent")),
    ("200000", "two hundred thousand"),
    ("43000000000000", "43 trillion yen"),
]

NAMES = [
    ("What did Zelensky say?", "President Zelenskyy said so."),
    ("What did Zelenskiy say?", "Volodymyr Zelensky said so."),
    ("What happened in Kiev?", "Shots fell in Kyiv."),
    ("What happened in Peking?", "A meeting in Beijing."),
    ("What did Qaddafi want?", "Colonel Gaddafi wanted more."),
    ("What did Mohammed bin Salman say?", "Muhammad bin Salman spoke."),
    ("Who is Abdel Fattah el-Sisi?", "President Abdel Fattah al-Sisi"),
    ("What is the Soryu class?", "of the Sōryū class"),
    ("What is the Sōryū class?", "of the Soryu class"),
    ("What did Yomiuri write?", "the Yomiuri Shimbun"),
    ("What did Medvedev say?", "Dmitry Medvedyev said"),
    ("What does Norway's minister want?", "the minister of Norway"),
]


@pytest.mark.parametrize(("question", "found"), QUOTED)
def test_quoted_phrases_are_found_whatever_marks_they_stand_in(
    question: str, found: tuple[str, ...]
) -> None:
    assert phrases_of(question) == found


@pytest.mark.parametrize(("phrase", "text", "holds"), HOLDS)
def test_a_text_holds_a_phrase_word_for_word_or_not(phrase: str, text: str, holds: bool) -> None:
    assert holds_phrase(phrase, text) is holds


def test_the_phrases_that_a_text_holds_are_told() -> None:
    question = 'Who said "lessons of history" and "never again"?'
    assert phrases_held(question, "Never again!") == {"never again"}
    assert phrases_held("Who said so?", "Never again!") == frozenset()


def test_a_question_of_quotation_marks_alone_costs_little() -> None:
    assert phrases_of('"' * 4000) == ()
    assert len(phrases_of('"a b" ' * 600)) == 1
    assert len(phrases_of(" ".join(f'"a {n}"' for n in range(400)))) == 4


@pytest.mark.parametrize(("value", "text"), AMOUNTS)
def test_an_amount_has_one_value_however_it_is_spelled(value: str, text: str) -> None:
    assert set(amounts(f"It came to {text}, they say.")) == {value}


@pytest.mark.parametrize("text", ["no one said", "JADES-GS-z14-0", "half of it", "", "1.2.3"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amounts(text) == {}


@pytest.mark.parametrize(
    ("question", "text", "term", "held"),
    [
        ("Who paid $2m for the ferry?", "They paid two million dollars.", "2", True),
        ("Who paid $2m for the ferry?", "They paid two thousand dollars.", "2", False),
        ("Who owns 35.5 percent of it?", "Its share is 35.5%.", "percent", True),
        ("Who owns 35.5 percent of it?", "Its share is 36.5%.", "percent", False),
    ],
)
def test_the_amounts_of_a_question_are_met_by_value(
    question: str, text: str, term: str, held: bool
) -> None:
    assert (term in held_terms(analyse(question), text)) is held


@pytest.mark.parametrize(("question", "text"), NAMES)
def test_a_name_is_met_in_its_other_spellings(question: str, text: str) -> None:
    assert all(name.occurs_in(text) for name in analyse(question).names)


@pytest.mark.parametrize("name", ["Lavrov", "Norway", "Rosa Lindqvist", "it", "", "JADES-GS-z14-0"])
def test_a_name_that_is_written_in_one_way_has_no_others(name: str) -> None:
    assert spellings(name) == ()


def test_a_name_never_becomes_another() -> None:
    (medvedev,) = analyse("What did Medvedev say?").names
    assert not medvedev.occurs_in("Medvednikov said so.")
