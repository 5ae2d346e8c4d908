"""What a refusal says was searched: all, or what the filters left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag import Rag
from rag.page.narrowing import searched
from rag.page.talk import Exchange, Filters, Phase

BAY = Path(__file__).parents[1] / "fixtures" / "bay"
NOWHERE = "What is the capital of Mongolia?"


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with Rag.open(tmp_path_factory.mktemp("narrowing") / "index") as rag:
        rag.ingest(BAY)
        yield rag


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(), "Searched: 7 articles, 6 dated 30 Sep 2021 to 11 May 2023."),
        (Filters(outlets=("Coast Daily",)), "Searched: 3 of 7 articles, as the filters have it."),
        (Filters(since=date(2023, 1, 1)), "Searched: 2 of 7 articles, as the filters have it."),
        (
            Filters(since=date(2023, 1, 1), undated=True),
            "Searched: 3 of 7 articles, as the filters have it.",
        ),
    ],
)
def test_what_filters_left_out_was_not_searched(bay: Rag, filters: Filters, said: str) -> None:
    answer = bay.ask(
        NOWHERE,
        source=filters.outlets or None,
        since=filters.since,
        undated=filters.undated,
    )
    told = searched(bay, Exchange(NOWHERE, filters, Phase.DONE, answer=answer))
    assert told is not None
    assert told.startswith(said)


def test_under_an_answer_nothing_is_said_of_it(bay: Rag) -> None:
    answer = bay.ask("Who opened the new bridge over the Tarrow?")
    assert searched(bay, Exchange("Who?", Filters(), Phase.DONE, answer=answer)) is None
