"""Which sentences bear on a question, and which never do."""

from __future__ import annotations

import pytest

from rag.answering.evidence import gather
from rag.answering.nearness import Nearness, WordVectors
from rag.answering.weighing import Evidence
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.question import analyse
from rag.retrieval.rarity import Weights, held_terms
from rag.retrieval.search import find


def evidence(library: Library, text: str) -> list[Evidence]:
    question = analyse(text)
    passages = find(library, question, Filter(), 24)
    weights = Weights.in_library(question, library)
    return gather(question, passages, library, weights, WordVectors(library.embed_texts))


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Who opened the bridge over the Tarrow?", "Mayor Ada Brandt opened"),
        ("How many nests does Noor Haddad count?", "46 nests"),
        ("Why did the crews stop work?", "because their hours of rest"),
        ("How did Sweden react to the plan?", "Sweden's government welcomed"),
        ("What did Kari Moen say?", "Nobody asked us"),
        ("Which firm built the bridge?", "Maren & Sons"),
    ],
)
def test_the_sentence_that_answers_comes_first(
    bay_library: Library, question: str, best: str
) -> None:
    assert best in evidence(bay_library, question)[0].line.text


@pytest.mark.parametrize(
    ("question", "actor"),
    [
        ("What did Rosa Lindqvist say?", "Rosa Lindqvist"),
        ("What did Peter Holm say about the walkout?", "Peter Holm"),
        ("What did Kari Moen say?", "Kari Moen"),
    ],
)
def test_only_sentences_in_which_the_one_asked_about_speaks_are_what_they_said(
    bay_library: Library, question: str, actor: str
) -> None:
    found = evidence(bay_library, question)
    assert found
    for each in found:
        assert each.line.speaker is not None
        assert actor in each.line.speaker.subject


def test_a_country_that_only_stands_in_the_text_has_not_reacted(bay_library: Library) -> None:
    assert evidence(bay_library, "How did Brazil react to the plan?") == []
    denmark = evidence(bay_library, "How did Sweden react to Denmark's plan?")
    assert all("Sweden" in each.line.text for each in denmark)


def test_an_article_without_the_names_of_the_question_gives_nothing(bay_library: Library) -> None:
    for each in evidence(bay_library, "How much did the bridge over the Tarrow cost?"):
        assert "Tarrow" in each.article.text


def test_evidence_is_ordered_and_each_piece_stands_once_in_its_article(
    bay_library: Library,
) -> None:
    found = evidence(bay_library, "How did Norway react to Denmark's plan?")
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert len({(e.article.id, e.index) for e in found}) == len(found)
    for each in found:
        assert each.article.text[each.line.start : each.line.end] == each.line.text


def test_the_same_question_is_weighed_the_same_twice(bay_library: Library) -> None:
    first = evidence(bay_library, "Who built the bridge?")
    second = evidence(bay_library, "Who built the bridge?")
    assert [(e.article.id, e.index, e.score) for e in first] == [
        (e.article.id, e.index, e.score) for e in second
    ]


def test_no_passages_are_no_evidence(bay_library: Library) -> None:
    question = analyse("Who opened the bridge?")
    weights = Weights.in_library(question, bay_library)
    assert gather(question, [], bay_library, weights, WordVectors(bay_library.embed_texts)) == []


@pytest.mark.parametrize(
    ("asked", "nearer", "farther"),
    [
        ("drop", "A steep decline followed.", "The bakery sells bread."),
        ("ship", "The vessel lay in port.", "The bakery sells bread."),
        ("frozen", "They freeze the assets.", "The bakery sells bread."),
    ],
)
def test_a_near_word_stands_in_for_the_one_that_was_asked(
    bay_library: Library, asked: str, nearer: str, farther: str
) -> None:
    question = analyse(f"What about the {asked}?")
    nearness = Nearness(question, WordVectors(bay_library.embed_texts))
    (term,) = question.terms
    lacking = frozenset(question.terms)
    near, far = (nearness.of(lacking, text)[term] for text in (nearer, farther))
    assert 0.0 <= far < near < 1.0


def test_names_have_no_near_words(bay_library: Library) -> None:
    question = analyse("What did Norway do?")
    nearness = Nearness(question, WordVectors(bay_library.embed_texts))
    assert nearness.of(frozenset(question.terms), "Sweden and Denmark agreed.") == {}


def test_rare_terms_weigh_more_and_a_missing_one_is_known(bay_library: Library) -> None:
    question = analyse("Was the herring quota lowered by the zeppelin?")
    weights = Weights.in_library(question, bay_library)
    assert "zeppelin" in weights.absent
    assert weights.share(frozenset(question.terms)) == pytest.approx(1.0)
    assert weights.share(frozenset()) == 0.0


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("What did Norway say?", "Officials in Oslo spoke.", True),
        ("What did Norway say?", "Officials in Lima spoke.", False),
        ("What is JADES-GS-z14-0?", "A rival is JADES-GS-z13-0.", False),
        ("Who is Gennady Ovechko?", "Ovechko left.", True),
    ],
)
def test_a_name_is_held_by_a_stand_in_or_surname_and_a_code_only_whole(
    question: str, text: str, held: bool
) -> None:
    assert bool(held_terms(analyse(question), text)) is held
