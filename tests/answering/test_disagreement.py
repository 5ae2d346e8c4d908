"""Contradictions are noticed, developments told apart, and what merely differs is left alone."""

from __future__ import annotations

import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "benchmarks")]
from disputes.pairs import (  # noqa: E402 - after the path is set
    CONFLICT,
    DEVELOPMENT,
    DIFFERENT,
    HELD,
    OPENED,
    Pair,
    by_numbers,
    by_rules,
    pairs,
    precision,
    recall,
)

from rag.answering.disagreement.claims import claim  # noqa: E402
from rag.answering.disagreement.comparing import Kind, compare  # noqa: E402

EARLY, LATE = date(2023, 5, 9), date(2023, 5, 11)


@cache
def every() -> tuple[Pair, ...]:
    return tuple(pairs())


def test_there_are_at_least_40_contradictions_and_40_pairs_that_merely_differ() -> None:
    labels = [pair.label for pair in every()]
    assert labels.count(CONFLICT) >= 40
    assert labels.count(DIFFERENT) >= 40
    assert labels.count(DEVELOPMENT) >= 10
    assert {pair.kind for pair in every()} == {"number", "date", "denial"}
    assert sum(pair.half != "tune" for pair in every()) / len(labels) >= 0.45


@pytest.mark.parametrize("half", ["tune", OPENED, HELD])
def test_what_is_called_a_contradiction_is_one_and_most_are_found(half: str) -> None:
    some = [pair for pair in every() if pair.half == half]
    assert precision(some, by_rules).share >= 0.9
    assert recall(some, by_rules).share >= 0.6
    assert recall(some, by_rules, DIFFERENT).share >= 0.9


def test_counting_numbers_calls_many_a_contradiction_that_are_none() -> None:
    assert precision(every(), by_numbers).share < 0.6


def test_the_words_of_both_are_the_ones_that_differ() -> None:
    one = claim("Twelve people were killed when a ferry sank off Marlow on Tuesday.", EARLY)
    other = claim("A ferry sank off Marlow on Tuesday, and nine people were killed.", EARLY)
    found = compare(one, other)
    assert found is not None
    assert (found.kind, found.one, found.other) == (Kind.NUMBER, "Twelve people", "nine people")
    assert found.overtakes == 0


def test_a_development_is_told_in_either_order() -> None:
    early = claim("Twelve people were killed when a ferry sank off Marlow on Tuesday.", EARLY)
    late = claim("The number of people killed when a ferry sank off Marlow has risen to 19.", LATE)
    first, second = compare(early, late), compare(late, early)
    assert first is not None
    assert second is not None
    assert (first.overtakes, second.overtakes) == (1, -1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Japan is considering an end to the ban.", "Japan is considering an end to the ban."),
        ("The harbour is open.", "Nothing else is known of it."),
        ("It was cold.", "It was not cold."),
        ("", "Twelve people were killed."),
        ("12 12 12 12", "13 13 13"),
    ],
)
def test_what_is_not_known_to_be_of_one_thing_does_not_differ(one: str, other: str) -> None:
    found = compare(claim(one, EARLY), claim(other, EARLY))
    assert found is None or found.kind is Kind.DENIAL


@pytest.mark.parametrize(("year", "told"), [(2023, True), (2027, False)])
def test_a_yes_years_after_a_no_is_of_another_affair(year: int, told: bool) -> None:
    early = claim("The Aster line does not allow dogs on its ferries.", EARLY)
    late = claim("The Aster line allows dogs on its ferries.", date(year, 6, 20))
    assert (compare(early, late) is not None) is told


def test_years_apart_a_change_that_is_said_is_told() -> None:
    early = claim("The Aster line does not allow dogs on its ferries.", EARLY)
    late = claim("The Aster line now allows dogs on its ferries.", date(2027, 6, 20))
    found = compare(early, late)
    assert found is not None
    assert found.overtakes == 1


def test_a_number_that_comes_on_top_contradicts_nothing() -> None:
    one = claim("More than 2 million Ferro swings were sold, the firm said.", EARLY)
    other = claim("The agency said that 60,000 Ferro swings were sold, the firm said.", EARLY)
    further = claim("The agency also said that 60,000 Ferro swings were sold in Norland.", EARLY)
    assert compare(one, other) is not None
    assert compare(one, further) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The Liberals need 218 seats for a majority in the assembly.",
            "The Liberals made a net gain of five seats in the assembly.",
        ),
        (
            "Between 200 and 300 people took refuge in the school of Pellin.",
            "In the school of Pellin 240 people took refuge.",
        ),
        (
            "Prosecutors asked for 40 to 50 years in prison for Sam Ferrer.",
            "Sam Ferrer was sentenced to 25 years in prison.",
        ),
        ("The tower in Brenno has 120 flats.", "The fire in Brenno destroyed 48 flats."),
        (
            "President Ruiz signed a decree that pardons 1,500 people convicted over a riot.",
            "President Ruiz signed a decree that pardons 23 people convicted for a blockade.",
        ),
        ("The rapper Ode was arrested.", "His manager was not arrested."),
        (
            "The fiscal year in Brenno begins on 1 April 2023.",
            "The program is for the fiscal years in Brenno that begin in May 2014.",
        ),
        (
            "Ana Brink did not play in the first half against Osk.",
            "Ana Brink played in the second half against Osk.",
        ),
    ],
)
def test_what_measures_another_thing_is_left_alone(one: str, other: str) -> None:
    assert compare(claim(one, EARLY), claim(other, EARLY)) is None


def test_what_ends_a_state_is_a_development_on_whatever_day() -> None:
    early = claim(
        "The board of Mentis dismissed its chief executive, Sol Altmar, on Monday.", EARLY
    )
    late = claim("The board of Mentis has reinstated its chief executive, Sol Altmar.", LATE)
    found = compare(early, late)
    assert found is not None
    assert (found.kind, found.overtakes) == (Kind.DENIAL, 1)
    assert compare(claim(early.text, LATE), claim(late.text, EARLY)) is None
