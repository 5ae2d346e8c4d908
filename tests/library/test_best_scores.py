"""The k-th best of many scores is found among the best of groups of them."""

from __future__ import annotations

import numpy as np
import pytest

from rag.library.matrix import _kth


@pytest.mark.parametrize("count", [1, 63, 64, 4_000, 12_801, 40_000])
@pytest.mark.parametrize("k", [1, 7, 60, 200])
def test_it_is_what_sorting_all_of_them_tells(count: int, k: int) -> None:
    chance = np.random.default_rng(count * k)
    scores = chance.normal(size=count).astype(np.float32)
    equal = np.round(scores, 1)  # with many that are equal
    for each in (scores, equal, np.sort(scores), np.sort(scores)[::-1].copy()):
        if k <= count:
            assert _kth(each, k) == np.sort(each)[-k]
