"""Outlets, agencies and authors that a question names as its source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.authors import asked_author, is_author
from rag.retrieval.outlets import asked_source

HELD = (
    "TASS",
    "The Yomiuri Shimbun",
    "The Guardian",
    "The New York Times",
    "Associated Press",
    "Kyodo News",
    "bbc.co.uk",
    "usatoday.com",
    "Time",
    "The Sun",
    "The Independent",
    "Le Monde",
    "Süddeutsche Zeitung",
    "Nature",
    "Reuters",
    "WSJ",
    "Inland Post",
    "The Japan News",
    "Kyiv Post",
    "kremlin.ru",
)

FROM = [
    ("According to TASS, what happened?", "TASS"),
    ("according to tass, what happened?", "TASS"),
    ("What happened, according to TASS?", "TASS"),
    ("What does the TASS report say?", "TASS"),
    ("What does TASS's report say?", "TASS"),
    ("What did TASS say about the treaty?", "TASS"),
    ("What did Yomiuri write about Russia?", "The Yomiuri Shimbun"),
    ("What did the Yomiuri Shimbun report?", "The Yomiuri Shimbun"),
    ("What has the yomiuri shimbun written?", "The Yomiuri Shimbun"),
    ("What did the Guardian say about Brexit?", "The Guardian"),
    ("According to The Guardian, who left?", "The Guardian"),
    ("What did NYT report?", "The New York Times"),
    ("What did the New York Times report?", "The New York Times"),
    ("What is in the New York Times article on rents?", "The New York Times"),
    ("According to AP, how many died?", "Associated Press"),
    ("According to the Associated Press, how many died?", "Associated Press"),
    ("What does the AP report say?", "Associated Press"),
    ("According to Kyodo, who won?", "Kyodo News"),
    ("According to KYODO NEWS, who won?", "Kyodo News"),
    ("What did the BBC report about Iran?", "bbc.co.uk"),
    ("What do articles on bbc.co.uk say?", "bbc.co.uk"),
    ("What did USA Today write about Singapore?", "usatoday.com"),
    ("What is said in articles from usatoday.com?", "usatoday.com"),
    ("What is in the Le Monde article on pensions?", "Le Monde"),
    ("What did le monde write?", "Le Monde"),
    ("What did Suddeutsche Zeitung report?", "Süddeutsche Zeitung"),
    ("What did the Süddeutsche report?", "Süddeutsche Zeitung"),
    ("According to Nature, what is the mass?", "Nature"),
    ("What did the Wall Street Journal publish?", "WSJ"),
    ("Reuters reported what about oil?", "Reuters"),
    ("What was published by Reuters on oil?", "Reuters"),
    ("What does the Inland Post's coverage say?", "Inland Post"),
    ("What did Japan News report?", "The Japan News"),
    ("What did the Kyiv Post write?", "Kyiv Post"),
    ("What did Time magazine write?", "Time"),
    ("How did the Sun report on the strike?", "The Sun"),
    ("According to the Independent, what happened?", "The Independent"),
]

NOT_FROM = [
    "Who plays the Guardian of the Galaxy?",
    "According to the Guardian of the Galaxy, who won?",
    "What time was it?",
    "How much time did the strike take?",
    "When the sun rose, who left?",
    "What did the sun do to the crops?",
    "Independent experts say what?",
    "According to Independent experts, what happened?",
    "According to independent experts, what happened?",
    "According to Time Warner, what changed?",
    "What is the nature of the report?",
    "Is nature protected?",
    "According to Japan, who is right?",
    "What did Japan say about the treaty?",
    "According to Kyiv, who won?",
    "What did Kyiv report?",
    "What did the Kremlin say?",
    "According to Jane Zhou, where is the threat?",
    "What did Russia say?",
    "Who runs Reuters?",
    "Who was shot in the Inland Post building?",
    "What does it post?",
    "",
]

UNHELD = [
    ("What did the Washington Post write about Trump?", "Washington Post"),
    ("According to CNN, who won?", "CNN"),
    ("According to Xinhua, who won?", "Xinhua"),
    ("What did the Daily Planet publish?", "Daily Planet"),
    ("Which articles from the Coast Herald tell of the strike?", "Coast Herald"),
]


@pytest.mark.parametrize(("question", "source"), FROM)
def test_a_held_outlet_is_known_in_every_spelling(question: str, source: str) -> None:
    found = asked_source(question, HELD)
    assert found is not None
    assert found.sources == (source,)


@pytest.mark.parametrize("question", NOT_FROM)
def test_an_outlets_name_as_a_plain_word_is_no_source(question: str) -> None:
    assert asked_source(question, HELD) is None


@pytest.mark.parametrize(("question", "words"), UNHELD)
def test_an_outlet_that_is_not_held_is_known_as_one(question: str, words: str) -> None:
    found = asked_source(question, HELD)
    assert found is not None
    assert (found.words, found.sources) == (words, ())


def test_the_nearest_held_outlet_is_named_for_one_that_is_not() -> None:
    found = asked_source("What did the Inland Times report?", HELD)
    assert found is not None
    assert found.near == ("Inland Post",)


def test_one_outlet_held_under_several_names_is_all_of_them() -> None:
    found = asked_source("What did Reuters report?", ("Reuters", "reuters.com", "TASS"))
    assert found is not None
    assert set(found.sources) == {"Reuters", "reuters.com"}


def test_a_full_name_finds_an_outlet_that_is_held_as_an_abbreviation() -> None:
    for question, held in (
        ("What did the Associated Press report?", "AP"),
        ("What did the New York Times report?", "NYT"),
        ("What did the New York Times report?", "nytimes.com"),
        ("What did the Guardian report?", "theguardian.com"),
        ("According to AP, who won?", "apnews.com"),
        ("What did the Financial Times report?", "ft.com"),
    ):
        found = asked_source(question, (held, "TASS"))
        assert found is not None, held
        assert found.sources == (held,)


def test_there_are_forty_phrases_and_more() -> None:
    assert len(FROM) + len(NOT_FROM) + len(UNHELD) >= 60


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("What does the article by Mara Lindqvist say?", "Mara Lindqvist"),
        ("What is in Lindqvist's report on the bridge?", "Lindqvist"),
        ("What is in Mara Lindqvist’s article?", "Mara Lindqvist"),
        ("Which pieces written by Ode Brand are here?", "Ode Brand"),
        ("What did Mara Lindqvist write about herring?", "Mara Lindqvist"),
        ("What is in Russia's report?", None),
        ("Who stood by Mara Lindqvist?", None),
        ("What did Russia write to Japan?", None),
    ],
)
def test_an_author_is_named_beside_what_was_written(question: str, author: str | None) -> None:
    assert asked_author(question) == author


def test_an_author_is_known_by_the_whole_name_or_the_surname() -> None:
    authors = ("Mara Søe Lindqvist", "Noor Haddad")
    for name in ("Mara Søe Lindqvist", "Lindqvist", "mara lindqvist", "Haddad"):
        assert is_author(name, authors), name
    for name in ("Mara", "Lind", "Nora Haddad", ""):
        assert not is_author(name, authors), name
    assert is_author("Sorensen Munoz", ("Ana Sorensen Muñoz",))


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=5))
def test_any_question_and_any_outlets_are_read_without_fault(q: str, held: list[str]) -> None:
    for question in (q, f"According to {q}", *(f"What did {name} write?" for name in held)):
        found = asked_source(question, held)
        assert found is None or set(found.sources) <= set(held)
        asked_author(question)


def test_every_outlet_of_a_question_is_read() -> None:
    asked = asked_source("Did the TASS report agree with what the Guardian wrote?", HELD)
    assert asked is not None
    assert [each.sources for each in asked.each] == [("TASS",), ("The Guardian",)]
    assert asked.all_sources == ("TASS", "The Guardian")
    once = asked_source("According to TASS, what did TASS report?", HELD)
    assert once is not None
    assert once.others == ()


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("Who left, as reported by The Guardian, TASS and the Inland Post?", 3),
        ("Who is named in articles from 'The Guardian' and 'TASS'?", 2),
        ("Which firm, covered by both TASS and The Sun, was sold?", 2),
        ("Does 'TASS' claim that it rained, while 'The Sun' describes a drought?", 2),
        ("Did Kyodo News report the fire before The Independent discussed it?", 2),
        ("Which firm is praised in a TASS article, but criticised by The Guardian?", 2),
        ("Who was named by outlets such as TASS, Reuters and Le Monde?", 3),
        ("Was the article from The Independent published after the one in TASS?", 2),
    ],
)
def test_outlets_in_a_list_or_held_against_each_other_are_all_read(
    question: str, sources: int
) -> None:
    asked = asked_source(question, HELD)
    assert asked is not None
    assert len(asked.all_sources) == sources


@pytest.mark.parametrize(
    "question",
    [
        "Who starred in 'The Guardian' and 'The Sun'?",
        "Did time and nature do the damage?",
        "Does Reuters employ more people than TASS?",
        "Who said that Time Warner and The Sun Also Rises are old?",
        "Did The Guardian of the Galaxy describe the sun?",
    ],
)
def test_names_side_by_side_are_no_sources_where_nothing_is_told_by_them(question: str) -> None:
    assert asked_source(question, HELD) is None


def test_a_list_behind_a_source_ends_where_other_words_follow() -> None:
    asked = asked_source("According to TASS, Time Warner and others left. Why?", HELD)
    assert asked is not None
    assert asked.all_sources == ("TASS",)
