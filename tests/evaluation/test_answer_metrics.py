"""The answer's words: what is expected, SQuAD's arithmetic, repetition and length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.metrics.answer import METRICS, overlap, squad_normalized
from rag.evaluation.metrics.held import holds
from rag.evaluation.metrics.metric import Score
from rag.evaluation.observed import Observed, Said
from rag.evaluation.observing import observe
from rag.evaluation.questions import Gold
from rag.evaluation.scoring import no_texts

BY_NAME = {metric.name: metric for metric in METRICS}


def score(name: str, gold: Gold, observed: Observed) -> Score:
    return BY_NAME[name].measure(gold, observed, no_texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose by 35.5%.", "35.5 percent"),
        ("It rose by 35.5 per cent.", "35.5%"),
        ("On March 6, 2022 they met.", "6 March 2022"),
        ("They met on 2022-03-06.", "March 6, 2022"),
        ("They met on 6 March 2022.", "March 6"),
        ("They met on 6 March 2022.", "March 2022"),
        ("Two of them left.", "2"),
        ("They sold 2.", "two"),
        ("It costs $43bn.", "43 billion"),
        ("It costs 43,000 million yen.", "43 billion yen"),
        ("Twenty-one men left.", "21"),
        ("The Prime Minister’s words", "prime minister's"),
        ("They rejected it.", "reject"),
    ],
)
def test_numbers_and_dates_are_held_however_they_are_spelled(text: str, expected: str) -> None:
    assert holds(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("146 of them", "46"),
        ("46.5 of them", "46"),
        ("4,600 of them", "46"),
        ("They met on 6 March.", "6 March 2022"),
        ("They met on 6 March 2021.", "6 March 2022"),
        ("It rose by 5.5%.", "35.5%"),
        ("43 million", "43 billion"),
        ("", "2"),
        ("anything", ""),
    ],
)
def test_other_numbers_and_dates_are_not_held(text: str, expected: str) -> None:
    assert not holds(text, expected)


@given(st.integers(1, 10**12), st.sampled_from(["Ann paid {} today.", "{} yen", "{}"]))
def test_a_number_is_held_with_and_without_its_commas(n: int, text: str) -> None:
    assert holds(text.format(f"{n:,}"), str(n))
    assert holds(text.format(n), f"{n:,}")
    assert not holds(text.format(f"{n:,}"), f"{n}1")


def test_expected_recall_is_the_share_of_groups_and_counts_a_refusal() -> None:
    gold = Gold("g", "fact", "Q?", expected=(("two", "a pair"), ("6 March 2022",)))
    half = score("expected_recall", gold, observe("2 of them. [1]"))
    assert (half.value, half.reason) == (0.5, "lacks 6 March 2022")
    assert score("expected_recall", gold, observe("2, on March 6, 2022")).value == 1
    refused = Observed("Not in these articles. Two, 6 March 2022.", silent=True)
    assert score("expected_recall", gold, refused).value == 0
    assert score("expected_recall", Gold("g", "f", "Q?"), observe("2")).value is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The Cat, sat!", "cat sat"),
        ("a theory of an art", "theory of art"),
        ("U.S.", "us"),
        ("  Ten   years. ", "ten years"),
    ],
)
def test_normalisation_is_squads(text: str, plain: str) -> None:
    assert squad_normalized(text) == plain


@pytest.mark.parametrize(
    ("said", "gold", "f1"),
    [
        # precision 3/4, recall 3/3
        ("about ten years ago", "about ten years", 6 / 7),
        # words that recur count as often as both have them: 2 the same of 3 and 4
        ("ha ha ha", "ha ha ho ho", 4 / 7),
        ("red", "blue", 0),
        ("", "", 1),
        ("", "red", 0),
        ("red", "red", 1),
    ],
)
def test_token_f1_is_squads_by_hand(said: str, gold: str, f1: float) -> None:
    assert overlap(said, gold) == pytest.approx(f1)


TOKENS = st.lists(st.sampled_from("red blue ten".split())).map(" ".join)


@given(TOKENS, TOKENS)
def test_token_f1_is_symmetric_and_one_only_for_the_same_words(one: str, other: str) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert (overlap(one, other) == 1) == (sorted(one.split()) == sorted(other.split()))


def test_the_best_of_the_gold_answers_counts_against_the_short_answer() -> None:
    gold = Gold("g", "fact", "Q?", answers=("ten years", "a decade"))
    observed = Observed("It was meant for ten years.", silent=False, short_answer="The Decade")
    assert score("exact_match", gold, observed).value == 1
    longer = Observed("", silent=False, short_answer="about ten years")
    assert score("exact_match", gold, longer).value == 0
    assert score("token_f1", gold, longer).value == pytest.approx(2 * 2 / 5)


def test_of_an_unanswerable_question_a_refusal_is_the_match_as_in_squad_2() -> None:
    none = Gold("g", "none", "Q?", answerable=False)
    refused, answered = Observed("Not here.", silent=True), Observed("Ten", silent=False)
    for name in ("exact_match", "token_f1"):
        assert score(name, none, refused).value == 1
        assert score(name, none, answered).value == 0
        assert score(name, Gold("g", "f", "Q?", answers=("ten",)), refused).value == 0
        assert score(name, Gold("g", "f", "Q?"), answered).value is None


def test_repetition_is_the_share_of_3_grams_said_already() -> None:
    said = Observed("", silent=False, sentences=(Said("One two three."), Said("One two three.")))
    # one two three, two three one, three one two, one two three: one of four is said already
    assert score("repetition", Gold("g", "f", "Q?"), said).value == 1 / 4
    short = Observed("Two words", silent=False)
    assert score("repetition", Gold("g", "f", "Q?"), short).value is None


def test_length_counts_words_and_sentences_without_marks() -> None:
    observed = observe("One two. [1] Three four five [2].")
    gold = Gold("g", "f", "Q?")
    assert score("words", gold, observed).value == 5
    assert score("sentences", gold, observed).value == 2
    assert score("words", gold, Observed("Not here.", silent=True)).value is None
