"""The confidence: between 0 and 1, the same each time, and told in every answer that searched."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.answering
from rag import Rag
from rag.answering.confidence import FILE, Calibration
from rag.answering.signs import SIGNS
from rag.errors import WeightsDamaged
from rag.types import Answer

SHARES = st.floats(0, 1)
STORED = resources.files(rag.answering).joinpath(FILE).read_text("utf-8")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries(dict.fromkeys(SIGNS, SHARES)))
def test_it_lies_between_0_and_1_and_more_of_a_sign_never_lowers_it(
    signs: dict[str, float],
) -> None:
    learned = Calibration.learned()
    value = learned.confidence(signs)
    assert 0 <= value <= 1
    for name in signs:
        assert learned.confidence({**signs, name: 1.0}) >= value


def test_what_ships_weighs_the_signs_there_are_and_says_how_it_was_made() -> None:
    stored = json.loads(STORED)
    assert stored["weights"].keys() == SIGNS.keys()
    assert "tune-confidence" in stored["made"]
    assert stored["on"]
    assert 0 < stored["answered_from"] <= stored["sure_from"] <= 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "JSONDecodeError"),
        ("[1, 2]", "TypeError"),
        ("{}", "'weights'"),
        (STORED.replace('"intercept": ', '"intercept": "x", "was": '), "could not convert"),
        (STORED.replace('"intercept": ', '"intercept": NaN, "was": '), "not finite"),
        (STORED.replace('"rules": ', '"rules": -1, "was": '), "below zero"),
    ],
)
def test_damaged_weights_are_a_clear_error(text: str, fault: str) -> None:
    with pytest.raises(WeightsDamaged, match=r"confidence\.json.*make tune-confidence") as caught:
        Calibration.read(text)
    assert fault in caught.value.fault


def test_weights_of_other_signs_are_a_clear_error() -> None:
    learned = Calibration.learned()
    with pytest.raises(WeightsDamaged, match="differ in luck"):
        learned.confidence({**dict.fromkeys(SIGNS, 0.5), "luck": 1.0})


def test_every_answer_that_was_searched_for_tells_it(
    bay: Rag, asked: Callable[[str], Answer]
) -> None:
    sure = asked("How many nests does Noor Haddad count?")
    unsure = asked("Who is Peter Holm married to?")
    assert sure.confidence is not None
    assert unsure.confidence is not None
    assert 0 <= unsure.confidence < sure.confidence <= 1
    assert bay.ask("How many nests does Noor Haddad count?").confidence == sure.confidence
    assert sure.to_dict()["confidence"] == sure.confidence


def test_an_answer_from_the_records_was_not_searched_for(asked: Callable[[str], Answer]) -> None:
    answer = asked("How many articles are there?")
    assert answer.confidence is None
    assert answer.fit is None


def test_a_reader_is_told_a_word_and_no_number(asked: Callable[[str], Answer]) -> None:
    answer = asked("How many nests does Noor Haddad count?")
    assert answer.fit in ("fits well", "fits in part", "fits poorly")
    assert not any(sign.isdigit() for sign in answer.fit)
