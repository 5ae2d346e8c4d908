"""The order of sentences that may answer: what speaks for each, and the weights they are given."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from rag.answering.promise import CLUES, Found, Promise, Told, clues
from rag.retrieval.question import analyse
from rag.retrieval.rarity import Weights

OCEAN = analyse("Into which ocean did the capsule Halcyon splash down?")
WEIGHTS = Weights(dict.fromkeys(OCEAN.terms, 1.0), frozenset())


def told(article: str, text: str, rank: float = 1.0, index: int = 0) -> Told:
    return Told(article, "A capsule comes home", index, "", text, 0.5, 0.6, True, rank)


def row(name: str, *lines: Told) -> list[float]:
    return [float(each[CLUES.index(name)]) for each in clues(OCEAN, WEIGHTS, lines)]


def test_the_weights_are_shares_of_one_whole_and_none_is_negative() -> None:
    weights = Promise.learned().weights
    assert set(weights) == set(CLUES)
    assert min(weights.values()) >= 0
    assert sum(weights.values()) == pytest.approx(1, abs=0.001)


def test_the_file_of_weights_says_how_they_were_made() -> None:
    stored = json.loads(resources.files("rag.answering").joinpath("promise.json").read_text())
    assert {"made", "on", "how", "held out", "weights"} == set(stored)


def test_every_clue_lies_between_0_and_1_and_so_does_the_promise() -> None:
    lines = [
        told("a", "Halcyon came down in the Coral Ocean on 4 May.", 1.4),
        told("b", "Nothing.", -0.2, 90),
        told("c", "“Goodbye” was the last word from the ocean.", 0.5, 3),
    ]
    found = clues(OCEAN, WEIGHTS, lines)
    assert found.shape == (3, len(CLUES))
    assert found.min() >= 0
    assert found.max() <= 1
    assert 0 <= Promise.learned().of(found).min() <= Promise.learned().of(found).max() <= 1.001


def test_a_name_beside_the_noun_asked_for_speaks_for_a_sentence() -> None:
    beside, apart = (
        told("a", "It fell into the Coral Ocean."),
        told("b", "In Brunn tired engineers cheered loudly when grey waves of the ocean came."),
    )
    assert row("beside", beside, apart) == [1.0, 0.0]


def test_what_other_articles_name_too_is_agreed_and_an_article_alone_agrees_with_nobody() -> None:
    one = told("a", "It fell into the Coral Ocean.")
    same = told("a", "Boats wait in the Coral Ocean.")
    other = told("b", "The crew is back from the Coral Ocean.")
    assert row("agreed", one, same) == [0.0, 0.0]
    assert row("agreed", one, other)[0] > 0.3
    third = told("c", "The Coral Ocean was calm.")
    assert row("agreed", one, other, third)[0] > row("agreed", one, other)[0]


def test_what_the_question_names_itself_is_nothing_new() -> None:
    assert row("new", told("a", "There is the Halcyon."), told("a", "There is Corvo.")) == [
        0.0,
        1.0,
    ]


def test_what_any_article_found_calls_so_is_an_instance_of_what_is_asked_for() -> None:
    lines = [told("a", "It fell into the Coral."), told("b", "It fell near Brunn.")]
    found = [Found("c", "Boats left for the Coral Ocean.", 1.0)]
    at = CLUES.index("instance")
    rows = clues(OCEAN, WEIGHTS, lines, found)
    assert rows[0, at] > 0.3
    assert rows[1, at] == 0.0
    more = clues(OCEAN, WEIGHTS, lines, [*found, Found("d", "The ocean Coral is deep.", 1.0)])
    assert more[0, at] > rows[0, at]


def test_no_sentences_have_no_clues() -> None:
    assert clues(OCEAN, WEIGHTS, []).shape == (0, len(CLUES))
