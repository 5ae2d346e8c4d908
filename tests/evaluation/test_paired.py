"""What two runs differ by, against hand-worked numbers and SciPy's own tests."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rag.evaluation.comparing.paired import RESAMPLES, difference, holm, interval, permutation_p
from rag.evaluation.comparing.power import smallest_drop

FEW = [0.5, -0.25, 1.0, 0.75, 0.0, 0.125]


def p_of(values: list[float], **how: bool) -> float:
    return permutation_p(np.asarray(values, dtype=np.float64), **how)


def test_a_permutation_of_few_questions_is_counted_by_hand() -> None:
    # Of the eight choices of signs of 1, 2 and 4 only +++ and --- reach |1 + 2 + 4| = 7.
    assert p_of([1, 2, 4]) == 2 / 8
    # -1 + 2 + 4 = 5: +++ (7) and -++ (5) and their mirrors are as far from 0.
    assert p_of([-1, 2, 4]) == 4 / 8
    assert p_of([-1, -2, -4], falls=True) == 1 / 8
    assert p_of([1, 2, 4], falls=True) == 1.0


def test_right_and_wrong_alone_make_mcnemars_exact_test() -> None:
    # One gained, seven lost: 2 * (C(8,0) + C(8,1)) / 2^8.
    values = [1.0] + [-1.0] * 7 + [0.0] * 100
    assert p_of(values) == 18 / 256
    assert p_of(values, falls=True) == 9 / 256
    assert p_of(values) == pytest.approx(stats.binomtest(1, 8, 0.5).pvalue)


def test_no_difference_is_no_evidence() -> None:
    assert p_of([0.0] * 9) == 1.0
    assert p_of([0.0] * 9, falls=True) == 1.0
    assert difference([0.0] * 9).low == difference([0.0] * 9).high == 0.0


def test_nothing_that_both_scored_has_no_difference() -> None:
    assert str(difference([])) == "none"
    assert difference([]).p is None


@pytest.mark.parametrize(("falls", "side"), [(False, "two-sided"), (True, "less")])
def test_few_differences_give_scipys_exact_p(falls: bool, side: str) -> None:
    theirs = stats.permutation_test(
        (FEW,), np.sum, permutation_type="samples", alternative=side, n_resamples=np.inf
    )
    assert p_of(FEW, falls=falls) == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize(("falls", "side"), [(False, "two-sided"), (True, "less")])
def test_many_differences_give_scipys_p_within_what_drawing_allows(falls: bool, side: str) -> None:
    values = np.random.default_rng(5).normal(-0.02, 0.1, 60)
    theirs = stats.permutation_test(
        (values,), np.sum, permutation_type="samples", alternative=side, n_resamples=20_000, rng=1
    )
    ours = permutation_p(values, falls=falls)
    error = math.sqrt(ours * (1 - ours) / RESAMPLES)
    assert 0 < ours < 1
    assert ours == pytest.approx(theirs.pvalue, abs=5 * error)
    assert ours == permutation_p(values, falls=falls)


def test_the_interval_is_scipys_percentile_bootstrap() -> None:
    values = np.random.default_rng(3).normal(0.1, 0.4, 80)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=10_000, method="percentile", rng=2)
    assert interval(values) == pytest.approx(theirs.confidence_interval, abs=0.006)


def test_a_long_run_is_drawn_in_portions() -> None:
    values = np.random.default_rng(4).normal(0.1, 0.4, 1500)
    half = 1.96 * values.std() / math.sqrt(1500)
    low, high = interval(values)
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.003)
    assert permutation_p(values) == 1 / (RESAMPLES + 1)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=8))
def test_every_choice_of_signs_is_counted(values: list[int]) -> None:
    moved = [abs(value) for value in values if value]
    sums = [
        sum(sign * size for sign, size in zip(signs, moved, strict=True))
        for signs in itertools.product((-1, 1), repeat=len(moved))
    ]
    far = sum(abs(total) >= abs(sum(values)) for total in sums)
    low = sum(total <= sum(values) for total in sums)
    assert p_of([float(v) for v in values]) == pytest.approx(far / len(sums))
    assert p_of([float(v) for v in values], falls=True) == pytest.approx(low / len(sums))


def test_holms_correction_is_worked_by_hand() -> None:
    # Sorted .01 .02 .03 .04: times 4, 3, 2, 1, and none smaller than the one before.
    assert holm([0.04, 0.01, None, 0.03, 0.02]) == pytest.approx([0.06, 0.04, None, 0.06, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_smallest_drop_agrees_with_the_binomial() -> None:
    """Where nothing else moves, five losses of one side are needed (1/2^5 < .05), so the chance q
    is sought at which Binomial(150, q) gives five or more in 80 % of runs."""
    scores = [1.0] * 150 + [0.0] * 12
    found = smallest_drop(scores, [0.0] * 162, alpha=0.05)
    assert found is not None
    chance = found.drop * 162 / 150
    assert stats.binom.sf(4, 150, chance) == pytest.approx(0.8, abs=0.06)
    assert (found.questions, found.n) == (round(chance * 150), 162)


def test_what_comes_and_goes_by_itself_hides_a_drop() -> None:
    scores = [1.0] * 150 + [0.0] * 12
    still = smallest_drop(scores, [0.0] * 162, alpha=0.05)
    restless = smallest_drop(scores, [1.0] * 8 + [-1.0] * 8 + [0.0] * 146, alpha=0.05)
    stricter = smallest_drop(scores, [0.0] * 162, alpha=0.01)
    assert still is not None
    assert restless is not None
    assert stricter is not None
    assert restless.drop > 1.5 * still.drop
    assert stricter.drop > still.drop


def test_four_questions_can_show_no_drop() -> None:
    assert smallest_drop([1.0] * 4, [0.0] * 4, alpha=0.05) is None
    assert smallest_drop([], [], alpha=0.05) is None
